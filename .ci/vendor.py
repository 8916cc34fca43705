#!/usr/bin/env python3
"""Fill static/vendor/ from static/vendor/vendor.json, or check that it is filled.

A developer's tool: ``python3 .ci/vendor.py`` fetches each package with ``npm pack NAME@VERSION``, refuses it when its sha512 is not
the one written down, and unpacks only the listed files. ``python3 .ci/vendor.py --check`` needs no network: it says which listed
file is missing and which icon a template uses that the sprite does not hold. Nothing of npm is needed at run time.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
LIST = VENDOR / "vendor.json"
SVG_HEAD = '<svg xmlns="http://www.w3.org/2000/svg">'
ICON_CALL = re.compile(r"""(?:icon\(|icon(?:_name)?=|"icon": ?)\s*["']([a-z0-9-]+)["']""")


def fetch(package: dict[str, Any], folder: Path) -> Path:
    """Download one package and answer its archive; SystemExit when its content is not the one written down."""
    name = f"{package['name']}@{package['version']}"
    done = subprocess.run(
        ["npm", "pack", name, "--silent", "--pack-destination", str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    archive = folder / done.stdout.strip().splitlines()[-1]
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package["integrity"]:
        raise SystemExit(f"{name}: the archive's integrity is {found}, not the one in vendor.json. Nothing was unpacked from it.")
    return archive


def read(archive: tarfile.TarFile, path: str) -> bytes:
    """Answer the bytes of one file of an npm archive."""
    member = archive.extractfile(f"package/{path}")
    if member is None:
        raise SystemExit(f"{archive.name!r}: there is no file {path} in it.")
    return member.read()


def write(target: str, content: bytes) -> None:
    """Write below static/, and nowhere else."""
    path = (VENDOR / target).resolve()
    if not path.is_relative_to(ROOT / "static"):
        raise SystemExit(f"{target} would be written outside static/.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def sprite(archive: tarfile.TarFile, plan: dict[str, Any]) -> bytes:
    """Join the chosen icons into one SVG of symbols, named as their files."""
    symbols = []
    for name in sorted(plan["icons"]):
        source = read(archive, f"{plan['from']}/{name}.svg").decode()
        inside = source[source.index(">", source.index("<svg")) + 1 : source.rindex("</svg>")]
        shapes = re.sub(r"\s*\n\s*", "", inside).replace(" />", "/>")
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
            f'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
        )
    return ("<!-- Icons by Lucide, ISC licence: static/vendor/lucide/LICENSE -->" + SVG_HEAD + "\n".join(symbols) + "</svg>\n").encode()


def fill(packages: list[dict[str, Any]]) -> None:
    """Fetch, check and unpack each package."""
    for package in packages:
        with tempfile.TemporaryDirectory() as folder, tarfile.open(fetch(package, Path(folder))) as archive:
            for target, path in package.get("files", {}).items():
                write(target, read(archive, path))
            for target, paths in package.get("join", {}).items():
                write(target, b"\n".join(read(archive, path) for path in paths))
            if "sprite" in package:
                write(package["sprite"]["into"], sprite(archive, package["sprite"]))
        sys.stdout.write(f"{package['name']} {package['version']} ({package['licence']})\n")


def faults(packages: list[dict[str, Any]]) -> list[str]:
    """Say what is missing: listed files, and icons that templates name."""
    found = []
    for package in packages:
        targets = [*package.get("files", {}), *package.get("join", {})]
        found += [f"static/vendor/{target} is missing: run python3 .ci/vendor.py" for target in targets if not (VENDOR / target).is_file()]
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/img/icons.svg").read_text(encoding="utf-8")))
    for page in sorted((ROOT / "templates").rglob("*.html")):
        named = set(ICON_CALL.findall(page.read_text(encoding="utf-8")))
        found += [f"{page.relative_to(ROOT)} uses the icon {name!r}: add it to vendor.json" for name in sorted(named - drawn)]
    return found


def main() -> int:
    """Fill or check; the exit status is 1 when something is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say what is missing; needs no network")
    packages = json.loads(LIST.read_text(encoding="utf-8"))["packages"]
    if not parser.parse_args().check:
        fill(packages)
    missing = faults(packages)
    sys.stderr.write("".join(f"{fault}\n" for fault in missing))
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
