"""First names that rules compare with, from the normaliser's own tables."""

from functools import cache

from customers.identity.keys.tables import rows

# what the Latin keys of a keyboard write in the Russian layout
LATIN_KEYS = "qwertyuiop[]asdfghjkl;''zxcvbnm,.`"  # the apostrophe is doubled for SQL
RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё"
RARE = 30  # a word that fewer people bear as a name is more often something else


@cache
def first_names() -> list[str]:
    """Names and short forms in lower case without ё."""
    names = {name for name, _sex, count in rows("names") if int(count) >= RARE}
    forms = {form for _name, _sex, said in rows("short_forms") for form in said.split()}
    return sorted(name.replace("ё", "е") for name in names | forms)


def plain(column: str) -> str:
    """A column in lower case without ё, as SQL."""
    return f"translate(lower({column}), 'ё', 'е')"
