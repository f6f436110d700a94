"""The demonstration: provider, pages, illustrative data and worker, all on this machine, until Ctrl-C.

The web process starts first and everything else is imported after that, so that a second start answers at once.
"""

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from types import FrameType

from etl.settings import settings

_PROVIDER_STEP = 1000
_START_SECONDS = 120
_HEAD_START_SECONDS = 5


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
    signal.signal(signal.SIGTERM, _stop)
    children: list[subprocess.Popen[bytes]] = []
    try:
        for module in ("etl.serving", "seed.provider"):
            children.append(_started(environment, module, *([str(port + _PROVIDER_STEP)] if "seed" in module else ())))
        # The pages come first: three programs that load at once keep each other waiting.
        _wait_for(f"http://127.0.0.1:{port}/healthz", children)
        _prepare(issuer)
        print(f"Ready at http://localhost:{port}. Stop with Ctrl-C.", flush=True)
        # Earlier quarters can wait until whoever opens the first page has it.
        time.sleep(_HEAD_START_SECONDS)
        children.append(_started(environment, "etl.cli", "worker"))
        return _wait(children)
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=10)


def _started(environment: dict[str, str], *module: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", *module], env=environment)  # noqa: S603


def _prepare(issuer: str) -> None:
    """Make the store ready: migrated, with people, the latest two quarters, and the earlier ones to follow."""
    from etl.readiness import readiness
    from etl.store import migrate, writing
    from seed.people import seed_people

    migrate()
    with writing() as session:
        seed_people(session, issuer)
    if not readiness(settings().day()).is_ready:
        from seed.loading import load_latest
        from seed.progress import shown

        print("Illustrative data: loading the latest two quarters. Six earlier ones follow later.", flush=True)
        load_latest(shown)
    from etl.jobs import enqueue_once

    enqueue_once("illustrative_history", settings().now())


def _wait_for(address: str, children: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and all(child.poll() is None for child in children):
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.2)
        else:
            return


def _wait(children: list[subprocess.Popen[bytes]]) -> int:
    while True:
        for child in children:
            if (code := child.poll()) is not None:
                return code
        time.sleep(0.5)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]) if len(sys.argv) > 1 else settings().port))
