"""The rules of prescriptions: one claim each; arithmetic by its properties."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.optics import (
    RULES,
    EyeValues,
    Prism,
    Reading,
    RxValues,
    check_measurement,
    check_prescription,
    check_readings,
)
from customers.optics.formulas import (
    Power,
    at_cornea,
    is_on_gost_grid,
    minus_form,
    nearest_on_gost_grid,
    spherical_equivalent,
    to_contact_lens,
    transpose,
)
from customers.optics.text import RxTextError, parse_autorefractor, parse_axis, parse_dioptre
from customers.optics.values import eye_columns, tidy_eye

quarters = st.integers(-40, 40).map(lambda n: D(n) / 4)
powers = st.builds(
    lambda sph, cyl, axis: Power(sph, cyl, axis if cyl else None), quarters, quarters, st.integers(1, 180)
)


def rx(purpose: str = "distance", **changes: Any) -> RxValues:
    """A prescription without a fault, with changes to the right eye (eye fields) or to itself."""
    own = {name: changes.pop(name) for name in list(changes) if name in RxValues.__dataclass_fields__}
    right = replace(EyeValues("od", sph=D("-2.25"), cyl=D("-0.75"), axis=170), **changes)
    left = EyeValues("os", sph=D("-2.00"))
    return replace(RxValues(purpose=purpose, eyes=(right, left), age=45), **own)


def codes(prescription: RxValues, *, hard: bool, **around: Any) -> set[str]:
    return {fault.code for fault in check_prescription(prescription, **around) if fault.hard is hard}


@given(powers)
def test_transposing_twice_gives_the_correction_back(power: Power) -> None:
    assert transpose(transpose(power)) == power


@given(powers)
def test_transposing_keeps_the_equivalent_and_the_axis_in_1_to_180(power: Power) -> None:
    other = transpose(power)

    assert spherical_equivalent(other.sph, other.cyl) == spherical_equivalent(power.sph, power.cyl)
    assert other.axis is None or 1 <= other.axis <= 180
    assert minus_form(power).cyl <= 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Power(D("-4.50"), D("1.25"), 90), Power(D("-3.25"), D("-1.25"), 180)),
        (Power(D(1), D(-2), 180), Power(D(-1), D(2), 90)),
    ],
)
def test_known_transpositions(one: Power, other: Power) -> None:
    assert transpose(one) == other
    assert transpose(other) == one


@pytest.mark.parametrize(("glasses", "lens"), [("-4", "-3.82"), ("-6", "-5.60"), ("-8", "-7.30"), ("6", "6.47")])
def test_vertex_conversion_of_known_powers(glasses: str, lens: str) -> None:
    assert at_cornea(D(glasses)).quantize(D("0.01")) == D(lens)


def test_a_toric_lens_is_converted_in_both_meridians() -> None:
    lens = to_contact_lens(Power(D(-6), D(-2), 180))

    assert lens == Power(D("-5.60"), D("-1.70"), 180)
    assert to_contact_lens(Power(D(-3), D("-0.75"), 90)) == Power(D(-3), D("-0.75"), 90)


def test_the_gost_grid_widens_with_the_power() -> None:
    assert is_on_gost_grid(D("-5.75")) and is_on_gost_grid(D("-6.50")) and is_on_gost_grid(D(-13))
    assert not is_on_gost_grid(D("-6.25")) and not is_on_gost_grid(D("-13.50"))
    assert nearest_on_gost_grid(D("-7.30")) == D("-7.5")


def test_a_sound_prescription_has_no_faults() -> None:
    assert check_prescription(rx(pd_far=D(63), pd_near=D(60))) == []


HARD = [
    ("V0 sphere range", rx(sph=D("30.25")), "rx_sph_range", "/eyes/0/sph"),
    ("V0 sphere is a number", rx(sph=D("NaN")), "rx_sph_range", "/eyes/0/sph"),
    ("V0 huge exponent", rx(sph=D("1e309")), "rx_sph_range", "/eyes/0/sph"),
    ("V0 cylinder range", rx(cyl=D("-10.25")), "rx_cyl_range", "/eyes/0/cyl"),
    ("V0 addition range", rx("near", add=D("4.25")), "rx_add_range", "/eyes/0/add"),
    ("V0 acuity range", rx(va_cc=D("5.1")), "rx_va_range", "/eyes/0/va_cc"),
    ("V1 step", rx(sph=D("-2.30")), "rx_step", "/eyes/0/sph"),
    ("V1 half millimetres", rx(pd_far=D("62.3")), "rx_pd_step", "/pd_far"),
    ("V2 axis missing", rx(axis=None), "rx_axis_missing", "/eyes/0/axis"),
    ("V2 axis without cylinder", rx(cyl=None), "rx_axis_without_cyl", "/eyes/0/axis"),
    ("V3 axis range", rx(axis=181), "rx_axis_range", "/eyes/0/axis"),
    ("V4 addition purpose", rx(add=D("1.5")), "rx_add_purpose", "/eyes/0/add"),
    ("V5 prism without base", rx(prisms=(Prism(D(2)),)), "rx_prism_base", "/eyes/0/prisms/0"),
    ("V5 base without prism", rx(prisms=(Prism(None, "in"),)), "rx_prism_missing", "/eyes/0/prisms/0"),
    ("V5 two horizontal", rx(prisms=(Prism(D(2), "in"), Prism(D(1), "out"))), "rx_prism_twice", "/eyes/0/prisms"),
    ("V6 range", rx(pd_far=D(39)), "rx_pd_range", "/pd_far"),
    ("V6 near wider", rx(pd_far=D(60), pd_near=D(61)), "rx_pd_near_wider", "/pd_near"),
    ("V7 one eye", rx(eyes=(EyeValues("od", sph=D(0)),)), "rx_eye_missing", "/eyes"),
    ("V7 no sphere", rx(sph=None, cyl=None, axis=None), "rx_sph_missing", "/eyes/0/sph"),
    ("V12 term", rx(issued_on=dt.date(2026, 2, 1), valid_until=dt.date(2026, 1, 1)), "rx_term", "/valid_until"),
    ("CL cylinder", rx("contact", cyl=D("-0.50")), "rx_cl_cyl_range", "/eyes/0/cyl"),
    ("CL curve", rx("contact", base_curve=D("10.1")), "rx_cl_curve", "/eyes/0/base_curve"),
    ("CL two additions", rx("contact", add=D(1), add_code="LOW"), "rx_cl_add_twice", "/eyes/0/add_code"),
]


@pytest.mark.parametrize(("claim", "prescription", "code", "pointer"), HARD, ids=[row[0] for row in HARD])
def test_hard_faults_name_their_value(claim: str, prescription: RxValues, code: str, pointer: str) -> None:
    found = [fault for fault in check_prescription(prescription) if fault.code == code]

    assert [(fault.pointer, fault.hard) for fault in found] == [(pointer, True)]


def test_pupils_must_add_up_to_the_whole() -> None:
    eyes = (EyeValues("od", sph=D(0), pd_mono=D(31)), EyeValues("os", sph=D(0), pd_mono=D("30.5")))

    assert codes(rx(eyes=eyes, pd_far=D(63)), hard=True) == {"rx_pd_sum"}
    assert codes(rx(eyes=eyes, pd_far=D("61.5")), hard=True) == set()


@pytest.mark.parametrize(
    ("prescription", "code"),
    [
        (rx(sph=D("-20.25")), "rx_sph_unusual"),
        (rx("near", add=D("0.5")), "rx_add_unusual"),
        (rx("near", add=D("1.5"), age=30), "rx_add_young"),
        (rx(sph=D("2.25"), cyl=None, axis=None), "rx_signs_opposite"),
        (rx(sph=D("-5")), "rx_anisometropia"),
        (rx(pd_far=D(75)), "rx_pd_unusual"),
        (rx(va_sc=D("0.8"), va_cc=D("0.5")), "rx_va_worse_corrected"),
        (rx("contact", sph=D("-6.25")), "rx_cl_grid"),
    ],
)
def test_soft_faults_ask_to_confirm(prescription: RxValues, code: str) -> None:
    assert code in codes(prescription, hard=False)


def test_a_jump_within_a_year_asks_for_a_reason() -> None:
    before = rx(issued_on=dt.date(2026, 1, 10))
    after = rx(sph=D("-3.50"), issued_on=dt.date(2026, 6, 1))

    assert "rx_jump_sphere" in codes(after, hard=False, previous=before)
    assert "rx_jump_sphere" not in codes(replace(after, issued_on=dt.date(2027, 6, 1)), hard=False, previous=before)


def test_near_is_compared_with_far_plus_addition() -> None:
    far = rx()
    near = rx("near", sph=D("-0.75"), add=D("1.50"))

    assert "rx_near_not_far_plus_add" in codes(rx("near", sph=D("-2"), add=D("1.5")), hard=False, companions=[far])
    faults = check_prescription(near, companions=[far])
    assert not [fault for fault in faults if fault.pointer == "/eyes/0/sph"]


def test_a_copied_contact_lens_is_noticed_from_4_dioptres() -> None:
    strong = rx(sph=D("-5"))

    assert "rx_cl_copied" in codes(rx("contact", sph=D("-5")), hard=False, companions=[strong])
    assert "rx_cl_copied" not in codes(rx("contact"), hard=False, companions=[rx()])


def test_every_rule_of_the_list_is_registered() -> None:
    assert {f"V{n}" for n in range(14)} <= set(RULES.keys())


anything = st.one_of(st.none(), st.decimals(allow_nan=True, allow_infinity=True), quarters)
any_eye = st.builds(
    EyeValues,
    eye=st.sampled_from(["od", "os", "xx"]),
    status=st.sampled_from(["present", "absent", "?"]),
    sph=anything,
    cyl=anything,
    axis=st.one_of(st.none(), st.integers(-5, 400)),
    add=anything,
    prisms=st.lists(st.builds(Prism, anything, st.sampled_from(["", "in", "up", "?"])), max_size=3),
    pd_mono=anything,
    va_sc=anything,
    va_cc=anything,
    base_curve=anything,
    diameter=anything,
    add_code=st.sampled_from(["", "LOW", "?"]),
)
any_rx = st.builds(
    RxValues,
    purpose=st.sampled_from(["distance", "near", "progressive", "contact", "?"]),
    eyes=st.lists(any_eye, max_size=3),
    pd_far=anything,
    pd_near=anything,
    age=st.one_of(st.none(), st.integers(0, 120)),
)


# a busy machine takes its time to invent nonsense; that is no fault of the rules
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(any_rx, any_rx)
def test_no_nonsense_raises_and_the_hard_faults_come_first(one: RxValues, other: RxValues) -> None:
    faults = check_prescription(one, previous=other, companions=[other])

    assert [fault.hard for fault in faults] == sorted((fault.hard for fault in faults), reverse=True)


def test_json_zeros_that_mean_nothing_become_nothing() -> None:
    eye = tidy_eye(EyeValues("od", sph=D("-1"), cyl=D(0), axis=0, add=D(0), prisms=(Prism(D(0)),)))
    toric = tidy_eye(EyeValues("os", sph=D("-1.25"), cyl=D("0.50"), axis=0))

    assert (eye.axis, eye.add, eye.prisms) == (None, None, ())
    assert (toric.sph, toric.cyl, toric.axis, toric.cyl_entered_plus) == (D("-0.75"), D("-0.50"), 90, True)
    assert eye_columns(tidy_eye(rx(prisms=(Prism(D("1.5"), "up"),)).eyes[0]))["base_v"] == "up"


@pytest.mark.parametrize("text", ["-1,25", "\u22121.25", "- 1.25", " -1.25 "])
def test_a_minus_is_read_in_every_spelling(text: str) -> None:
    assert parse_dioptre(text, sign_required=True) == D("-1.25")


@pytest.mark.parametrize("text", ["pl", "plano", "PL", "0", "0,00", "+0"])
def test_plano_needs_no_sign(text: str) -> None:
    assert parse_dioptre(text, sign_required=True) == 0


@pytest.mark.parametrize(
    ("text", "code"), [("1.00", "rx_sign_missing"), ("1.2.3", "rx_not_a_number"), ("٣", "rx_not_a_number")]
)
def test_an_ambiguous_sphere_is_refused(text: str, code: str) -> None:
    with pytest.raises(RxTextError) as refusal:
        parse_dioptre(text, sign_required=True)

    assert refusal.value.code == code


def test_an_empty_text_is_no_zero() -> None:
    assert parse_dioptre("") is None
    assert parse_axis("0", D("-0.5")) == 180
    assert parse_axis("0", None) is None


def test_a_pasted_line_of_an_autorefractor_is_read() -> None:
    right, left = parse_autorefractor("OD  -2.25 -0.75 170\nOS \u22122,00 -0,50 x 5")

    assert (right.sph, right.cyl, right.axis) == (D("-2.25"), D("-0.75"), 170)
    assert (left.eye, left.sph, left.cyl, left.axis) == ("os", D("-2.00"), D("-0.50"), 5)


def test_a_pressure_needs_its_method_and_has_its_norm() -> None:
    assert [f.code for f in check_measurement(Reading("od", "subjective", iop=D(17)))] == ["rx_iop_method"]
    assert check_measurement(Reading("od", "subjective", iop=D(24), iop_method="maklakov")) == []
    high = check_measurement(Reading("od", "subjective", iop=D(24), iop_method="pneumo"))
    assert [(fault.code, fault.hard) for fault in high] == [("rx_iop_high", False)]


def test_instruments_read_finer_than_people_prescribe() -> None:
    assert check_measurement(Reading("od", "objective_auto", sph=D("-2.12"))) == []
    assert [f.code for f in check_measurement(Reading("od", "subjective", sph=D("-2.12")))] == ["rx_step"]


def test_the_flat_meridian_comes_first() -> None:
    wrong = Reading("od", "objective_auto", k1=D("44.5"), k2=D("43.0"))

    assert [fault.code for fault in check_readings([wrong])] == ["rx_k_order"]
    assert check_readings([replace(wrong, k1=D("7.80"), k2=D("7.60"))]) == []
