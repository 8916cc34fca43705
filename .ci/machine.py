"""The machine under a checkout: system packages, and the virtual environment. Standard library only."""

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = ROOT / ".ci" / "locks"
MEMORY = VENV / "civic-campus.json"
APT_LISTS = Path("/var/lib/apt/lists")


def say(text: str) -> None:
    """Print a line at once, so that it stands before what children print."""
    print(text, flush=True)


class Stop(Exception):
    """Nothing more can be done; the message says what the reader may do."""


# ---------------------------------------------------------------------------------------------- what the system must have


def loads(*libraries: str) -> bool:
    """Return whether the dynamic linker finds every one of ``libraries``."""
    try:
        return bool([ctypes.CDLL(name) for name in libraries])
    except OSError:
        return False


def has_font(begins: str = "") -> bool:
    """Whether there is a font, whose file begins with these words."""
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts", Path.home() / ".local/share/fonts")
    files = (file for folder in folders if folder.is_dir() for file in folder.rglob(f"{begins}*"))
    return any(file.suffix.lower() in (".ttf", ".otf", ".ttc") for file in files)


def browser() -> str | None:
    """Return the Chromium without windows, which takes a quarter less for each page; where no apt brings it, any Chromium does."""
    others = () if shutil.which("apt-get") else ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, ("chromium-headless-shell", *others))), None)


def has_postgresql() -> bool:
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


@dataclass(frozen=True)
class Need:
    """A piece of the system, how to see that it is there, and the Debian packages that bring it."""

    name: str
    present: Callable[[], object]
    packages: tuple[str, ...]
    without: str


OWN_PYTHON = "/usr/bin/python3"


def can_make(python: str) -> bool:
    question = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))"
    return Path(python).exists() and subprocess.run([python, "-c", question], capture_output=True, check=False).returncode == 0


def maker() -> str | None:
    """Return the Python that can make .venv: the system's own before the one that runs this.

    Distributions compile theirs with what a run of it showed to be hot; one that a version manager built is often a third slower.
    Whoever wants another makes .venv with it beforehand: it is kept.
    """
    return next(filter(can_make, (OWN_PYTHON, sys.executable)), None)


VENV_NEED = Need("python venv", maker, ("python3-venv",), "nothing can be installed")
CERTIFICATES = Need("certificates", Path("/etc/ssl/certs/ca-certificates.crt").exists, ("ca-certificates",), "packages cannot be fetched")
PANGO = Need(
    "pango",
    lambda: loads("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"),
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    "PDF pages say why they cannot be drawn",
)
FONT = Need("a font", has_font, ("fonts-dejavu-core",), "PDF pages have no letters")
SCRIPTS = Need(
    "fonts of most scripts", lambda: has_font("NotoSansDevanagari"), ("fonts-noto-core",), "PDF pages draw boxes for Devanagari, Thai, Georgian"
)
CJK = Need("fonts of Chinese", lambda: has_font("NotoSansCJK"), ("fonts-noto-cjk",), "PDF pages draw boxes for Chinese, Japanese, Korean")
CHROMIUM = Need("chromium", browser, ("chromium-headless-shell",), "browser tests take another Chromium, which is slower, or fail")
POSTGRESQL = Need("postgresql", has_postgresql, ("postgresql",), "tests on PostgreSQL fail")
POPPLER = Need("pdftotext", lambda: shutil.which("pdftotext") is not None, ("poppler-utils",), "tests that read a drawn paper fail")
TO_RUN = (VENV_NEED, CERTIFICATES, PANGO, FONT)
TO_TEST_ALL = (*TO_RUN, CHROMIUM, POSTGRESQL, POPPLER)
GOOD_TO_HAVE = (SCRIPTS, CJK)
"""Named by the doctor and not installed unasked: together they are 70 MB to fetch."""


