"""A strict OpenID provider, built with Authlib's server side: PKCE or nothing, claims in userinfo only.

It can be told to misbehave: `mischief` is given what it is about to sign, and may change any of it.
"""

import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace

import flask
from authlib.deprecate import AuthlibDeprecationWarning
from authlib.oauth2.rfc6749 import ClientMixin, OAuth2Error
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

with warnings.catch_warnings():
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.flask_oauth2 import AuthorizationServer

CLIENT_ID = "oversight"
CLIENT_SECRET = "a secret that only the two of them know"


@dataclass
class Signing:
    """What is about to be signed as an id token."""

    header: dict
    claims: dict
    key: object


@dataclass
class StrictProvider:
    """The provider's memory, and what a test may change."""

    issuer: str
    redirect: str
    subject: str = "demo-board"
    mischief: Callable[[Signing], object] = lambda signing: None
    userinfo: Callable[[dict], object] = lambda claims: claims
    token_extra: Callable[[dict], None] = lambda token: None
    key: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
    )
    codes: dict = field(default_factory=dict)
    tokens: dict = field(default_factory=dict)
    seen: list = field(default_factory=list)

    def behave(self) -> None:
        """Forget every mischief."""
        self.subject = "demo-board"
        self.mischief, self.userinfo, self.token_extra = (lambda _: None), (lambda claims: claims), (lambda _: None)


class Client(ClientMixin):
    def __init__(self, redirect):
        self.redirect = redirect

    def get_client_id(self):
        return CLIENT_ID

    def get_default_redirect_uri(self):
        return self.redirect

    def get_allowed_scope(self, scope):
        return scope

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri == self.redirect

    def check_client_secret(self, client_secret):
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_post"

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


class Code(SimpleNamespace):
    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce


def make_app(provider: StrictProvider) -> flask.Flask:
    app = flask.Flask("strict provider")
    server = AuthorizationServer(
        app,
        query_client=lambda client_id: Client(provider.redirect) if client_id == CLIENT_ID else None,
        save_token=lambda token, request: provider.tokens.update({token["access_token"]: provider.subject}),
    )
    server.register_grant(grant_of(provider), [CodeChallenge(required=True), id_token_of(provider)(require_nonce=True)])
    app.before_request(lambda: provider.seen.append((flask.request.path, dict(flask.request.values))))
    add_descriptions(app, provider)
    add_endpoints(app, provider, server)
    return app


def grant_of(provider: StrictProvider) -> type[AuthorizationCodeGrant]:
    class Grant(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_post",)

        def save_authorization_code(self, code, request):
            asked = request.payload.data
            provider.codes[code] = Code(
                code=code,
                redirect_uri=request.payload.redirect_uri,
                scope=request.payload.scope,
                nonce=asked.get("nonce"),
                code_challenge=asked.get("code_challenge"),
                code_challenge_method=asked.get("code_challenge_method"),
            )

        def query_authorization_code(self, code, client):
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code):
            # Deliberately kept: a code that can be used twice must not make two sessions at our side.
            pass

        def authenticate_user(self, authorization_code):
            return SimpleNamespace(subject=provider.subject)

    return Grant


def id_token_of(provider: StrictProvider) -> type[OpenIDCode]:
    class IdToken(OpenIDCode):
        def exists_nonce(self, nonce, request):
            return False

        def encode_id_token(self, token, request):
            now = int(time.time())
            claims = {
                "iss": provider.issuer,
                "aud": CLIENT_ID,
                "sub": provider.subject,
                "iat": now,
                "exp": now + 300,
                "nonce": request.authorization_code.nonce,
                "at_hash": create_half_hash(token["access_token"], "RS256").decode(),
            }
            signing = Signing({"alg": "RS256", "kid": provider.key.kid}, claims, provider.key)
            made = provider.mischief(signing)
            if isinstance(made, str):
                return made
            return jwt.encode(signing.header, signing.claims, signing.key, [signing.header["alg"]])

    return IdToken


def add_descriptions(app: flask.Flask, provider: StrictProvider) -> None:
    @app.get("/.well-known/openid-configuration")
    def describe():
        return {
            "issuer": provider.issuer,
            "authorization_endpoint": f"{provider.issuer}/authorize",
            "token_endpoint": f"{provider.issuer}/token",
            "userinfo_endpoint": f"{provider.issuer}/userinfo",
            "jwks_uri": f"{provider.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            # It even says that it would do what must never be believed.
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    @app.get("/jwks")
    def keys():
        return KeySet([provider.key]).as_dict(private=False)


def add_endpoints(app: flask.Flask, provider: StrictProvider, server: AuthorizationServer) -> None:
    @app.get("/authorize")
    def authorize():
        user = SimpleNamespace(subject=provider.subject)
        try:
            grant = server.get_consent_grant(end_user=user)
        except OAuth2Error as error:
            return {"error": error.error}, 400
        return server.create_authorization_response(grant=grant, grant_user=user)

    @app.post("/token")
    def token():
        response = server.create_token_response()
        if response.status_code == 200:
            body = response.get_json()
            provider.token_extra(body)
            response.set_data(flask.json.dumps(body))
        return response

    @app.get("/userinfo")
    def userinfo():
        access_token = flask.request.headers.get("Authorization", "").removeprefix("Bearer ")
        if access_token not in provider.tokens:
            return {"error": "invalid_token"}, 401
        claims = {"sub": provider.tokens[access_token], "name": "Somebody", "organisation": "Somewhere"}
        return provider.userinfo(claims)


@contextmanager
def strict_provider(redirect: str, port: int) -> Iterator[StrictProvider]:
    """The provider, served on loopback while the context lasts."""
    provider = StrictProvider(f"http://127.0.0.1:{port}", redirect)
    server = make_server("127.0.0.1", port, make_app(provider), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def other_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
