"""How long `make demo` takes from a bare clone until the Overview answers, and how long the second time."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from bench import stores
from bench.client import Person
from bench.measure import ROOT, Measure, phase
from bench.web import wait_for

LIMIT_S = 600


def measures() -> list[Measure]:
    """demo_start_s and demo_restart_s, in a copy with nothing installed and no package cached."""
    with tempfile.TemporaryDirectory(prefix="oversight-start-") as name:
        folder = Path(name) / "clone"
        _clone(folder)
        cold = {"UV_CACHE_DIR": f"{name}/uv", "PIP_NO_CACHE_DIR": "1"}
        port = _free_port()
        with phase("make demo, nothing installed, no package cached"):
            first = _until_overview(folder, port, cold)
        with phase("make demo again"):
            second = _until_overview(folder, port, cold)
    return [
        Measure(
            "demo_start_s",
            first,
            "s",
            "bare clone, no package cached, all returns of two quarters loaded, to the Overview answering",
        ),
        Measure(
            "demo_restart_s", second, "s", "the second start, its two quarters already there, to the Overview answering"
        ),
    ]


def _clone(folder: Path) -> None:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def _until_overview(folder: Path, port: int, more: dict[str, str]) -> float:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("OVERSIGHT_", "VIRTUAL_ENV"))}
    log = folder.with_suffix(".log")
    begun = time.perf_counter()
    with open(log, "w") as into:
        command = ["make", "demo", f"PORT={port}"]
        made = subprocess.Popen(command, cwd=folder, env=own | more, start_new_session=True, stdout=into, stderr=into)
    try:
        address = f"http://localhost:{port}"
        wait_for(f"{address}/readyz", LIMIT_S)
        _open_overview(folder, address, f"http://127.0.0.1:{port + 1000}")
        return time.perf_counter() - begun
    except Exception:
        print(log.read_text())
        raise
    finally:
        os.killpg(made.pid, signal.SIGTERM)
        made.wait(60)
        stores.close()


def _open_overview(folder: Path, address: str, issuer: str) -> None:
    stores.use(f"sqlite:///{folder}/var/oversight.db")
    with Person(address, stores.session_of("demo-board", issuer)) as reader:
        assert "<h1" in reader.run().text, "The Overview has no headline."


def _free_port() -> int:
    while True:
        with socket.socket() as pages, socket.socket() as provider:
            pages.bind(("127.0.0.1", 0))
            port = int(pages.getsockname()[1])
            try:
                provider.bind(("127.0.0.1", port + 1000))
            except (OSError, OverflowError):
                continue
            return port
