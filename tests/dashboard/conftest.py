"""A dashboard and the strict provider that it trusts, started once for all tests of the gate and of signing in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dashboard.signing import Signing, strict_signing


@pytest.fixture(scope="session")
def strict_site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Signing]:
    """Both, running; it takes seconds to start."""
    with strict_signing(tmp_path_factory.mktemp("strict"), sqlite_template) as signing:
        yield signing


@pytest.fixture
def strict(strict_site: Signing) -> Signing:
    """Both, with the provider behaving."""
    strict_site.provider.behave()
    return strict_site
