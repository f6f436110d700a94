"""Fixtures that every test may use: a store on both databases, a browser, the reference files beside the project."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from etl import store
from tests import services
from tests.stores import copied, settings_for

ROOT = Path(__file__).parent.parent
# What takes a minute or more, longest first; "browser" stands for the tests of the demonstration that runs.
LONGEST = (
    "browser", "tests/etl/test_releasing.py", "tests/etl/test_keeping.py",
    "tests/dashboard/test_embargo.py", "tests/seed/test_load.py", "tests/seed/test_generate.py", "tests/etl/test_pipeline.py",
    "tests/dashboard/test_embargo_routes.py", "tests/dashboard/test_looking.py", "tests/schemas/test_attack.py",
    "tests/dashboard/test_commentary.py", "tests/etl/test_correcting.py", "tests/etl/test_compute.py", "tests/etl/test_walk.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser tests, and put first what takes longest, so that no process is left with it at the end."""
    for item in items:
        if "browser" in item.path.relative_to(ROOT).parts:
            item.add_marker("browser")
    items.sort(key=lambda item: _rank(_shared_by(item.nodeid)))


def _rank(shared_by: str) -> int:
    return LONGEST.index(shared_by) if shared_by in LONGEST else len(LONGEST)


def _shared_by(nodeid: str) -> str:
    """What a test shares with others, which one process therefore runs: a running demonstration, or its file's store."""
    file = nodeid.partition("::")[0]
    return "browser" if file.startswith("tests/browser/") else file


class SharingTogether(LoadScopeScheduling):
    """Keeps tests in one process that share what takes long to make.

    What `--dist loadgroup` is for; its marks reach nothing since pytest 9.2 (pytest-xdist 3.8).
    """

    def _split_scope(self, nodeid: str) -> str:
        return _shared_by(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SharingTogether:
    """Share the tests out among processes, in the order of `pytest_collection_modifyitems`."""
    config.option.loadscopereorder = False
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
    with copied(postgres, postgres_template) as address, settings_for(address) as url:
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
    with copied(request.getfixturevalue("postgres"), "template0") as address, settings_for(address) as url:
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
