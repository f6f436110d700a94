"""The demonstration: provider, pages, illustrative data and worker, all on this machine, until Ctrl-C."""

import os
import secrets
import signal
import subprocess
import sys
import time
from types import FrameType

from etl.jobs import enqueue
from etl.settings import settings
from etl.store import migrate, writing
from seed.__main__ import load_latest
from seed.people import seed_people

_PROVIDER_STEP = 1000


def run(port: int) -> int:
    """Run the demonstration on a port; its OpenID provider takes the port a thousand above. Gives the exit code."""
    if not settings().is_demonstration:
        print("Set OVERSIGHT_ENVIRONMENT=demonstration to run a demonstration.", file=sys.stderr)
        return 2
    issuer = f"http://127.0.0.1:{port + _PROVIDER_STEP}"
    environment = {
        **os.environ,
        "OVERSIGHT_PORT": str(port),
        "OVERSIGHT_PUBLIC_URL": f"http://localhost:{port}",
        "OVERSIGHT_OIDC_ISSUER": issuer,
        "OVERSIGHT_OIDC_CLIENT_SECRET": secrets.token_urlsafe(32),
    }
    migrate()
    with writing() as session:
        seed_people(session, issuer)
    signal.signal(signal.SIGTERM, _stop)
    commands = (["-m", "seed.provider", str(port + _PROVIDER_STEP)], ["-m", "etl.cli", "serve"])
    children = [subprocess.Popen([sys.executable, *command], env=environment) for command in commands]  # noqa: S603
    try:
        _prepare(port)
        children.append(subprocess.Popen([sys.executable, "-m", "etl.cli", "worker"], env=environment))
        return _wait(children)
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=10)


def _prepare(port: int) -> None:
    print("Illustrative data: loading the latest two quarters.", flush=True)
    load_latest(lambda done, total, message: print(f"  {done} of {total}  {message}", flush=True))
    enqueue("illustrative_history", settings().now())
    print(f"Ready at http://localhost:{port}. Earlier quarters follow in the background. Stop with Ctrl-C.", flush=True)


def _wait(children: list[subprocess.Popen[bytes]]) -> int:
    while True:
        for child in children:
            if (code := child.poll()) is not None:
                return code
        time.sleep(0.5)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
