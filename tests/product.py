"""The product in processes of its own, pages, sign-in and worker apart, so that one of them can be killed and started."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

PROJECT = Path(__file__).parents[1]
_START_SECONDS = 120
_STEP = 1000


def free_port() -> int:
    """A port such that it and the one a thousand above, where people sign in, are free."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + _STEP))
            except (OSError, OverflowError):
                continue
            return port


@dataclass
class Product:
    """What runs: its address, and its processes by name."""

    port: int
    environment: dict[str, str]
    folder: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://localhost:{self.port}"

    @property
    def issuer(self) -> str:
        """Where people sign in."""
        return f"http://127.0.0.1:{self.port + _STEP}"

    def start(self, name: str) -> None:
        """Start one of its processes: "pages", "sign-in" or "worker"."""
        commands = {
            "pages": ["-m", "etl.serving"],
            "sign-in": ["-m", "seed.provider", str(self.port + _STEP)],
            "worker": ["-m", "etl.cli", "worker"],
        }
        with (self.folder / f"{name}.log").open("a") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *commands[name]], cwd=PROJECT, env=self.environment, stdout=log, stderr=log
            )

    def kill(self, name: str) -> None:
        """End a process as a power cut does."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait(30)

    def wait(self) -> None:
        """Wait until the pages answer."""
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.address}/healthz", timeout=5, trust_env=False).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            for name, process in self.processes.items():
                if process.poll() is not None:
                    raise AssertionError(f"{name} stopped:\n{(self.folder / f'{name}.log').read_text()}")
            time.sleep(0.1)
        raise AssertionError(f"The pages did not answer:\n{(self.folder / 'pages.log').read_text()}")

    def stop(self) -> None:
        """End all of them."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait(30)


def settings_of(port: int, store: str, today: str) -> dict[str, str]:
    """The environment of a demonstration on a port, with nothing of this process's own settings."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("OVERSIGHT_")}
    return outside | {
        "OVERSIGHT_ENVIRONMENT": "demonstration",
        "OVERSIGHT_TODAY": today,
        "OVERSIGHT_DATABASE_URL": store,
        "OVERSIGHT_PORT": str(port),
        "OVERSIGHT_PUBLIC_URL": f"http://localhost:{port}",
        "OVERSIGHT_OIDC_ISSUER": f"http://127.0.0.1:{port + _STEP}",
        "OVERSIGHT_OIDC_CLIENT_SECRET": "a secret of the tests' own, long enough",
    }


@contextmanager
def product(folder: Path, store: str, port: int, today: str = "2026-11-22") -> Iterator[Product]:
    """The product on a store that is migrated and holds the people of `Product.issuer`; stopped at the end."""
    made = Product(port, settings_of(port, store, today), folder)
    try:
        for name in ("pages", "sign-in", "worker"):
            made.start(name)
        made.wait()
        yield made
    finally:
        made.stop()