def powers() -> list[str] | None:
    """Return the words to put before a command that needs root, or None where nobody may."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    return None


def apt_line(needs: Sequence[Need]) -> str:
    install = "apt-get install -y --no-install-recommends " + " ".join(p for need in needs for p in need.packages)
    return f"apt-get update && {install}" if os.geteuid() == 0 else f"sudo apt-get update && sudo {install}"


def apt(before: list[str], *words: str) -> bool:
    line = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=120", *words]
    done = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        say("\n".join(done.stdout.splitlines()[-12:]))
    return done.returncode == 0


def install_system(needs: Sequence[Need]) -> None:
    """Install what is missing of ``needs``, or print the line that does; go on unless a venv is impossible."""
    missing = [need for need in needs if not need.present()]
    before = powers() if missing and shutil.which("apt-get") else None
    if missing and before is not None:
        packages = [package for need in missing for package in need.packages]
        say(f"Installing system packages: {' '.join(packages)}")
        if not list(APT_LISTS.glob("*_Packages*")):
            apt(before, "update")
        install = ("install", "--no-install-recommends", *packages)
        if not apt(before, *install):
            say("Trying once more with fresh package lists.")
            apt(before, "update")
            for need in missing:  # one that this system does not have keeps no other away
                apt(before, "install", "--no-install-recommends", *need.packages)
        missing = [need for need in missing if not need.present()]
    for need in missing:
        say(f"Missing: {need.name} ({need.without}).")
    if missing:
        say(f"To install what is missing, type:\n\n    {apt_line(missing)}\n")
    if VENV_NEED in missing and not (VENV / "bin" / "python").exists():
        raise Stop("Without python3-venv there is no place to install into. Type the line above, then start again.")


# ------------------------------------------------------------------------------------------------ the virtual environment


def fingerprint(lock: str) -> str:
    """Return a value that changes with the lock, with pyproject.toml, with the Python of .venv and with the folder."""
    digest = hashlib.sha256(f"{ROOT}\n".encode())
    for file in (VENV / "pyvenv.cfg", LOCKS / "build.txt", LOCKS / f"{lock}.txt", ROOT / "pyproject.toml"):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def remembered() -> dict[str, str]:
    try:
        return dict(json.loads(MEMORY.read_text()))
    except (OSError, ValueError):
        return {}


def is_fresh(lock: str) -> bool:
    known = remembered()
    there = (VENV / "bin" / "lms").exists() and (VENV / "pyvenv.cfg").exists()
    return there and any(known.get(name) == fingerprint(name) for name in {lock, "dev"})


def in_venv(*words: str, environment: Mapping[str, str] | None = None) -> int:
    """Run a program of the virtual environment in this folder, and return its exit code."""
    env = {**os.environ, "PYTHONPATH": "", "VIRTUAL_ENV": str(VENV), "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}", **(environment or {})}
    return subprocess.run([str(VENV / "bin" / words[0]), *words[1:]], cwd=ROOT, env=env, check=False).returncode


def venv_works() -> bool:
    """Return whether .venv has a pip that starts, and was made for this folder (its scripts name it)."""
    python = VENV / "bin" / "python"
    if not python.exists() or remembered().get("place", str(ROOT)) != str(ROOT):
        return False
    return subprocess.run([str(python), "-c", "import pip"], capture_output=True, check=False).returncode == 0


def make_venv() -> None:
    if venv_works():
        return
    say("Making the virtual environment .venv")
    python = maker()
    if python is None or subprocess.run([python, "-m", "venv", "--clear", str(VENV)], check=False).returncode:
        raise Stop(f"{python or sys.executable} could not make .venv. On Debian, type:\n\n    {apt_line([VENV_NEED])}\n")


def install_python(lock: str) -> None:
    """Install the locked packages (each checked against its hash) and this checkout, unless that was done before."""
    if is_fresh(lock):
        return
    make_venv()
    known = remembered()
    MEMORY.unlink(missing_ok=True)  # a broken-off installation is begun again
    say(f"Installing Python packages from .ci/locks/{lock}.txt (a minute, once)")
    started = time.monotonic()
    pip = ("python", "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-q")
    steps = (
        ("--require-hashes", "-r", str(LOCKS / "build.txt")),
        ("--require-hashes", "--no-build-isolation", "--use-pep517", "-r", str(LOCKS / f"{lock}.txt")),
        ("--no-deps", "--no-build-isolation", "-e", str(ROOT)),
    )
    for step in steps:
        if in_venv(*pip, *step):
            raise Stop("pip could not install the packages; its last lines say why. Mend that and start again: it goes on from here.")
    MEMORY.write_text(json.dumps({**known, "place": str(ROOT), lock: fingerprint(lock)}))
    say(f"Installed in {time.monotonic() - started:.0f} s")


def prepare(lock: str, needs: Sequence[Need] = TO_RUN) -> None:
    install_system(needs)
    install_python(lock)
