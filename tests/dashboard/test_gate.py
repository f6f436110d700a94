"""The gate: who gets past it, and for how long. Over real connections to the dashboard as it runs."""

import hashlib
import re
import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit
from sqlalchemy import update
from sqlmodel import col
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from dashboard.security import SecurityHeaders
from dashboard.serve import build
from dashboard.signin import own_address
from dashboard.trust import is_loopback, refusal
from etl.sessions import find_person, take_role
from etl.settings import Settings, settings
from etl.store import reading, writing
from schemas.access import Role
from schemas.returns import RETURNS
from schemas.tables import Person, SignInSession
from tests.dashboard.opened import finished
from tests.dashboard.service import ENDED, SECRET, Browser
from tests.dashboard.stream import run, stream


@pytest.fixture
def signed_in(strict):
    browser = strict.browser()
    browser.walk("/")
    assert browser.session
    return browser


def change_session(strict, browser, **values):
    which = col(SignInSession.token_sha256) == hashlib.sha256(browser.session.encode()).hexdigest()
    with writing(strict.site.database_url) as store:
        store.execute(update(SignInSession).where(which).values(**values))


def ago(**how_long):
    return datetime.now(UTC) - timedelta(**how_long)


STREAMLIT_SCRIPT = next(Path(streamlit.__file__).parent.glob("static/static/js/index.*.js")).name
BEHIND_THE_GATE = [
    "/", "/rollout", "/index.html", "/favicon.png", "/download/a.csv", "/download/authority/LA334.csv",
    "/media/0123456789abcdef.csv", "/component/x/index.html", "/static/index.html", f"/static/js/{STREAMLIT_SCRIPT}",
    "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/stream",
    "/_stcore/script-health-check", "/auth/login", "/oauth2callback", "/healthz/", "/readyz/x", "/signin/../", "//",
    "/%2e%2e/", "/SIGNIN", "/callback/x",
]  # fmt: skip


@pytest.mark.parametrize("path", BEHIND_THE_GATE)
def test_a_stranger_gets_nothing(strict, path):
    for mode in ("navigate", "no-cors"):
        answer = strict.browser().get(path, headers={"sec-fetch-mode": mode})
        assert answer.status_code in {303, 401}
        assert SECRET not in answer.text
        assert len(answer.content) < 100
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/signin?to=/")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_a_stranger_changes_nothing(strict, method):
    for path in ("/", "/_stcore/upload_file/session/file", "/_stcore/agent/interact"):
        assert strict.browser().ask(method, path, content=b"x").status_code == 401


def test_health_is_open_and_says_little(strict):
    assert strict.browser().get("/healthz").json() == {"status": "alive"}
    answer = strict.browser().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["is_migrated"] is True
    assert answer.json()["ready"] is False
    assert answer.json()["periods"] == {q: dict.fromkeys(RETURNS, 0) for q in ("2026-27 Q2", "2026-27 Q1")}


def test_streamlits_own_side_doors_are_shut_to_everyone(signed_in):
    for path in ("/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/auth/login"):
        assert signed_in.get(path).status_code == 404


def test_a_person_reaches_pages_files_and_downloads(signed_in):
    assert '<div id="root"></div>' in signed_in.get("/rollout").text
    assert signed_in.get(f"/static/js/{STREAMLIT_SCRIPT}").status_code == 200
    assert signed_in.get("/_stcore/health").text == "ok"
    assert signed_in.get("/download/a.csv").text == f"{SECRET} Board member"
    with stream(signed_in) as opened:
        assert f"{SECRET} Board member; sees []" in run(opened)[0]


FORGED = [
    {"X-Oversight-Session": "0" * 64},
    {"x_oversight_session": "0" * 64},
    {"X-OVERSIGHT-SESSION": "0" * 64},
    {"X-Streamlit-User": "demo-admin"},
    {"Cookie": "__Host-oversight=" + "A" * 43},
    {"Cookie": "_streamlit_user=2|1:0|10:1|15:_streamlit_user|4:abcd|0"},
    {"Authorization": "Bearer anything"},
]


@pytest.mark.parametrize("headers", FORGED, ids=str)
def test_a_forged_identity_opens_nothing(strict, headers):
    assert strict.browser().get("/download/a.csv", headers=headers).status_code == 303
    with pytest.raises(InvalidStatus, match="403"), stream(strict.browser(), **headers):
        pass


def test_the_sessions_own_hash_in_a_forged_header_opens_nothing(strict, signed_in):
    """The pages know a session by its hash, so a hash that leaked must not be a key."""
    headers = {"X-Oversight-Session": hashlib.sha256(signed_in.session.encode()).hexdigest()}
    assert strict.browser().get("/download/a.csv", headers=headers).status_code == 303
    thief = Browser(
        strict.site.address, {strict.site.address[7:]: {"__Host-oversight": headers["X-Oversight-Session"]}}
    )
    assert thief.get("/download/a.csv").status_code == 303


