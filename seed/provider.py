"""The demonstration's OpenID provider: pick who to be, without a password. Only on this machine, only to demonstrate.

Run as `python -m seed.provider PORT`. It will not start unless OVERSIGHT_ENVIRONMENT is demonstration, and it says of
itself what it is, so that a dashboard set for anything else does not believe it.
"""

import base64
import hashlib
import re
import sys
import warnings
from pathlib import Path
from urllib.parse import urlsplit

import flask
import uvicorn
from authlib.deprecate import AuthlibDeprecationWarning
from jinja2 import ChoiceLoader, DictLoader

from etl.settings import settings
from seed.people import PEOPLE

with warnings.catch_warnings():
    # It is written for a part of Authlib that is to go in the next major version, which we do not take.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    import oidc_provider_mock

HOST = "127.0.0.1"
DEMONSTRATION_MARK = "oversight_demonstration"
_SERVED = {
    ("GET", "/.well-known/openid-configuration"),
    ("GET", "/jwks"),
    ("GET", "/oauth2/authorize"),
    ("POST", "/oauth2/authorize"),
    ("POST", "/oauth2/token"),
    ("GET", "/userinfo"),
    ("GET", "/oauth2/end_session"),
}
_ERROR = """<!doctype html><html lang="en"><title>Sign-in cannot go on</title>
<main><h1>Sign-in cannot go on</h1><p>Go back to the dashboard and start again.</p></main></html>"""


class NotADemonstration(Exception):
    """The settings are not a demonstration's. The message is a sentence."""


def app(base: str, redirect: str, client_id: str = "oversight", client_secret: str = "") -> flask.Flask:
    """The provider as a WSGI application.

    Args:
        base: its own address, which is also its issuer; no other Host is answered.
        redirect: the one address that it sends people back to.
        client_id: the one client that it serves.
        client_secret: the client's secret; "" for a client without one.

    Raises:
        NotADemonstration: unless the settings are a demonstration's.
    """
    if not settings().is_demonstration:
        raise NotADemonstration("The demonstration's sign-in starts only if OVERSIGHT_ENVIRONMENT is demonstration.")
    users = [
        oidc_provider_mock.User(sub=p.subject, claims={"name": p.label, "organisation": p.organisation}) for p in PEOPLE
    ]
    made = oidc_provider_mock.app(user_claims=users, require_nonce=True, issue_refresh_token=False)
    # It comes with a debugger wrapped round it, through which anyone could run code.
    made.debug = False
    del made.wsgi_app
    picker = (Path(__file__).parent / "picker.html").read_text(encoding="utf-8")
    own = DictLoader({"authorization_form.html": picker, "error.html": _ERROR})
    made.jinja_loader = ChoiceLoader([own, made.jinja_loader])  # type: ignore[assignment,list-item]
    made.jinja_env.globals["people"] = PEOPLE
    made.before_request(lambda: _refusal(base, redirect, client_id, client_secret))
    made.after_request(lambda response: _finished(response, picker, redirect))
    return made


def _refusal(base: str, redirect: str, client_id: str, client_secret: str) -> flask.typing.ResponseReturnValue | None:
    """The answer to anything that is not part of signing in to our dashboard; None lets the request through."""
    asked = flask.request
    if asked.host != urlsplit(base).netloc or (asked.method, asked.path) not in _SERVED:
        return "Not here.", 404
    if asked.path == "/oauth2/authorize":
        wanted = {"redirect_uri": redirect, "client_id": client_id, "code_challenge_method": "S256"}
        is_ours = all(asked.args.get(name) == value for name, value in wanted.items())
        is_one_of_ours = asked.method == "GET" or asked.form.get("sub") in {person.subject for person in PEOPLE}
        if not is_ours or not asked.args.get("code_challenge") or not is_one_of_ours:
            return _ERROR, 400
    if asked.path == "/oauth2/token" and client_secret:
        given = asked.authorization
        if given is None or (given.username, given.password) != (client_id, client_secret):
            return {"error": "invalid_client"}, 401
    if asked.path == "/oauth2/end_session":
        back_to = asked.args.get("post_logout_redirect_uri", "")
        is_back = back_to.startswith(_origin(redirect) + "/")
        return flask.redirect(back_to, 303) if is_back else (_ERROR, 400)
    return None


def _finished(response: flask.Response, picker: str, redirect: str) -> flask.Response:
    if flask.request.path == "/.well-known/openid-configuration" and response.status_code == 200:
        described = response.get_json() | {DEMONSTRATION_MARK: True, "code_challenge_methods_supported": ["S256"]}
        described.pop("registration_endpoint", None)
        response.set_data(flask.json.dumps(described))
    style = re.search(r"<style>(.*?)</style>", picker, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[1].encode() if style else b"").digest()).decode()
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {_origin(redirect)}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def run(port: int) -> None:
    """Serve the provider on this machine until it is stopped.

    Raises:
        NotADemonstration: unless the settings are a demonstration's.
    """
    chosen = settings()
    base = chosen.oidc_issuer or f"http://localhost:{port}"
    made = app(base, f"{chosen.base_url}/callback", chosen.oidc_client_id, chosen.oidc_client_secret)
    uvicorn.run(made, interface="wsgi", host=HOST, port=port, log_level="warning", server_header=False)


def main() -> None:
    """Run from the command line: the port is the one argument."""
    try:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else 9401)
    except NotADemonstration as refusal:
        raise SystemExit(str(refusal)) from None


if __name__ == "__main__":
    main()
