"""Fixtures that every test may use: a store on both databases, a browser, the reference files beside the project."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from etl import store
from tests import services
from tests.stores import settings_for

ROOT = Path(__file__).parent.parent
_numbers = itertools.count()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser tests."""
    for item in items:
        if "browser" in item.path.relative_to(ROOT).parts:
            item.add_marker("browser")


class SharingTogether(LoadScopeScheduling):
    """Keeps tests in one process that share what takes long to make: the browser tests a running demonstration, those of
    a file of the dashboard a filled store or a running product.

    What `--dist loadgroup` is for; its marks reach nothing since pytest 9.2 (pytest-xdist 3.8).
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/browser/"):
            return "browser"
        return nodeid.partition("::")[0] if nodeid.startswith("tests/dashboard/") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SharingTogether:
    """Share the tests out among processes."""
    return SharingTogether(config, log)


@pytest.fixture(scope="session")
def postgres() -> Iterator[services.Postgres]:
    """A PostgreSQL server for this test process."""
    with services.postgres() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: services.Postgres) -> str:
    """The name of a migrated, empty PostgreSQL database to copy."""
    postgres.run("CREATE DATABASE template_migrated")
    _migrate(postgres.url("template_migrated"))
    return "template_migrated"


def _migrate(url: str) -> None:
    store.migrate(url)
    store.engine(url).dispose()
    store.engine.cache_clear()


@contextmanager
def _copied(server: services.Postgres, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield server.url(name)
    finally:
        server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty SQLite store with the settings pointing at it; the value is its address."""
    path = tmp_path / "oversight.db"
    shutil.copy(sqlite_template, path)
    with settings_for(f"sqlite:///{path}") as url:
        yield url


@pytest.fixture
def postgres_store(postgres: services.Postgres, postgres_template: str) -> Iterator[str]:
    """A migrated, empty PostgreSQL store with the settings pointing at it; the value is its address."""
    with _copied(postgres, postgres_template) as address, settings_for(address) as url:
        yield url


@pytest.fixture(name="store", params=["sqlite", "postgresql"])
def either_store(request: pytest.FixtureRequest) -> str:
    """A migrated, empty store with the settings pointing at it; the test runs once on each database."""
    return str(request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store"))


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without even tables; the test runs once on each kind."""
    if request.param == "sqlite":
        with settings_for(f"sqlite:///{tmp_path / 'bare.db'}") as url:
            yield url
        return
    with _copied(request.getfixturevalue("postgres"), "template0") as address, settings_for(address) as url:
        yield url


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The path of a Chromium, installed first if there is none."""
    return str(services.browser())


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the project; tests of real published files need it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("The folder of reference material is not beside the project.")
    return folder
