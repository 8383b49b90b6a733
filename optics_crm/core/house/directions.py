"""Imports run left: core <- customers <- orders <- aftercare <- contactcenter; services and env stand under all."""

import ast
from collections.abc import Iterator
from pathlib import Path

FLOORS = ("optics_crm.core", "customers", "orders", "aftercare", "contactcenter")
# the roof names apps by string only; these files are glue and import no app
GROUND = ("optics_crm.env", "optics_crm.services", "optics_crm.logs")
SKIPPED = {"migrations", "__pycache__"}


def wrong_imports(root: Path) -> list[str]:
    """One line per import that points upwards, with file and line."""
    return [fault for path in _sources(root) for fault in _faults(path, root)]


def floor_of(module: str) -> int | None:
    """The floor a module stands on: -1 for the ground, None for what is not ours."""
    if any(_within(module, name) for name in GROUND):
        return -1
    return next((level for level, name in enumerate(FLOORS) if _within(module, name)), None)


def _within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def _sources(root: Path) -> Iterator[Path]:
    for top in ("optics_crm", *FLOORS[1:]):
        for path in sorted((root / top).rglob("*.py")):
            if not SKIPPED & set(path.parts):
                yield path


def _faults(path: Path, root: Path) -> Iterator[str]:
    module = ".".join(path.relative_to(root).with_suffix("").parts)
    own = floor_of(module)
    if own is None:
        return
    for line, target in imports_of(path, module):
        other = floor_of(target)
        if other is not None and other > own:
            yield f"{path.relative_to(root)}:{line}: {module} imports {target}, which stands above it"


def imports_of(path: Path, module: str) -> Iterator[tuple[int, str]]:
    """Every (line, module) that a file imports, wherever in the file, relative ones resolved."""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            yield node.lineno, ".".join([*base, *(node.module or "").split(".")]).strip(".")
