"""Which settings and which provider a process may run with. A demonstration's provider is for demonstrations only."""

import ipaddress
import socket
from urllib.parse import urlsplit

from etl.settings import Settings

# The demonstration's provider says this of itself, so that it is known even behind another address.
DEMONSTRATION_MARK = "oversight_demonstration"


def is_loopback(address: str) -> bool:
    """Whether a web address is this machine's own, however it is written."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        # Also the short and the decimal forms of an address, such as 127.1 and 2130706433.
        return socket.inet_aton(host)[0] in {0, 127}
    except OSError:
        pass
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return found.is_loopback or found.is_unspecified or bool(mapped and mapped.is_loopback)


def refusal_of_endpoint(settings: Settings, address: str) -> str:
    """Why an address of the provider may not be trusted; nothing if it may."""
    scheme = urlsplit(address).scheme
    if scheme == "https":
        is_wrong = is_loopback(address) and not settings.is_demonstration
        return "it is on this machine, which only a demonstration may trust" if is_wrong else ""
    if scheme == "http" and is_loopback(address) and settings.is_demonstration:
        return ""
    return "it must begin with https://"


def refusal(settings: Settings) -> str:
    """A sentence on why the dashboard does not start with these settings; nothing if it may."""
    if not settings.oidc_issuer:
        return "Set OVERSIGHT_OIDC_ISSUER to the address of the identity provider: there is no other way to sign in."
    if why := refusal_of_endpoint(settings, settings.oidc_issuer):
        return f"OVERSIGHT_OIDC_ISSUER is “{settings.oidc_issuer}”: {why}."
    is_https = urlsplit(settings.base_url).scheme == "https"
    if not settings.is_demonstration and not is_https:
        return "Set OVERSIGHT_PUBLIC_URL to the address that people use, beginning with https://."
    if not is_https and not is_loopback(settings.base_url):
        return "OVERSIGHT_PUBLIC_URL must begin with https://, unless it is this machine's own."
    return ""
