"""Re-makes static/vendor from the lock, or checks it. Needs npm; nobody who only runs the system does."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from optics_crm.core import vendoring


class Command(BaseCommand):
    help = "Re-makes static/vendor from its lock (needs npm); --check only compares the hashes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare hashes, change nothing")
        parser.add_argument("--add-icon", nargs="*", default=[], metavar="NAME", help="put more icons into the sprite")

    def handle(self, *args: Any, **options: Any) -> None:
        static = Path(settings.BASE_DIR) / "static"
        if options["check"]:
            self.check_files(static)
            return
        lock = vendoring.read_lock(static)
        lock["icons"] = sorted({*lock["icons"], *options["add_icon"]})
        self.remake(static, lock)

    def check_files(self, static: Path) -> None:
        found = list(vendoring.differences(static))
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("Vendored assets match their lock.")

    def remake(self, static: Path, lock: dict[str, Any]) -> None:
        shutil.rmtree(static / "vendor", ignore_errors=True)
        lock["files"] = []
        with tempfile.TemporaryDirectory() as scratch:
            for package in lock["packages"]:
                self.take(static, lock, package, Path(scratch))
        vendoring.write_lock(static, lock)
        self.stdout.write(f"{len(lock['files'])} files, {len(lock['icons'])} icons.")

    def take(self, static: Path, lock: dict[str, Any], package: dict[str, Any], scratch: Path) -> None:
        """Copies what one package is wanted for and notes each file with its hash."""
        source = vendoring.fetch(package["name"], package["version"], scratch)
        target = static / "vendor" / vendoring.folder(package["name"], package["version"])
        for path in package["take"]:
            vendoring.copy_file(source / path, target / Path(path).name)
        if package["name"] == vendoring.SPRITE_PACKAGE:
            sprite = vendoring.build_sprite(source, lock["icons"])
            (target / vendoring.SPRITE_FILE).write_text(sprite, encoding="utf-8")
        for path in sorted(target.iterdir()):
            lock["files"].append(
                {
                    "name": package["name"],
                    "version": package["version"],
                    "file": f"{target.name}/{path.name}",
                    "sha384": vendoring.sha384(path.read_bytes()),
                    "licence": package["licence"],
                }
            )