def test_one_person_cannot_pass_for_another_by_a_header(strict, signed_in):
    strict.provider.subject = "demo-officer"
    officer = strict.browser()
    officer.walk("/")
    headers = {"X-Oversight-Session": hashlib.sha256(signed_in.session.encode()).hexdigest()}
    assert officer.get("/download/a.csv", headers=headers).text == f"{SECRET} Officer, Solihull"
    with stream(officer, **headers) as opened:
        words, _ = run(opened)
    assert f"{SECRET} Officer, Solihull; sees ['LA334']" in words
    assert "Board member" not in words


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://localhost:1", "null"])
def test_a_websocket_or_upload_from_another_site_is_refused(signed_in, origin):
    with pytest.raises(InvalidStatus, match="403"), stream(signed_in, origin=origin):
        pass
    answer = signed_in.ask("PUT", "/_stcore/upload_file/a/b", headers={"origin": origin}, content=b"x")
    assert answer.status_code == 403


def test_a_websocket_without_an_origin_is_refused(signed_in):
    upgrade = {"connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
               "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA=="}  # fmt: skip
    assert signed_in.get("/_stcore/stream", headers=upgrade).status_code == 403


REVOCATIONS = {
    "revoked": {"revoked_at": ago(seconds=1)},
    "unused for half an hour": {"seen_at": ago(minutes=31)},
    "ten hours old": {"created_at": ago(hours=10, minutes=1)},
}


@pytest.mark.parametrize("how", REVOCATIONS)
def test_a_session_ends_at_the_next_request_and_the_next_run(strict, signed_in, how):
    with stream(signed_in) as opened:
        words, [fragment] = run(opened)
        assert SECRET in words
        change_session(strict, signed_in, **REVOCATIONS[how])

        assert signed_in.get("/download/a.csv").status_code == 303
        # A part of the page would run without asking who is there: the gate makes it a run of the whole page.
        for part in (fragment, ""):
            words, _ = run(opened, part)
            assert ENDED in words
            assert SECRET not in words
    with pytest.raises(InvalidStatus, match="403"), stream(signed_in):
        pass


def test_use_is_noted_so_that_a_session_does_not_end_for_want_of_it(strict):
    browser = strict.browser()
    browser.get(callback_of(browser))
    change_session(strict, browser, seen_at=ago(minutes=29))
    assert browser.get("/download/a.csv").status_code == 200
    token_hash = hashlib.sha256(browser.session.encode()).hexdigest()
    for _ in range(200):
        with reading(strict.site.database_url) as store:
            if store.get(SignInSession, token_hash).seen_at > ago(minutes=1):
                return
        time.sleep(0.02)
    pytest.fail("The use of the session was not noted.")


def test_a_role_that_is_taken_away_is_gone_at_once(strict):
    strict.provider.subject = "demo-inspectorate"
    browser = strict.browser()
    browser.walk("/")
    with stream(browser) as opened:
        _, [fragment] = run(opened)
        with writing(strict.site.database_url) as store:
            person = find_person(store, strict.provider.issuer, "demo-inspectorate")
            take_role(store, person, Role.INSPECTORATE)
        words, _ = run(opened, fragment)
        assert ENDED in words
        assert SECRET not in words
    assert "Your account has no access yet" in browser.get("/").text


def test_a_person_who_left_is_nobody(strict):
    strict.provider.subject = "demo-admin"
    browser = strict.browser()
    browser.walk("/")
    with writing(strict.site.database_url) as store:
        store.execute(update(Person).where(col(Person.subject) == "demo-admin").values(is_active=False))
    assert browser.get("/download/a.csv").status_code == 403


def callback_of(browser: Browser, address: str = "/") -> str:
    """Sign in as far as the provider's answer, and give its address instead of going there."""
    response = browser.get(address)
    while not response.headers["location"].startswith(f"{browser.home}/callback"):
        response = browser.get(response.headers["location"])
    return response.headers["location"]


def test_an_answer_signs_in_once(strict):
    """The provider lets its code be used twice; we do not let an attempt be."""
    browser = strict.browser()
    address = callback_of(browser)
    waiting = dict(browser.cookies)
    kept = {site: dict(jar) for site, jar in waiting.items()}
    assert browser.get(address).status_code == 303
    first, before = browser.session, strict.sessions()

    assert browser.get(address).status_code == 400
    assert Browser(browser.home, kept).get(address).status_code == 400
    assert strict.sessions() == before
    assert browser.session == first


