"""The one ASGI application: pages, sign-in, downloads and health of one process, all behind one gate.

`oversight serve` starts it by the name `dashboard.serve:app`. The application is made when that name is first asked
for, so that importing this module starts nothing.

The look is in `.streamlit/config.toml`, which Streamlit finds in the folder that the process starts in: start it from
the project's folder. What keeps people out does not hang on a folder: it is set here, from the settings, over any file.
"""

import contextlib
import gc
import importlib
import logging
import pkgutil
import secrets
import threading
import time
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route
from streamlit import config

from dashboard import to_figure
from dashboard.gate import Gate
from dashboard.identity import SESSION_HEADER, SESSION_KEY
from dashboard.security import ErrorPages, SecurityHeaders, not_served, script_failed
from dashboard.signin import SignIn
from dashboard.skip import SkipLink
from dashboard.trust import refusal
from etl.configuration import note_configuration
from etl.readiness import Readiness, readiness
from etl.settings import Settings, settings

_READY_SECONDS = 2.0
_log = logging.getLogger("oversight")


def build(script: Path | None = None, downloads: list[BaseRoute] | None = None) -> st.App:
    """The application for this process's settings.

    Args:
        script: the pages' script; by default ours, whose imports are then made before the first visitor comes.
        downloads: the routes that give files; by default ours.

    Raises:
        SystemExit: with a sentence, if the settings are not to be trusted.
    """
    chosen = settings()
    if sentence := refusal(chosen):
        raise SystemExit(sentence)
    routes = downloads if downloads is not None else _files()
    made = st.App(
        script or Path(__file__).with_name("app.py"),
        routes=[
            Route("/healthz", _alive),
            Route("/readyz", _readyz()),
            *SignIn(chosen).routes(),
            *to_figure.routes,
            *routes,
        ],
        middleware=[
            Middleware(SecurityHeaders, is_https=chosen.base_url.startswith("https://")),
            Middleware(ErrorPages),
            Middleware(Gate, settings=chosen),
            Middleware(SkipLink),
        ],
        lifespan=_lifespan_with("dashboard.views" if script is None else ""),
        exception_handlers={HTTPException: not_served},
        on_script_error=script_failed,
    )
    _configure(chosen)
    return made


def _files() -> list[BaseRoute]:
    named = ("dashboard.downloads", "dashboard.archive")
    return [route for name in named for route in importlib.import_module(name).routes]


@cache
def _app() -> st.App:
    return build()


def __getattr__(name: str) -> st.App:
    if name == "app":
        return _app()
    raise AttributeError(name)


def _configure(chosen: Settings) -> None:
    """Set what keeps people out, whatever a file or the environment says."""
    host = urlsplit(chosen.base_url).hostname
    options = {
        "server.trustedUserHeaders": {SESSION_HEADER: SESSION_KEY},
        "server.allowedHosts": [host],
        "server.corsAllowedOrigins": [chosen.base_url],
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.enableAgentApi": False,
        "server.enableStaticServing": False,
        "server.scriptHealthCheckEnabled": False,
        "server.cookieSecret": secrets.token_hex(32),
        "server.maxUploadSize": chosen.upload_limit_mb,
        "server.fileWatcherType": "none",
        "client.allowedOrigins": [chosen.base_url],
        "client.showErrorDetails": "none",
        # Without a name for this host Streamlit asks the internet for one when it meets an Origin header.
        "browser.serverAddress": host,
        "browser.gatherUsageStats": False,
        "global.developmentMode": False,
    }
    for name, value in options.items():
        config.set_option(name, value)


async def _alive(_: Request) -> JSONResponse:
    return JSONResponse({"status": "alive"})


def _readyz() -> Callable[[Request], Any]:
    # Anyone may ask, so the store is asked at most every other second.
    last: tuple[float, Readiness] | None = None

    async def readyz(_: Request) -> JSONResponse:
        nonlocal last
        if last is None or time.monotonic() - last[0] > _READY_SECONDS:
            found = await run_in_threadpool(readiness, settings().day())
            last = (time.monotonic(), found)
        return JSONResponse(last[1].as_json(), 200 if last[1].is_ready else 503)

    return readyz


def _lifespan_with(package: str) -> Callable[[st.App], contextlib.AbstractAsyncContextManager[dict[str, Any]]]:
    @contextlib.asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
        logging.getLogger("uvicorn.access").addFilter(_without_query)
        is_migrated = readiness(settings().day()).is_migrated
        if not is_migrated:
            _log.warning("The store does not answer or is not at the newest migration. Run: oversight migrate")
        await run_in_threadpool(note_configuration)
        if package:
            threading.Thread(target=_warm, args=(package, is_migrated), name="warming", daemon=True).start()
        else:
            _freeze()
        yield {}

    return lifespan


def _warm(package: str, is_migrated: bool) -> None:
    """Make ready what the first page would otherwise wait for, while this process answers already."""
    if is_migrated:
        importlib.import_module("dashboard.warming").read_newest()
    for found in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        importlib.import_module(found.name)
    importlib.import_module("dashboard.oidc")
    _freeze()


def _freeze() -> None:
    # Streamlit collects garbage after every run; what never changes need not be looked at again each time
    # (93 to 112 ms a run without this, November 2026).
    gc.collect()
    gc.freeze()


def _without_query(record: logging.LogRecord) -> bool:
    """Keep sign-in codes and what people searched for out of the access log."""
    if isinstance(record.args, tuple) and len(record.args) == 5:
        client, method, address, *rest = record.args
        record.args = (client, method, str(address).partition("?")[0], *rest)
    return True
