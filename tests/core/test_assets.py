"""What the pages carry: vendored files as their lock says, nothing from elsewhere, nothing inline."""

import gzip
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from django.contrib.staticfiles import finders

from optics_crm.core import vendoring
from optics_crm.core.badges import FAMILIES
from optics_crm.core.templatetags.crm import SPRITE

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
FIRST_SCREEN_BYTES = 160_000
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml")
ADDRESS = re.compile(r"https?://[^\s\"'<>)]+")
# Text between tags is for people; only what stands inside a tag is looked at
INLINE = re.compile(
    r"<style\b|<script\b(?![^>]*\bsrc=)[^>]*>|<[^>]*\s(?:style|on[a-z]+|hx-on[^=\s]*|hx-vals|hx-headers|data-bs-toggle)=",
    re.I,
)


def own_templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def own_assets() -> Iterator[Path]:
    for path in sorted(STATIC.rglob("*")):
        if path.suffix in (".css", ".js", ".svg") and "vendor" not in path.parts:
            yield path


def plain(path: Path) -> str:
    """The file as a browser may get it: without template comments and tags."""
    tags = r"\{#.*?#\}|\{% comment .*?%\}.*?\{% endcomment %\}|\{%.*?%\}"
    return re.sub(tags, "", path.read_text(encoding="utf-8"), flags=re.S)


def test_vendored_files_are_those_of_the_lock() -> None:
    assert list(vendoring.differences(STATIC)) == []


def test_lock_names_source_version_and_licence_of_every_file() -> None:
    for entry in vendoring.read_lock(STATIC)["files"]:
        assert set(entry) == {"name", "version", "file", "sha384", "licence"}
        assert entry["version"] in entry["file"]


def found_in(paths: Iterable[Path], pattern: re.Pattern[str], but: Collection[str] = ()) -> dict[str, list[str]]:
    """By file what of the pattern stands there, save what may."""
    found = {path: [one for one in pattern.findall(plain(path)) if one not in but] for path in paths}
    return {str(path.relative_to(ROOT)): ones for path, ones in found.items() if ones}


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert found_in([*own_templates(), *own_assets()], ADDRESS, NAMESPACES) == {}


def test_templates_hold_nothing_inline() -> None:
    assert found_in(own_templates(), INLINE) == {}


def test_every_icon_that_templates_and_code_name_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / SPRITE).read_text(encoding="utf-8")))
    named = set()
    for path in own_templates():
        named |= set(re.findall(r"""\{% icon ["']([\w-]+)["']""", path.read_text(encoding="utf-8")))
    assert named - sprite == set()


def test_first_screen_fits_its_budget() -> None:
    files = [STATIC / SPRITE, STATIC / "vendor/tabler-core-1.6.1/tabler.min.css", *STATIC.glob("core/*.css")]
    files += [*STATIC.glob("core/js/*.js"), Path(finders.find("django_htmx/htmx-2.min.js") or "")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < FIRST_SCREEN_BYTES


def test_every_status_has_its_picture_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / SPRITE).read_text(encoding="utf-8")))
    assert {status.icon for family in FAMILIES for status in family.values()} - sprite == set()
