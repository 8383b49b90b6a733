"""Assets of other people that we carry: fetched from npm once, committed, checked by their hash ever after.

`static/vendor.lock.json` is the whole truth: packages, the files taken from them, the icons of the sprite.
"""

import base64
import hashlib
import json
import re
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SPRITE_PACKAGE = "@tabler/icons"
SPRITE_FILE = "sprite.svg"
SOURCE_MAP = re.compile(rb"\s*(?:/\*|//)[#@] sourceMappingURL=[^\n*]*(?:\*/)?\s*$")
ICON_PATH = re.compile(r"<(?:path|circle|rect|line|ellipse)[^>]*/>", re.DOTALL)
BOUNDS = re.compile(r'd="M0 0h24v24H0z"')


def folder(name: str, version: str) -> str:
    """`@tabler/core`, `1.6.1` -> `tabler-core-1.6.1`, the folder under static/vendor."""
    return f"{name.lstrip('@').replace('/', '-')}-{version}"


def sha384(content: bytes) -> str:
    """Subresource-integrity form of a file's hash."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def read_lock(static: Path) -> dict[str, Any]:
    lock: dict[str, Any] = json.loads((static / "vendor.lock.json").read_text(encoding="utf-8"))
    return lock


def write_lock(static: Path, lock: dict[str, Any]) -> None:
    text = json.dumps(lock, indent=1, ensure_ascii=False) + "\n"
    (static / "vendor.lock.json").write_text(text, encoding="utf-8")


def differences(static: Path) -> Iterator[str]:
    """One sentence for each vendored file that is missing, changed or unknown to the lock."""
    known = set()
    for entry in read_lock(static)["files"]:
        path = static / "vendor" / entry["file"]
        known.add(path)
        if not path.is_file():
            yield f"{entry['file']} is missing"
        elif sha384(path.read_bytes()) != entry["sha384"]:
            yield f"{entry['file']} differs from the lock"
    for path in (static / "vendor").rglob("*"):
        if path.is_file() and path not in known:
            yield f"{path.relative_to(static / 'vendor')} is not in the lock"


def fetch(name: str, version: str, into: Path) -> Path:
    """Downloads a package with npm and returns its unpacked folder."""
    ran = subprocess.run(
        ["npm", "pack", "--silent", f"{name}@{version}"], cwd=into, check=True, capture_output=True, text=True
    )
    target = into / folder(name, version)
    with tarfile.open(into / ran.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def copy_file(source: Path, target: Path) -> None:
    """Copies without the source-map line: it is not carried, and hashed storage refuses dead references."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(SOURCE_MAP.sub(b"\n", source.read_bytes()))


def symbol(name: str, svg: str) -> str:
    """One icon as a `<symbol>`; the invisible bounding box of the original is dropped."""
    shapes = [" ".join(shape.split()) for shape in ICON_PATH.findall(svg) if not BOUNDS.search(shape)]
    return f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(shapes)}</symbol>'


def build_sprite(package: Path, names: list[str]) -> str:
    """All icons in one file; unknown names raise FileNotFoundError with the path."""
    outline = package / "icons" / "outline"
    symbols = [symbol(name, (outline / f"{name}.svg").read_text(encoding="utf-8")) for name in sorted(set(names))]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