def test_an_answer_to_another_browsers_attempt_is_refused(strict):
    victim, attacker = strict.browser(), strict.browser()
    address = callback_of(attacker)
    assert victim.get(address).status_code == 400
    callback_of(victim)
    assert victim.get(address).status_code == 400
    assert not victim.session


def test_a_changed_state_or_attempt_is_refused(strict):
    browser = strict.browser()
    address = callback_of(browser)
    assert browser.get(re.sub(r"state=([^&]{16})[^&]+", r"state=\1other", address)).status_code == 400
    browser = strict.browser()
    address = callback_of(browser)
    jar = browser.cookies[strict.site.address[7:]]
    [name] = [name for name in jar if "attempt" in name]
    jar[name] = "x" + jar[name]
    assert browser.get(address).status_code == 400


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=x", "?error=access_denied&state=x"])
def test_an_answer_out_of_nowhere_is_refused(strict, query):
    answer = strict.browser().get(f"/callback{query}")
    assert answer.status_code == 400
    assert "reference" in answer.text


def test_signing_in_makes_a_new_session_and_ends_the_one_before(strict, signed_in):
    """So nobody can plant a session that they know in somebody else's browser."""
    planted = signed_in.session
    browser = strict.browser()
    answer = callback_of(browser)
    browser.cookies[strict.site.address[7:]]["__Host-oversight"] = planted
    assert browser.get(answer).status_code == 303
    assert browser.session != planted
    assert signed_in.get("/download/a.csv").status_code == 303


AWAY = [
    "https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "\\\\elsewhere.example",
    "javascript:alert(1)", "http:elsewhere.example", "/\t/elsewhere.example", "/%0d%0aset-cookie:a=b\r\nx", " //x",
    "///elsewhere.example", "", "elsewhere", "/signout", "/signin?to=/", "/" + "x" * 2000,
]  # fmt: skip


@pytest.mark.parametrize("to", AWAY)
def test_signing_in_never_leads_elsewhere(strict, to):
    assert own_address(to) == "/"
    browser = strict.browser()
    response = browser.follow(browser.ask("GET", "/signin", params={"to": to}))
    assert str(response.url) == f"{strict.site.address}/"
    again = browser.ask("GET", "/signin", params={"to": to})
    assert again.headers["location"] == "/"


def test_an_address_of_ours_is_kept_as_it_came():
    for address in ("/", "/authority?code=LA334", "/rollout?at=2026-09-30&to=%2F%2Fx", "/a/b?x=http://y"):
        assert own_address(address) == address


def test_another_site_cannot_sign_anybody_out(signed_in):
    answer = signed_in.get("/signout", headers={"sec-fetch-site": "cross-site"})
    assert "Do you want to sign out?" in answer.text
    assert signed_in.get("/download/a.csv").status_code == 200


def test_many_attempts_do_not_fill_the_browser(strict):
    browser = strict.browser()
    for _ in range(12):
        browser.get("/signin")
    assert len(browser.cookies[strict.site.address[7:]]) <= 6


def test_a_demonstration_by_another_name_of_this_machine_goes_to_its_own(strict):
    port = strict.site.address.rpartition(":")[2]
    answer = Browser(f"http://127.0.0.1:{port}").get("/rollout?a=b")
    assert answer.status_code == 307
    assert answer.headers["location"] == f"http://localhost:{port}/rollout?a=b"
    hostile = strict.browser().get("/rollout", headers={"host": "elsewhere.example"})
    assert hostile.headers["location"].startswith("/signin")


def test_every_answer_carries_the_security_headers(strict, signed_in):
    stranger = strict.browser()
    answers = [signed_in.get(path) for path in ("/", "/download/a.csv", "/broken", "/media/none", "/_stcore/health")]
    answers += [stranger.get(path) for path in ("/", "/signout", "/callback", "/healthz", "/signin.css", "/signin")]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "unsafe-eval" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "geolocation=()" in answer.headers["permissions-policy"]
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in answer.headers
        assert "strict-transport-security" not in answer.headers
        if answer.request.url.path != "/signin.css":
            assert answer.headers["cache-control"] == "no-store"
        assert all("secure" in cookie.lower() for cookie in answer.headers.get_list("set-cookie"))


def test_over_https_browsers_are_told_never_to_come_without():
    async def answering(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"set-cookie", b"a=b; Path=/")]})

    sent = []

    async def send(message):
        sent.append(message)

    finished(SecurityHeaders(answering, is_https=True)({"type": "http", "path": "/"}, None, send))
    headers = dict(sent[0]["headers"])
    assert headers[b"strict-transport-security"].startswith(b"max-age=31536000")
    assert headers[b"set-cookie"] == b"a=b; Path=/; Secure"


