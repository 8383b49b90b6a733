"""The values of texts, as SQL: one expression per placeholder, and the length of what a person will read."""

import re
from collections.abc import Iterator

from aftercare.outbox.links import sample_url
from aftercare.templates_grammar import MORE, pieces

# joins that the expressions need beside `f` (an occasion with its recipient) and `c` (its campaign)
SOURCES = "LEFT JOIN core_salon s ON s.id = f.text_salon_id"

VALUES: dict[str, str] = {
    "салон": "nullif(s.name, '')",
    "адрес": "nullif(s.address, '')",
    "телефон": "nullif(s.phone, '')",
    "до": "to_char(f.ends_on - 1, 'DD.MM.YY')",
}

# a certificate's code as it is printed, in two halves
SPELT = "left(f.code, 4) || '-' || right(f.code, -4)"

# known only to a message that will be written: a name is left out where a family shares the phone or a guardian reads
LATER: dict[str, str] = {
    "имя": "CASE WHEN NOT f.is_guardian AND NOT f.is_shared THEN nullif(f.called, '') END",
    "сертификат": SPELT,
    "номинал": "CASE WHEN f.code IS NOT NULL THEN c.certificate_worth END",
    "действует": "CASE WHEN f.code IS NOT NULL THEN c.certificate_until END",
}


def fixed() -> dict[str, str]:
    """What the dispatcher adds when it sends, as long as it will be."""
    return {"отписка": sample_url()}


def columns_sql(names: set[str]) -> str:
    """The values that the texts of the day use, as columns named like their placeholders, each computed once."""
    known = {**VALUES, **LATER}
    return "".join(f', {known[name]} AS "{name}"' for name in sorted(names & known.keys()))


def params_sql(names: set[str]) -> str:
    """A JSON object of the columns that `columns_sql` made."""
    pairs = [f"'{name}', \"{name}\"" for name in sorted(names & {**VALUES, **LATER}.keys())]
    return f"jsonb_strip_nulls(jsonb_build_object({', '.join(pairs)}))" if pairs else "'{}'::jsonb"


_SPACES = re.compile(" {2,}")


class Literals(dict[str, str]):
    """Texts of people on their way into a statement, as parameters."""

    def put(self, text: str) -> str:
        name = f"text_{len(self)}"
        self[name] = text
        return f"%({name})s::text"


def rendered_sql(text: str, literals: Literals) -> str:
    """The text with the columns that `columns_sql` made, as SQL; joined sentences are not in it."""
    return " || ".join(_pieces_sql(text, literals)) or "''"


def _pieces_sql(text: str, literals: Literals) -> Iterator[str]:
    """Neighbouring literals as one, without the two blanks that a joined sentence leaves where none is told."""
    literal = ""
    for piece in pieces(text):
        if isinstance(piece, str):
            literal += piece
        elif piece.name in fixed():
            literal += fixed()[piece.name]
        elif piece.name != MORE:
            if literal:
                yield literals.put(_SPACES.sub(" ", literal))
            literal = ""
            yield f'coalesce("{piece.name}", {literals.put(piece.fallback or "")})'
    if literal:
        yield literals.put(_SPACES.sub(" ", literal))
