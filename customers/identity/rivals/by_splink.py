"""Splink 5 on DuckDB: as its documentation sets it up, and with phone, surname and address as one fact of a family.

Both get our normalised keys, which is more than the documentation asks for.
"""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from rapidfuzz.distance import OSA, JaroWinkler
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from customers.identity.matching.columns import NO_DATE
from customers.identity.matching.files import OUT, People

BLOCKS = (
    ("last", "first"), ("born", "first"), ("phone",), ("email",), ("address", "first"), ("first", "father", "born"),
    ("last", "father", "born"),
)  # fmt: skip
LEAST, SURE = 0.001, 0.99
_SLIPS = (0, 1, 2, 10)  # years that a slip of the finger tells apart


def by_splink(people: People, target: Path) -> None:
    """Every fact on its own, as in the tutorial on deduplicating people."""
    facts = [
        comparisons.NameComparison("first").configure(term_frequency_adjustments=True),
        comparisons.NameComparison("last").configure(term_frequency_adjustments=True),
        comparisons.NameComparison("father"),
        comparisons.DateOfBirthComparison("born", input_is_string=True),
        comparisons.ExactMatch("phone"),
        comparisons.EmailComparison("email"),
        comparisons.ExactMatch("address"),
    ]
    _write(people, _predicted(people, facts), target, veto=False)


def by_splink_at_home(people: People, target: Path) -> None:
    """One comparison for what a family shares, and vetoes on first names and years after it."""
    family = comparisons.CustomComparison(
        output_column_name="family",
        comparison_levels=[
            levels.CustomLevel("(phone_l IS NULL OR phone_r IS NULL) AND (address_l IS NULL OR address_r IS NULL) "
                               "AND last_l IS NULL").configure(is_null_level=True),
            *(levels.CustomLevel(" AND ".join(f"{name}_l = {name}_r" for name in names)) for names in (
                ("phone", "last", "address"), ("phone", "last"), ("address", "last"), ("phone", "address"), ("phone",),
                ("address",))),
            levels.ExactMatchLevel("last", term_frequency_adjustments=True),
            levels.JaroWinklerLevel("last", 0.9),
            levels.ElseLevel(),
        ],
    )  # fmt: skip
    first = comparisons.CustomComparison(
        output_column_name="first",
        comparison_levels=[
            levels.NullLevel("first"),
            levels.ExactMatchLevel("first", term_frequency_adjustments=True),
            levels.DamerauLevenshteinLevel("first", 1),
            levels.JaroWinklerLevel("first", 0.85),
            levels.ElseLevel(),
        ],
    )
    facts = [
        family,
        first,
        comparisons.NameComparison("father"),
        comparisons.DateOfBirthComparison("born", input_is_string=True),
        comparisons.EmailComparison("email"),
    ]
    _write(people, _predicted(people, facts), target, veto=True)


def _predicted(people: People, facts: list[Any]) -> pa.Table:
    api = DuckDBAPI()
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=facts,
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in BLOCKS],
        retain_matching_columns=False,
    )
    linker = Linker(api.register(_table(people)), settings, log_level=40)
    rules: list[Any] = [block_on("last", "first", "born"), block_on("phone", "first")]
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for columns in (("last", "first", "father"), ("born", "last"), ("first", "father", "born")):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    return linker.inference.predict(threshold_match_probability=LEAST).as_pyarrow_table()


def _table(people: People) -> pa.Table:
    table = people.table
    words = {
        "last": "last", "first": "first_group", "father": "father", "email": "email", "address": "address",
    }  # fmt: skip
    columns: dict[str, Any] = {"unique_id": pa.array(np.arange(len(table)))}
    for name, key in words.items():
        column = table.text[key]
        columns[name] = pa.array([word or None for word in column.words]).take(pa.array(column.codes))
    columns["phone"] = pa.array([str(number) if number else None for number in table.phones[:, 0].tolist()])
    days = table.date.astype("datetime64[D]").astype(str).tolist()
    columns["born"] = pa.array([day if known else None for day, known in zip(days, table.date != NO_DATE, strict=True)])
    return pa.table(columns)


def _write(people: People, found: pa.Table, target: Path, *, veto: bool) -> None:
    left, right = found["unique_id_l"].to_pylist(), found["unique_id_r"].to_pylist()
    weights = found["match_weight"].to_pylist()
    group, date = people.table.text["first_group"], people.table.date
    years = date.astype("datetime64[D]").astype("datetime64[Y]").astype(int)
    with target.open("w", newline="", encoding="utf8") as file:
        writer = csv.writer(file)
        writer.writerow(OUT)
        for a, b, weight in zip(left, right, weights, strict=True):
            if veto and _denied(group.words[group.codes[a]], group.words[group.codes[b]], _years(date, years, a, b)):
                continue
            score = 1 / (1 + 2.0 ** -max(-60.0, min(60.0, weight)))
            writer.writerow((people.ids[a], people.ids[b], f"{score:.15f}", "duplicate" if score >= SURE else "review"))


def _years(date: Any, years: Any, a: int, b: int) -> int:
    return abs(int(years[a]) - int(years[b])) if date[a] != NO_DATE and date[b] != NO_DATE else 0


def _denied(one: str, other: str, years: int) -> bool:
    """Both first names are full and differ, or the years of birth do."""
    names = bool(one and other) and JaroWinkler.similarity(one, other) < 0.82 and OSA.distance(one, other) > 1
    return names or years not in _SLIPS
