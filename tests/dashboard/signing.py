"""A dashboard, the strict provider that it trusts, and a look into the store behind them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from etl.store import engine, reading, writing
from schemas.tables import SignInSession
from seed.people import seed_people
from tests.dashboard.providers.strict import CLIENT_SECRET, StrictProvider, strict_provider
from tests.dashboard.service import Browser, Site, free_port, serving


@dataclass
class Signing:
    """A dashboard and the strict provider that it trusts."""

    site: Site
    provider: StrictProvider

    def browser(self) -> Browser:
        return Browser(self.site.address)

    def sessions(self) -> int:
        with reading(self.site.database_url) as store:
            return len(store.scalars(select(SignInSession)).all())


def store_with_people(folder: Path, template: Path, issuer: str) -> str:
    """A store of its own with the illustrative people of an issuer; gives its address."""
    url = f"sqlite:///{folder / 'oversight.db'}"
    shutil.copy(template, folder / "oversight.db")
    with writing(url) as store:
        seed_people(store, issuer)
    return url


@contextmanager
def strict_signing(folder: Path, template: Path) -> Iterator[Signing]:
    """Both, running while the context lasts."""
    port, provider_port = free_port(), free_port()
    with strict_provider(f"http://localhost:{port}/callback", provider_port) as provider:
        url = store_with_people(folder, template, provider.issuer)
        with serving(folder, port, url, provider.issuer, OVERSIGHT_OIDC_CLIENT_SECRET=CLIENT_SECRET) as site:
            yield Signing(site, provider)
    engine(url).dispose()
