"""Phone numbers: any spelling to E.164, and back to something that may be shown."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberType

HOME_CODE = 7  # Russia and Kazakhstan
NATIONAL = 10  # digits of a number there, its city code included
_HINT = re.compile(r"\(([^()\d]{2,40})\)|([а-яёa-z][а-яёa-z .]{1,39})$", re.IGNORECASE)
_PLAIN_MOBILE = re.compile(r"(?:\+7|8)(9\d{9})", re.ASCII)
_EXTENSION = re.compile(r"(?:доб\.?|вн\.?|ext\.?|#)\s*(\d{1,6})\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class ParsedPhone:
    """`number` in E.164 or "" where there is none; whose it is said to be; the extension behind it."""

    number: str
    is_mobile: bool = False
    is_foreign: bool = False
    extension: str = ""
    owner_hint: str = ""


def parse(raw: str, city_code: str = "") -> ParsedPhone:
    """Reads a number as people write it: 8 (912)..., +7 912..., 912..., with an extension or a note "(мама)".

    `city_code` completes a short landline number: it is the town's code, or how a number of that town begins, from
    which as many digits are taken as the short number lacks. What is no phone number comes back with an empty `number`.
    """
    plain = _PLAIN_MOBILE.fullmatch(raw or "")
    if plain and len(set(plain[1])) > 1:  # nine of ten numbers that come from 1C: no need for the big library
        return ParsedPhone("+7" + plain[1], is_mobile=True)
    text = unicodedata.normalize("NFKC", raw or "").strip()
    if not text or len(text) > 120 or any(char.isdigit() and char not in "0123456789" for char in text):
        return ParsedPhone("")
    text, extension = _take(_EXTENSION, text)
    text, hint = _take(_HINT, text)
    digits = re.sub(r"\D", "", text)
    number = _e164(text, digits, city_code)
    if number is None:
        return ParsedPhone("", extension=extension, owner_hint=hint)
    kind = phonenumbers.number_type(number)
    return ParsedPhone(
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        is_mobile=kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE),
        is_foreign=number.country_code != HOME_CODE,
        extension=extension,
        owner_hint=hint,
    )


def normalise(raw: str) -> str:
    """The number in E.164, or "" when it is none."""
    return parse(raw).number


def landline_digits(number: str) -> str:
    """The national digits of a landline of Russia (E.164), by which short numbers beside it are completed; else ""."""
    digits = number.removeprefix("+7")
    return digits if number.startswith("+7") and digits[:1] in "348" and not digits.startswith("800") else ""


def mask(number: str) -> str:
    """`+79123456789` as `+7 912 •••-••-89`: enough to recognise, not enough to dial."""
    if len(number) < 8:
        return "•••"
    if number.startswith("+7") and len(number) == 12:
        return f"+7 {number[2:5]} •••-••-{number[-2:]}"
    return f"{number[:3]} ••• {number[-2:]}"


def pretty(number: str) -> str:
    """`+79123456789` as `+7 912 345-67-89`."""
    if number.startswith("+7") and len(number) == 12:
        return f"+7 {number[2:5]} {number[5:8]}-{number[8:10]}-{number[10:12]}"
    return number


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.search(text)
    if not found:
        return text, ""
    return text[: found.start()] + text[found.end() :], next(group for group in found.groups() if group).strip()


def _e164(text: str, digits: str, city_code: str) -> phonenumbers.PhoneNumber | None:
    if re.search(r"[^\d\s()+\-.–—/\\]", text):
        return None
    missing = NATIONAL - len(digits)
    if 5 <= len(digits) <= 7 and len(city_code) >= missing:
        digits = city_code[:missing] + digits
    if len(digits) == 10:
        digits = "7" + digits
    elif len(digits) == 11 and digits[0] == "8" and not text.lstrip().startswith("+"):
        digits = "7" + digits[1:]
    elif digits.startswith("00"):
        digits = digits[2:]
    try:
        number = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return None
    return number if _is_number(number) and len(set(digits[1:])) > 1 else None


def _is_number(number: phonenumbers.PhoneNumber) -> bool:
    """Of Russia and Kazakhstan a number of a range that exists: a mobile one that lost a digit (8912345678) has the
    length of a number. Abroad the length must do, for plans there change without us.
    """
    if number.country_code == HOME_CODE:
        return phonenumbers.is_valid_number(number)
    return phonenumbers.is_possible_number(number)
