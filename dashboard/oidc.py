"""Our side of OpenID Connect: the authorization code flow with PKCE, and every check of what comes back."""

import asyncio
import hmac
import ssl
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.deprecate import AuthlibDeprecationWarning
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from dashboard.attempts import Attempt, NotAnswering, Refused
from dashboard.trust import DEMONSTRATION_MARK, is_loopback, refusal_of_endpoint
from etl.settings import Settings

with warnings.catch_warnings():
    # Authlib is moving to a successor of httpx that we do not use yet (November 2026).
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.httpx_client import AsyncOAuth2Client

# Signatures made with a key that only the provider has. Never "none", and never one made with a shared secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY_SECONDS = 30
LONGEST_SUBJECT = 120
_METADATA_SECONDS = 3600
_TIMEOUT_SECONDS = 10
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_ENDPOINTS = (*_NEEDED, "userinfo_endpoint", "end_session_endpoint")


@dataclass
class Provider:
    """The identity provider that the settings name. What it publishes is read when first needed and kept an hour."""

    settings: Settings
    _metadata: dict[str, Any] = field(default_factory=dict)
    _keys: dict[str, Any] = field(default_factory=dict)
    _read_at: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tls: ssl.SSLContext = field(default_factory=httpx.create_ssl_context)

    async def authorization_url(self, attempt: Attempt) -> str:
        """Where to send the browser. PKCE, state and nonce are always in it.

        Raises:
            NotAnswering, Refused: if the provider's own description cannot be had or is not to be trusted.
        """
        metadata = await self.metadata()
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(url)

    async def subject_of(self, answer: Mapping[str, str], attempt: Attempt) -> str:
        """Who signed in: the subject, after every check of the answer, the id token and userinfo.

        Raises:
            NotAnswering: if the provider could not be asked.
            Refused: if anything about the answer is wrong.
        """
        if not hmac.compare_digest(answer.get("state", "").encode(), attempt.state.encode()):
            raise Refused("the state is another attempt's")
        if answer.get("iss", self.settings.oidc_issuer) != self.settings.oidc_issuer:
            raise Refused("the answer names another issuer")
        if "error" in answer or not answer.get("code"):
            raise Refused(f"the provider answered {answer.get('error', 'without a code')[:80]!r}")
        metadata = await self.metadata()
        try:
            async with self._client() as client:
                token = await client.fetch_token(
                    metadata["token_endpoint"], code=answer["code"], code_verifier=attempt.verifier
                )
                claims = await self._checked(token, attempt)
                if "userinfo_endpoint" in metadata:
                    response = await client.get(metadata["userinfo_endpoint"])
                    _check_userinfo(response.raise_for_status().json(), claims["sub"])
        except httpx.HTTPStatusError as error:
            kind = NotAnswering if error.response.is_server_error else Refused
            raise kind(str(error)) from error
        except httpx.HTTPError as error:
            raise NotAnswering(f"{type(error).__name__} {error}") from error
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
            raise Refused(f"{type(error).__name__} {error}") from error
        return str(claims["sub"])

    async def end_session_url(self, back_to: str) -> str | None:
        """Where to send the browser to sign out of the provider too; None if it offers no such place."""
        endpoint = (await self.metadata()).get("end_session_endpoint")
        if not endpoint:
            return None
        asked = {"client_id": self.settings.oidc_client_id, "post_logout_redirect_uri": back_to}
        return str(httpx.URL(endpoint).copy_merge_params(asked))

    async def metadata(self) -> dict[str, Any]:
        """What the provider says of itself, once it has been found trustworthy.

        Raises:
            NotAnswering: if it cannot be read.
            Refused: if it is for another issuer, lacks what we need, or names a place we may not trust.
        """
        async with self._lock:
            if not self._metadata or time.monotonic() - self._read_at > _METADATA_SECONDS:
                address = self.settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration"
                self._metadata, self._keys = self.trusted(await self._read(address)), {}
                self._read_at = time.monotonic()
            return self._metadata

    def trusted(self, metadata: dict[str, Any]) -> dict[str, Any]:
        """What a provider says of itself, if it may be trusted with these settings.

        Raises:
            Refused: with the reason, for the log.
        """
        if metadata.get("issuer") != self.settings.oidc_issuer:
            raise Refused(f"the provider calls itself {metadata.get('issuer')!r}")
        if missing := [name for name in _NEEDED if not metadata.get(name)]:
            raise Refused(f"the provider names no {', '.join(missing)}")
        if metadata.get(DEMONSTRATION_MARK) and not self.settings.is_demonstration:
            raise Refused("the provider is a demonstration's")
        for name in _ENDPOINTS:
            if metadata.get(name) and (why := refusal_of_endpoint(self.settings, str(metadata[name]))):
                raise Refused(f"{name}: {why}")
        return metadata

    async def _checked(self, token: Mapping[str, Any], attempt: Attempt) -> CodeIDToken:
        if not isinstance(token.get("id_token"), str):
            raise Refused("there is no id token")
        try:
            return self._claims(token, attempt, await self._key_set())
        except (BadSignatureError, InvalidKeyIdError):
            # The provider may have changed its keys since we read them.
            return self._claims(token, attempt, await self._key_set(is_fresh=True))

    def _claims(self, token: Mapping[str, Any], attempt: Attempt, keys: KeySet) -> CodeIDToken:
        offered = self._metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        allowed = [name for name in ALGORITHMS if name in offered]
        read = jwt.decode(token["id_token"], keys, registry=JWSRegistry(algorithms=allowed, strict_check_header=False))
        ours = self.settings.oidc_client_id
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": self.settings.oidc_issuer},
                "aud": {"essential": True, "value": ours},
                "sub": {"essential": True},
                "nonce": {"essential": True, "value": attempt.nonce},
            },
            {"nonce": attempt.nonce, "client_id": ours, "access_token": token.get("access_token")},
        )
        claims.validate(leeway=LEEWAY_SECONDS)
        _check_audience(claims, ours)
        _check_subject(claims["sub"])
        return claims

    async def _key_set(self, *, is_fresh: bool = False) -> KeySet:
        if is_fresh or not self._keys:
            self._keys = await self._read((await self.metadata())["jwks_uri"])
        # A shared-secret key has no place in a published set.
        public = [key for key in self._keys.get("keys", []) if key.get("kty") in {"RSA", "EC"}]
        return KeySet.import_key_set({"keys": public})

    async def _read(self, address: str) -> dict[str, Any]:
        try:
            async with self._client() as client:
                response = await client.request("GET", address, withhold_token=True)
                content = response.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise NotAnswering(f"{address}: {type(error).__name__} {error}") from error
        if not isinstance(content, dict):
            raise NotAnswering(f"{address}: not an object")
        return content

    def _client(self) -> AsyncOAuth2Client:
        chosen = self.settings
        methods = self._metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        by_post = "client_secret_basic" not in methods and "client_secret_post" in methods
        return AsyncOAuth2Client(
            chosen.oidc_client_id,
            chosen.oidc_client_secret or None,
            ("client_secret_post" if by_post else "client_secret_basic") if chosen.oidc_client_secret else "none",
            scope=chosen.oidc_scope,
            redirect_uri=f"{chosen.base_url}/callback",
            code_challenge_method="S256",
            leeway=0,
            timeout=_TIMEOUT_SECONDS,
            verify=self._tls,
            trust_env=not is_loopback(chosen.oidc_issuer),
        )


def _check_audience(claims: Mapping[str, Any], ours: str) -> None:
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if ours not in audience or (audience != [ours] and claims.get("azp") != ours):
        raise Refused("the id token is for another client")


def _check_subject(subject: object) -> None:
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise Refused("the id token names nobody that could be in the store")


def _check_userinfo(userinfo: object, subject: str) -> None:
    if not isinstance(userinfo, dict) or userinfo.get("sub") != subject:
        raise Refused("userinfo is somebody else's")
