"""Who is who among generated people: quality, strict rules, one scorer for the batch and for a pair."""

import csv
import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from customers.identity.keys import Record, keys_of
from customers.identity.matching.answers import DUPLICATE, answers
from customers.identity.matching.columns import columns_of, joined
from customers.identity.matching.features import NAMES, features, side_of
from customers.identity.matching.files import match_file
from customers.identity.matching.model import model
from customers.identity.matching.population import Population, population_of
from customers.identity.matching.scoring import score_pairs, score_side
from customers.identity.training.families import families, write
from customers.identity.training.torture import torture
from customers.identity.training.truth import figures, read_truth

TODAY = dt.date(2026, 11, 21)
BIG = Population(
    1_000_000,
    {"кручинин": 60, "иванов": 5_000},
    {"александр": 48_000, "петр": 9_000},
    {"иван": 60_000, "тихон": 900, "петр": 30_000},
)


def person(last: str, first: str, middle: str = "", born: str = "", **more: object) -> Record:
    phones = (str(more.pop("phone")),) if "phone" in more else ()
    return Record(last, first, middle, dt.date.fromisoformat(born) if born else None, phones, **more)


def verdicts(*records: Record) -> dict[tuple[int, int], str]:
    side = side_of(columns_of([keys_of(record) for record in records]), BIG)
    found = answers(side, score_side(side, model()), TODAY)
    return {(int(a), int(b)): verdict for a, b, verdict in zip(found.a, found.b, found.verdict, strict=True)}


