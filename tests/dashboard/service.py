"""The dashboard as it really runs, in a process of its own, and a browser that keeps cookies as browsers do."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

START_SECONDS = 150
SECRET = "Secret figures for"
ENDED = "Your session has ended."
# The least that a page of ours does: ask who is there, at every run.
PAGE = f"""
import streamlit as st
from dashboard.identity import current_viewer

viewer = current_viewer()
if not viewer.roles:
    st.write("{ENDED}")
    st.stop()
st.write(f"{SECRET} {{viewer.label}}; sees {{sorted(viewer.authority_ids)}}")

@st.fragment
def part():
    st.write("{SECRET} a part of the page")

part()
if st.query_params.get("break"):
    raise RuntimeError("the inside of the product")
"""
_SERVE = """
from pathlib import Path
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from dashboard.identity import viewer_of_request
from dashboard.serve import build

async def download(request):
    return PlainTextResponse(f"{SECRET} {viewer_of_request(request).label}")

async def broken(request):
    raise RuntimeError("the inside of the product")

app = build(
    Path(__file__).with_name("page.py"), [Route("/download/{name}", download), Route("/broken", broken)]
)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Site:
    """A running dashboard."""

    address: str
    database_url: str
    log: Path


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path, probe: str) -> Iterator[None]:
    """A server in a process of its own, from when it answers until the context ends.

    It starts in a folder that is not the project's: nothing that keeps people out may hang on where it starts.
    """
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, *command], env=os.environ | environment, stdout=out, stderr=out, cwd=log.parent
        )
    until = time.monotonic() + START_SECONDS
    try:
        while True:
            try:
                httpx.get(probe, trust_env=False, verify=False)
                break
            except httpx.TransportError:
                if process.poll() is not None or time.monotonic() > until:
                    raise AssertionError(f"It did not start:\n{log.read_text()}") from None
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def serving(folder: Path, port: int, database_url: str, issuer: str, **settings: str) -> Iterator[Site]:
    """The dashboard with one small page, signed into at an issuer."""
    (folder / "page.py").write_text(PAGE)
    (folder / "site_under_test.py").write_text(_SERVE.replace("{SECRET}", SECRET))
    environment = {
        "OVERSIGHT_ENVIRONMENT": "demonstration",
        "OVERSIGHT_TODAY": "2026-11-22",
        "OVERSIGHT_DATABASE_URL": database_url,
        "OVERSIGHT_PORT": str(port),
        "OVERSIGHT_PUBLIC_URL": f"http://localhost:{port}",
        "OVERSIGHT_OIDC_ISSUER": issuer,
        **settings,
    }
    command = ["-m", "uvicorn", "site_under_test:app", "--app-dir", str(folder), "--port", str(port)]
    site = Site(f"http://localhost:{port}", database_url, folder / "site.log")
    with running([*command, "--no-server-header"], environment, site.log, f"{site.address}/healthz"):
        yield site


@dataclass
class Browser:
    """Keeps each server's cookies, follows redirects when told to, and forges whatever headers a test likes."""

    home: str = ""
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def ask(self, method: str, address: str, **more) -> httpx.Response:
        url = urljoin(self.home, address)
        jar = self.cookies.setdefault(urlsplit(url).netloc, {})
        headers = {"accept": "text/html"} | more.pop("headers", {})
        if jar:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        # Nothing here is https; reading the certificates each time would take longer than all else.
        response = httpx.request(method, url, headers=headers, trust_env=False, verify=False, timeout=30, **more)
        for text in response.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(text).items():
                jar[name] = morsel.value
                if morsel["max-age"] == "0":
                    del jar[name]
        return response

    def get(self, address: str, **more) -> httpx.Response:
        return self.ask("GET", address, **more)

    def follow(self, response: httpx.Response) -> httpx.Response:
        """Go where a response leads until it leads nowhere."""
        while response.is_redirect:
            response = self.get(urljoin(str(response.url), response.headers["location"]))
        return response

    def walk(self, address: str) -> list[httpx.Response]:
        """Every response on the way from an address to where it ends."""
        steps = [self.get(address)]
        while steps[-1].is_redirect:
            steps.append(self.get(urljoin(str(steps[-1].url), steps[-1].headers["location"])))
        return steps

    @property
    def session(self) -> str:
        """The token of the session at home, if there is one."""
        return self.cookies.get(urlsplit(self.home).netloc, {}).get("__Host-oversight", "")
