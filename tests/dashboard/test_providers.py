"""Signing in over the real protocol: with the demonstration's provider, a strict one, and one that misbehaves."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from sqlmodel import select

from dashboard.attempts import Refused
from dashboard.oidc import Provider
from etl.settings import Settings, settings
from etl.store import engine, reading
from schemas.tables import SignInSession
from seed import provider
from seed.people import PEOPLE
from tests.dashboard.providers.strict import CLIENT_ID, CLIENT_SECRET, other_key
from tests.dashboard.service import SECRET, Browser, free_port, running, serving
from tests.dashboard.signing import store_with_people


def test_a_strict_provider_signs_in_and_the_deep_link_is_kept(strict):
    browser = strict.browser()
    steps = browser.walk("/authority?code=LA334&name=St%20Helens")

    assert [urlsplit(str(step.url)).path for step in steps] == [
        "/authority", "/signin", "/authorize", "/callback", "/authority",
    ]  # fmt: skip
    assert steps[-1].status_code == 200
    assert str(steps[-1].url).endswith("/authority?code=LA334&name=St%20Helens")
    assert SECRET in browser.get("/download/a.csv").text

    asked = parse_qs(urlsplit(str(steps[2].url)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 32
    assert len(asked["nonce"][0]) >= 32
    sent = [values for path, values in strict.provider.seen if path == "/token"][-1]
    assert len(sent["code_verifier"]) >= 43


def test_the_cookie_says_nothing_and_cannot_be_read_by_scripts_or_sent_in_clear(strict):
    browser = strict.browser()
    callback = browser.walk("/")[3]
    [cookie] = [text for text in callback.headers.get_list("set-cookie") if text.startswith("__Host-oversight=")]
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}

    assert attributes == {"httponly", "path=/", "samesite=lax", "secure"}
    assert len(browser.session) >= 43
    assert "demo-board" not in cookie
    with reading(strict.site.database_url) as store:
        kept = str([row.model_dump() for row in store.scalars(select(SignInSession)).all()])
    assert browser.session not in kept


def sign(header, claims, key):
    return jwt.encode(header, claims, key, [header["alg"]])


def encoded(*parts: bytes) -> str:
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def unsigned(signing) -> str:
    return encoded(b'{"alg": "none"}', json.dumps(signing.claims).encode(), b"")


def shared_secret(secret: bytes):
    # Made by hand: the library rightly refuses to make it.
    def make(signing) -> str:
        said = encoded(b'{"alg": "HS256", "kid": "first"}', json.dumps(signing.claims).encode())
        return f"{said}.{encoded(hmac.digest(secret, said.encode(), 'sha256'))}"

    return make


def public_key_as_secret(signing) -> str:
    return shared_secret(signing.key.as_pem(private=False))(signing)


def embedded_key(signing) -> str:
    forger = other_key()
    header = {"alg": "RS256", "kid": "first", "jwk": forger.as_dict(private=False)}
    return sign(header, signing.claims, forger)


def claim(**changes):
    def change(signing):
        signing.claims.update(changes)

    return change


def without(name):
    return lambda signing: signing.claims.pop(name) and None


def signed_by(key):
    def change(signing):
        signing.key = key

    return change


def unknown_key_id(signing):
    signing.header["kid"] = "never published"


def minutes_ago(minutes):
    return lambda signing: signing.claims.update(exp=int(time.time() - minutes * 60), iat=int(time.time() - 3600))


MISCHIEF = {
    "for another audience": claim(aud="another"),
    "for another audience, though we are the authorised party": claim(aud="another", azp=CLIENT_ID),
    "for us and another, without an authorised party": claim(aud=[CLIENT_ID, "another"]),
    "for us and another, who is the authorised party": claim(aud=[CLIENT_ID, "another"], azp="another"),
    "for nobody": without("aud"),
    "by another issuer": claim(iss="https://accounts.example"),
    "by no issuer": without("iss"),
    "with another nonce": claim(nonce="another attempt's"),
    "without a nonce": without("nonce"),
    "signed with another key": signed_by(other_key()),
    "signed with a key that it brought along": embedded_key,
    "signed with a key that was never published": unknown_key_id,
    "not signed": unsigned,
    "signed with the public key as a shared secret": public_key_as_secret,
    "signed with the client's secret": shared_secret(CLIENT_SECRET.encode()),
    "signed with an empty secret": shared_secret(b""),
    "expired ten minutes ago": minutes_ago(10),
    "expired a minute ago": minutes_ago(1),
    "never expiring": without("exp"),
    "issued tomorrow": lambda s: s.claims.update(iat=int(time.time() + 86400), exp=int(time.time() + 90000)),
    "about nobody": without("sub"),
    "about an empty name": claim(sub=""),
    "about a number": claim(sub=7),
    "about a name too long for the store": claim(sub="x" * 121),
    "with another access token's hash": claim(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "not a token at all": lambda signing: "what.is.this",
}


@pytest.mark.parametrize("mischief", MISCHIEF)
def test_an_id_token_is_refused(strict, mischief):
    strict.provider.mischief = MISCHIEF[mischief]
    check_refused(strict)


@pytest.mark.parametrize(
    "userinfo",
    [
        lambda claims: claims | {"sub": "demo-admin"},
        lambda claims: {"name": "Somebody"},
        lambda claims: ({"error": "insufficient_scope"}, 403),
        lambda claims: "not JSON",
        lambda claims: ["not an object"],
    ],
    ids=["of somebody else", "of nobody", "refused", "as text", "as a list"],
)
def test_userinfo_is_refused(strict, userinfo):
    strict.provider.userinfo = userinfo
    check_refused(strict)


def test_an_answer_without_an_id_token_is_refused(strict):
    strict.provider.token_extra = lambda token: token.pop("id_token")
    check_refused(strict)


def check_refused(strict) -> None:
    browser, before = strict.browser(), strict.sessions()
    last = browser.walk("/download/a.csv")[-1]

    assert last.status_code == 400
    assert "You are not signed in" in last.text
    reference = last.text.partition("<code>")[2].partition("</code>")[0]
    assert f"reference {reference}" in strict.site.log.read_text()
    assert "Traceback" not in last.text
    assert not browser.session
    assert strict.sessions() == before
    assert SECRET not in browser.get("/download/a.csv").text


def test_a_clock_ten_seconds_out_is_allowed(strict):
    strict.provider.mischief = lambda signing: signing.claims.update(exp=int(time.time() - 10))
    assert strict.browser().walk("/")[-1].status_code == 200


def test_several_audiences_with_us_as_the_authorised_party_are_allowed(strict):
    strict.provider.mischief = claim(aud=[CLIENT_ID, "another"], azp=CLIENT_ID)
    assert strict.browser().walk("/")[-1].status_code == 200


def test_the_provider_may_change_its_key(strict):
    assert strict.browser().walk("/")[-1].status_code == 200
    strict.provider.key = other_key()
    assert strict.browser().walk("/")[-1].status_code == 200


def test_a_provider_that_fails_is_said_to_be_not_answering(strict):
    strict.provider.userinfo = lambda claims: ({"error": "server_error"}, 500)
    last = strict.browser().walk("/")[-1]
    assert last.status_code == 503
    assert "Sign-in is not answering" in last.text


@pytest.fixture(scope="module")
def demo_site(tmp_path_factory, sqlite_template):
    folder, port, provider_port = tmp_path_factory.mktemp("demo"), free_port(), free_port()
    issuer = f"http://localhost:{provider_port}"
    url = store_with_people(folder, sqlite_template, issuer)
    secret = {"OVERSIGHT_OIDC_CLIENT_SECRET": "between the two"}
    chosen = {"OVERSIGHT_ENVIRONMENT": "demonstration", "OVERSIGHT_PORT": str(port), "OVERSIGHT_OIDC_ISSUER": issuer}
    command = ["-m", "seed.provider", str(provider_port)]
    with (
        running(command, chosen | secret, folder / "provider.log", f"{issuer}/jwks"),
        serving(folder, port, url, issuer, **secret) as site,
    ):
        yield site
    engine(url).dispose()


def pick(browser: Browser, subject: str, address: str = "/download/a.csv"):
    """Sign in by picking a person, as somebody at the demonstration does."""
    picker = browser.walk(address)[-1]
    assert f'value="{subject}"' in picker.text
    return browser.follow(browser.ask("POST", str(picker.url), data={"sub": subject}))


@pytest.mark.parametrize("someone", [p for p in PEOPLE if p.role], ids=lambda p: p.subject)
def test_each_illustrative_person_signs_in(demo_site, someone):
    browser = Browser(demo_site.address)
    assert pick(browser, someone.subject).text == f"{SECRET} {someone.label}"


def test_somebody_without_a_role_is_told_what_to_do_and_sees_nothing_else(demo_site):
    browser = Browser(demo_site.address)
    last = pick(browser, "demo-nobody", "/")
    assert last.status_code == 403
    assert "Your account has no access yet" in last.text
    assert 'href="/signout"' in last.text
    for address in ("/", "/download/a.csv", "/static/index.html", "/_stcore/host-config", "/media/x"):
        answer = browser.get(address)
        assert answer.status_code == 403, address
        assert SECRET not in answer.text


def test_signing_out_ends_the_session_here_and_goes_by_the_provider(demo_site):
    browser = Browser(demo_site.address)
    pick(browser, "demo-board")
    copied = browser.session
    steps = browser.walk("/signout")

    assert [urlsplit(str(step.url)).path for step in steps] == ["/signout", "/oauth2/end_session", "/signout"]
    assert "You are signed out" in steps[-1].text
    assert not browser.session
    thief = Browser(demo_site.address, {urlsplit(demo_site.address).netloc: {"__Host-oversight": copied}})
    assert thief.get("/download/a.csv").status_code == 303


def test_the_demonstrations_provider_serves_nothing_else(demo_site):
    browser = Browser(demo_site.address)
    picker = browser.walk("/")[-1]
    issuer = f"http://{urlsplit(str(picker.url)).netloc}"
    assert "cdn" not in picker.text
    assert "Illustrative data — not real" in picker.text

    refused = [
        ("PUT", "/users/demo-board"), ("POST", "/users/demo-board/revoke-tokens"), ("POST", "/oauth2/clients"),
        ("GET", "/"), ("GET", "/oidc/login"), ("GET", "/console"), ("POST", "/oauth2/end_session/confirm"),
    ]  # fmt: skip
    for method, path in refused:
        assert browser.ask(method, issuer + path, json={}).status_code == 404, path
    elsewhere = str(picker.url).replace("callback", "elsewhere")
    assert browser.get(elsewhere).status_code == 400
    assert browser.ask("POST", str(picker.url), data={"sub": "somebody-new"}).status_code == 400
    away = "/oauth2/end_session?post_logout_redirect_uri=https://example.com/"
    assert browser.get(issuer + away).status_code == 400
    assert browser.get(issuer + "/jwks", headers={"host": "rebound.example"}).status_code == 404


def test_the_demonstrations_provider_starts_only_in_a_demonstration(monkeypatch):
    monkeypatch.setenv("OVERSIGHT_ENVIRONMENT", "production")
    monkeypatch.setattr("sys.argv", ["provider", "9501"])
    settings.cache_clear()
    try:
        with pytest.raises(SystemExit, match="only if OVERSIGHT_ENVIRONMENT is demonstration"):
            provider.main()
    finally:
        settings.cache_clear()


def test_a_product_set_for_anything_else_does_not_believe_the_demonstrations_provider():
    described = {
        "issuer": "https://login.example",
        "authorization_endpoint": "https://login.example/authorize",
        "token_endpoint": "https://login.example/token",
        "jwks_uri": "https://login.example/jwks",
    }
    chosen = Settings(environment="production", oidc_issuer="https://login.example", public_url="https://a.example")
    known = Provider(chosen)
    assert known.trusted(described) == described
    for wrong in (
        {provider.DEMONSTRATION_MARK: True},
        {"issuer": "https://login.example/"},
        {"token_endpoint": "http://login.example/token"},
        {"jwks_uri": "https://localhost/jwks"},
        {"jwks_uri": ""},
    ):
        with pytest.raises(Refused):
            known.trusted(described | wrong)