def test_quality_holds_on_families_that_nothing_was_learnt_from(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    write(families(6_000, 9_001), source)
    match_file(source, target, TODAY, workers=1)
    found = figures(target, read_truth(source))
    assert found["best_f1"] > 0.965
    assert found["r_at_99"] > 0.93
    assert found["hh_f1"] > 0.94
    assert found["strangers_joined"] == 0


def test_no_hard_household_is_joined(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    write(torture(400, 9_002), source)
    counts = match_file(source, target, TODAY, workers=1)
    found = figures(target, read_truth(source))
    assert (found["family_joined"], found["strangers_joined"]) == (0, 0)
    assert counts["duplicate"] > 50


@pytest.mark.parametrize(
    "other",
    [
        person("Иванов", "Петр", "Иванович", "1980-05-17", phone="+79101234567"),
        person("Иванова", "Александра", "Иванович", "1980-05-17", phone="+79101234567"),
        person("Иванов", "Александр", "Иванович", "1955-03-02", phone="+79101234567"),
        person("Иванов", "Александр", "Иванович", "2010-05-17", phone="+79101234567"),
        person("Иванов", "Александр", "Иванович", "", phone="+79101234567"),
        person("Иванов", "", "", "", phone="+79101234567"),
        person("Иванов", "Александр", "Петрович", "1980-05-17", phone="+79101234567"),
    ],
    ids=["another name", "twin of one short form", "father", "minor", "no date", "phone alone", "another father"],
)
def test_strict_rules_ask_a_human(other: Record) -> None:
    known = person("Иванов", "Александр", "Иванович", "1980-05-17", phone="+79101234567")
    assert DUPLICATE not in verdicts(known, other).values()


def test_the_same_person_typed_twice_is_joined() -> None:
    more = {"phone": "8 910 123-45-67", "address": "Бор, ул. Мира, д. 5, кв. 6", "email": "kruchinin80@mail.ru"}
    known = person("Кручинин", "Александр", "Тихонович", "1980-05-17", **more)
    again = person("КРУЧИНИН", "Саша", "Тихонович", "1980-05-17", **more)
    assert verdicts(known, again) == {(0, 1): DUPLICATE}


def test_nonsense_and_nobody_are_matched_without_a_fault() -> None:
    odd = [person("", ""), person("🙂", "x"), person("я" * 10_000, "-"), person("1", "2", "3", "1900-01-01")]
    assert DUPLICATE not in verdicts(*odd, *odd).values()
    assert verdicts() == {}


def test_a_pair_alone_has_the_features_it_has_in_the_batch() -> None:
    rows = families(2_000, 9_003)
    keys = [
        keys_of(Record(r["last_name"], r["first_name"], r["middle_name"], r["birth_date"], (r["phone"],), r["email"]))
        for r in rows
    ]
    table = columns_of(keys)
    counts = population_of(table)
    whole = features(side_of(table, counts), np.arange(0, 400), np.arange(400, 800))
    alone = features(side_of(columns_of(keys[:800]), counts), np.arange(0, 400), np.arange(400, 800))
    local = {NAMES.index(name) for name in ("birthday_namesakes", "name_records", "last_city", "phone_names_each")}
    local |= {NAMES.index(name) for name in ("phone_records", "phone_names", "address_records", "address_names")}
    fixed = [column for column in range(len(NAMES)) if column not in local]
    np.testing.assert_allclose(whole[:, fixed], alone[:, fixed], rtol=1e-6)


def test_trees_say_the_same_of_few_and_of_many() -> None:
    trees = model().first
    rows = np.random.default_rng(1).normal(0, 4, (1_000, len(NAMES))).astype(np.float32)
    np.testing.assert_allclose(trees.logits(rows)[:200], trees.logits(rows[:200]), rtol=1e-4, atol=1e-4)


def test_joined_columns_are_those_of_all_records() -> None:
    rows = families(300, 9_004)
    keys = [keys_of(Record(r["last_name"], r["first_name"], r["middle_name"])) for r in rows]
    one, many = columns_of(keys), joined([columns_of(keys[:100]), columns_of(keys[100:])])
    for name in one.text:
        a, b = one.text[name], many.text[name]
        assert [a.words[code] for code in a.codes] == [b.words[code] for code in b.codes]
        assert [bool(code) for code in a.codes] == [bool(code) for code in b.codes]


def test_probability_of_a_pair_follows_the_evidence() -> None:
    known = keys_of(person("Кручинин", "Александр", "Тихонович", "1980-05-17", phone="+79101234567"))
    same = keys_of(person("Кручинин", "Саша", "Тихонович", "1980-05-17", phone="+79101234567"))
    brother = keys_of(person("Кручинин", "Петр", "Тихонович", "1984-01-20", phone="+79101234567"))
    one, other = score_pairs([known, known], [same, brother], BIG)
    assert one > 0.95
    assert other < 0.05


def test_command_matches_a_file_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    write(families(500, 9_005), source)
    call_command("identity_match", str(source), str(target), "--json")
    said = json.loads(capsys.readouterr().out)
    with target.open(newline="", encoding="utf8") as file:
        rows = list(csv.DictReader(file))
    assert said["records"] == 500
    assert list(rows[0]) == ["id1", "id2", "score", "verdict"]
    assert {row["verdict"] for row in rows} <= {"duplicate", "family", "review"}
    assert all(0 <= float(row["score"]) <= 1 for row in rows)
    assert len({(row["id1"], row["id2"]) for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("id,last_name\n1,Иванов\n", "columns missing: first_name"),
        ("id,last_name,first_name,middle_name,birth_date,phone,email,address\n1,a\n", "line 2"),
        ("id,last_name,first_name,middle_name,birth_date,phone,email,address\n1,,,,,,,\n1,,,,,,,\n", "twice"),
    ],
)
def test_command_refuses_an_unusable_file(tmp_path: Path, text: str, fault: str) -> None:
    source = tmp_path / "in.csv"
    source.write_text(text, encoding="utf8")
    with pytest.raises(CommandError, match=fault) as refusal:
        call_command("identity_match", str(source), str(tmp_path / "out.csv"))
    assert refusal.value.returncode == 2


def test_empty_file_of_people_gives_an_empty_answer(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id,last_name,first_name,middle_name,birth_date,phone,email,address\n", encoding="utf8")
    call_command("identity_match", str(source), str(target))
    assert target.read_text(encoding="utf8") == "id1,id2,score,verdict\n"
