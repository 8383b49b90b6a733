"""Letters: what was typed, as lower-case Cyrillic words, whatever the keyboard was set to."""

import re
import unicodedata
from functools import lru_cache

LONGEST = 120  # characters of a field that are looked at: more is no name
_PLAIN = re.compile("[а-я]+")
_NO_WORD = re.compile(r"[^a-zа-я'`\[\];,.\- ]+")
_BREAKS = re.compile(r"[\s,.;()\"'`\[\]]+")
_LATIN = re.compile("[a-z]")
_CYRILLIC = re.compile("[а-я]")
_DOUBLE = re.compile(r"(.)\1+")

KEYBOARD = dict(zip("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюе", strict=True))
_KEYBOARD = str.maketrans(KEYBOARD)
_LOOKALIKE = str.maketrans("aceopxyktmhbiur", "асеорхуктмнвииг")
_LETTERS = (
    ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("tz", "ц"), ("ch", "ч"), ("sh", "ш"),
    ("yu", "ю"), ("ju", "ю"), ("iu", "ю"), ("ya", "я"), ("ja", "я"), ("yo", "е"), ("jo", "е"), ("ye", "е"),
    ("je", "е"), ("ph", "ф"), ("ck", "к"), ("a", "а"), ("b", "б"), ("c", "ц"), ("d", "д"), ("e", "е"), ("f", "ф"),
    ("g", "г"), ("h", "х"), ("i", "и"), ("j", "й"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"),
    ("p", "п"), ("q", "к"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"), ("w", "в"), ("x", "кс"),
    ("y", "и"), ("z", "з"), ("'", ""), ("`", ""),
)  # fmt: skip
_TO_CYRILLIC = dict(_LETTERS)
_SYLLABLE = re.compile("|".join(re.escape(latin) for latin, _ in _LETTERS))
_TO_LATIN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
        "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
        "ю": "yu", "я": "ya",
    }
)  # fmt: skip
_SOFT = str.maketrans({"ь": None, "ъ": None, "й": "и", "ы": "и", "э": "е"})


def clean(raw: str) -> str:
    """Lower case, ё as е, no signs but those that a wrong keyboard layout puts for letters; "" for nothing."""
    return _clean(raw[:LONGEST])


@lru_cache(maxsize=100_000)
def _clean(raw: str) -> str:
    text = raw.lower().replace("ё", "е").strip()
    if _PLAIN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFKC", text).lower().replace("ё", "е").replace("’", "'")
    return " ".join(_NO_WORD.sub(" ", text).split())[:LONGEST]


def words(text: str) -> list[str]:
    """The words of a cleaned text, hyphenated ones whole."""
    return [word for word in (part.strip("-") for part in _BREAKS.split(text)) if word]


def has_latin(text: str) -> bool:
    """Whether any Latin letter is left in it."""
    return _LATIN.search(text) is not None


def has_cyrillic(text: str) -> bool:
    """Whether any Cyrillic letter is in it."""
    return _CYRILLIC.search(text) is not None


def from_lookalikes(text: str) -> str:
    """Latin letters that look Cyrillic, inside Cyrillic words: cнова -> снова."""
    return text.translate(_LOOKALIKE)


def from_keyboard(text: str) -> str:
    """What was meant where the layout was Latin: bdfyjd -> иванов. An initial keeps its full stop: f. -> а."""
    if len(text) == 2 and text[1] == ".":
        return text[0].translate(_KEYBOARD)
    return text.translate(_KEYBOARD)


def from_translit(text: str) -> str:
    """Latin spelling read back; soft signs are lost, which `squeeze` makes up for: ivanov -> иванов."""
    return _SYLLABLE.sub(_cyrillic, text)


def to_translit(text: str) -> str:
    """Cyrillic in Latin letters, as in e-mail addresses: щукин -> shchukin."""
    return text.translate(_TO_LATIN)


def squeeze(text: str) -> str:
    """The word without what typists and transliteration lose: ь and ъ, й/ы/и apart, э/е apart, double letters."""
    return _DOUBLE.sub(r"\1", text.translate(_SOFT))


def _cyrillic(found: re.Match[str]) -> str:
    return _TO_CYRILLIC[found[0]]
