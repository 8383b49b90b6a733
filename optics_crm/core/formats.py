"""How figures, moments and names are written for people; the template filters of `crm` only call these."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from optics_crm.core import clock

THIN = "\u202f"
MINUS = "\u2212"
DASH = "\u2014"
CENT = Decimal("0.01")


def decimal_mark() -> str:
    return "," if (get_language() or "ru").startswith("ru") else "."


def grouped(whole: int) -> str:
    """12345 -> `12 345`, thin no-break spaces between thousands."""
    sign = MINUS if whole < 0 else ""
    return sign + f"{abs(whole):,}".replace(",", THIN)


def fixed(value: Decimal, places: int) -> str:
    """A decimal with that many places, grouped, with the language's mark; half goes up."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _dot, tail = f"{abs(rounded):f}".partition(".")
    sign = MINUS if rounded < 0 else ""
    return sign + grouped(int(whole)) + (decimal_mark() + tail if tail else "")


def money(value: Decimal | int | None) -> str:
    """Roubles; kopecks only where there are some."""
    if value is None:
        return DASH
    amount = Decimal(value).quantize(CENT, rounding=ROUND_HALF_UP)
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{fixed(amount, places)}{THIN}₽"


def dioptre(value: Decimal | None) -> str:
    """Always signed, two places: `−2,25`, `+1,50`, `0,00`."""
    if value is None:
        return DASH
    text = fixed(Decimal(value), 2)
    return "+" + text if value > 0 else text


def percent(share: Decimal | float | None, places: int = 0) -> str:
    """A share of 1 as a percentage."""
    if share is None:
        return DASH
    return f"{fixed(Decimal(str(share)) * 100, places)}{THIN}%"


def day(value: datetime | date | None) -> str:
    """`today`, `yesterday`, `tomorrow`, `12 May`, `12 May 2024` of another year; of a moment, its local day."""
    if value is None:
        return DASH
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    today = timezone.localdate(clock.now())
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get((value - today).days)
    if near:
        return near
    return date_format(value, "j E" if value.year == today.year else "j E Y")


def moment(value: datetime | date | None) -> str:
    """A day in words with the time of day; days of other years go without it."""
    if value is None:
        return DASH
    if not isinstance(value, datetime):
        return day(value)
    local = timezone.localtime(value)
    words = day(local.date())
    if local.year != timezone.localtime(clock.now()).year and words[0].isdigit():
        return words
    return f"{words} {local:%H:%M}"


def exact(value: datetime | date | None) -> str:
    """Day, month in words, year and time: what a tooltip says."""
    if value is None:
        return DASH
    if not isinstance(value, datetime):
        return date_format(value, "j E Y")
    return date_format(timezone.localtime(value), "j E Y, H:i")


def lasting(span: timedelta) -> str:
    """A span in its one or two largest fitting units: `3 days`, `4 h`, `40 min`."""
    minutes = int(abs(span).total_seconds() // 60)
    if minutes < 60:
        return _("%(n)s min") % {"n": max(minutes, 1)}
    if minutes < 24 * 60:
        return _("%(n)s h") % {"n": minutes // 60}
    days = minutes // (24 * 60)
    if days > 60:
        return ngettext("%(n)s month", "%(n)s months", days // 30) % {"n": days // 30}
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def spoken(seconds: int | None) -> str:
    """How long somebody talked or waited, in minutes and seconds (4:07); "" for no time at all."""
    return f"{seconds // 60}:{seconds % 60:02d}" if seconds else ""


def age(born: date | None) -> str:
    """Full years in words: `43 years`."""
    if born is None:
        return ""
    years = clock.age_on(born, timezone.localdate(clock.now()))
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}


def short_name(name: str) -> str:
    """`Курочкина Марина Андреевна` -> `Курочкина М. А.`"""
    family, *given = name.split() or [""]
    return " ".join([family, *(f"{word[0]}." for word in given)])


def initials(name: str) -> str:
    """First letters of the first two words, `?` for a nameless one."""
    letters = [word[0].upper() for word in name.replace("-", " ").split() if word[0].isalpha()]
    return "".join(letters[:2]) or "?"