def test_plain_pages_allow_no_script_and_no_inline_style(strict):
    answer = strict.browser().get("/signout")
    assert "'unsafe-inline'" not in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<style" not in answer.text
    assert "style=" not in answer.text
    assert "<script" not in answer.text


def test_the_policy_names_every_script_written_into_the_front_ends_page(signed_in):
    answer = signed_in.get("/")
    policy = answer.headers["content-security-policy"]
    scripts = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    assert scripts
    for script in scripts:
        digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert policy.partition("script-src ")[2].partition(";")[0].split()[0] == "'self'"
    assert "unsafe-inline" not in policy.partition("script-src ")[2].partition(";")[0]


def test_an_error_shows_a_reference_and_the_log_has_the_trace(strict, signed_in):
    answer = signed_in.get("/broken")
    assert answer.status_code == 500
    assert "the inside of the product" not in answer.text
    assert "Traceback" not in answer.text
    reference = answer.text.partition("<code>")[2].partition("</code>")[0]
    with stream(signed_in) as opened:
        words, _ = run(opened, query="break=yes")
    assert "the inside of the product" not in words
    page_reference = re.search(r"reference (\w{8})", words)[1]
    log = strict.site.log.read_text()
    assert f"reference {reference}" in log
    assert f"reference {page_reference}" in log
    assert log.count("the inside of the product") >= 2


def test_the_log_holds_no_code_state_or_token(strict, signed_in):
    log = strict.site.log.read_text()
    sent = [values for path, values in strict.provider.seen if path == "/token"][-1]
    assert "GET /callback" in log
    assert sent["code"] not in log
    assert sent["code_verifier"] not in log
    assert signed_in.session not in log


def test_what_is_not_served_is_a_page_without_a_trace(signed_in):
    answer = signed_in.get("/media/none")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_a_message_that_is_none_closes_the_websocket(signed_in):
    with stream(signed_in) as opened:
        opened.send(b"\xff\xff not a message")
        with pytest.raises(ConnectionClosedError):
            list(opened)


PRODUCTION = {"environment": "production", "public_url": "https://oversight.example.gov.uk"}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (PRODUCTION | {"oidc_issuer": "https://login.example.gov.uk"}, ""),
        (PRODUCTION, "no other way to sign in"),
        (PRODUCTION | {"oidc_issuer": "http://login.example.gov.uk"}, "must begin with https"),
        (PRODUCTION | {"oidc_issuer": "http://localhost:9501"}, "must begin with https"),
        (PRODUCTION | {"oidc_issuer": "https://localhost:9501"}, "only a demonstration may trust"),
        (PRODUCTION | {"oidc_issuer": "https://127.0.0.1"}, "only a demonstration may trust"),
        (PRODUCTION | {"oidc_issuer": "https://login.example", "public_url": ""}, "OVERSIGHT_PUBLIC_URL"),
        (
            PRODUCTION | {"oidc_issuer": "https://login.example", "public_url": "http://a.example"},
            "beginning with https",
        ),
        ({"environment": "demonstration", "oidc_issuer": "http://localhost:9501"}, ""),
        ({"environment": "demonstration", "oidc_issuer": "http://login.example"}, "must begin with https"),
        (
            {"environment": "demonstration", "oidc_issuer": "http://localhost:1", "public_url": "http://a.example"},
            "unless it is this machine's own",
        ),
    ],
)
def test_settings_that_are_not_to_be_trusted_stop_the_start(settings, sentence):
    found = refusal(Settings(**settings))
    assert sentence in found
    assert bool(found) == bool(sentence)


def test_the_dashboard_does_not_start_with_them(monkeypatch):
    monkeypatch.setenv("OVERSIGHT_ENVIRONMENT", "production")
    monkeypatch.setenv("OVERSIGHT_OIDC_ISSUER", "http://localhost:9501")
    settings.cache_clear()
    try:
        with pytest.raises(SystemExit, match="must begin with https"):
            build()
    finally:
        settings.cache_clear()


@pytest.mark.parametrize(
    "address",
    ["http://localhost", "http://LOCALHOST.:1", "http://a.localhost", "http://127.0.0.1", "http://127.9.9.9", "http://[::1]",
     "http://127.1", "http://2130706433", "http://0.0.0.0", "http://[::ffff:127.0.0.1]", "http://[::]"],
)  # fmt: skip
def test_this_machine_is_known_by_all_its_names(address):
    assert is_loopback(address)
    assert not is_loopback(address.replace(address[7:], "login.example.gov.uk"))
