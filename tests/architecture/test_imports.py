"""Who may import whom: schemas says what, etl does, dashboard shows, seed pretends, and imports point one way."""

import ast
import sys
from collections.abc import Callable, Iterable

from tests.architecture.modules import PACKAGES, Module, module, modules

MAY_IMPORT = {
    "schemas": {"schemas"},
    "etl": {"schemas", "etl"},
    "dashboard": {"schemas", "etl", "dashboard"},
    "seed": {"schemas", "etl", "seed"},
}
STEPS = {
    "etl.fetch", "etl.parse", "etl.validate", "etl.load", "etl.compute", "etl.working", "etl.template",
    "etl.history", "etl.inputs",
}  # fmt: skip
# Those who put steps together; everyone else in etl knows none of them.
JOINERS = {
    "etl.pipeline", "etl.against", "etl.entering", "etl.keeping", "etl.quarters", "etl.ahead", "etl.refreshing", "etl.amending", "etl.correcting", "etl.authorising", "etl.bulk", "etl.placing", "etl.alert_figures", "etl.telling", "etl.releasing", "etl.archiving", "etl.cli_releases", "etl.changing", "etl.released", "etl.jobs", "etl.cli", "etl.cli_register", "etl.cli_returns", "etl.cli_bulk", "etl.cli_trace", "etl.provenance", "etl.provenance_files", "etl.provenance_published",
}  # fmt: skip
OUTSIDE = ("sqlite3.", "psycopg.", "httpx.", "urllib.", "socket.", "streamlit.", "os.")
STORE = (
    "etl.store.",
    "etl.frames.",
    "etl.current.",
    "sqlalchemy.",
    "sqlmodel.",
    "alembic.",
    "psycopg.",
    "sqlite3.",
    "adbc_driver_",
)
PAGES = ("streamlit.", "plotly.")
# What each part of the dashboard may know of etl, beside its settings. Nobody else may know more than those.
KNOWS = {
    "dashboard.reads": {
        "etl.store",
        "etl.frames",
        "etl.current",
        "etl.known",
        "etl.provenance",
        "etl.registered",
        "etl.working",
        "etl.context",
    },
    "dashboard.reads_returns": {"etl.current", "etl.frames", "etl.store", "etl.then", "etl.visible"},
    "dashboard.reads_collections": {
        "etl.owing",
        "etl.windows",
        "etl.frames",
        "etl.store",
        "etl.then",
    },
    "dashboard.reads_alerts": {"etl.alerting", "etl.alert_scope"},
    "dashboard.views.alerts": {"etl.alerting"},
    "dashboard.views.collections_forms": {"etl.collecting"},
    "dashboard.views.collections_reminders": {"etl.collecting", "etl.reminders"},
    "dashboard.reads_releases": {"etl.known", "etl.released", "etl.store", "etl.then", "etl.visible"},
    "dashboard.looked_at": {"etl.trail", "etl.visible"},
    "dashboard.reads_commentary": {"etl.commentary", "etl.store"},
    "dashboard.views.commentary": {"etl.commentary"},
    "dashboard.views.releases": {"etl.visible"},
    "dashboard.views.releases_changes": {"etl.released"},
    "dashboard.views.releases_prepared": {"etl.deciding", "etl.releasing"},
    "dashboard.quarter": {"etl.visible"},
    "dashboard.open_data": {"etl.csv_file"},
    "dashboard.reads_batches": {"etl.bulk_report", "etl.frames", "etl.store", "etl.then"},
    "dashboard.views.returns_many": {"etl.bulk", "etl.bulk_report", "etl.placing"},
    "dashboard.reads_review": {"etl.explaining", "etl.frames", "etl.punctual", "etl.review", "etl.store"},
    "dashboard.views.review": {"etl.review"},
    "dashboard.views.review_answers": {"etl.answering"},
    "dashboard.views.review_cards": {"etl.review"},
    "dashboard.views.review_passes": {"etl.punctual"},
    "dashboard.views.returns_asked": {"etl.answering"},
    "dashboard.reads_sheets": {"etl.keeping", "etl.kept", "etl.receipts", "etl.store", "etl.then"},
    "dashboard.views.returns_send": {"etl.receipts"},
    "dashboard.views.returns_result": {"etl.receipts"},
    "dashboard.views.returns_entry": {"etl.entering", "etl.nil", "etl.written"},
    "dashboard.views.returns_entry_rows": {"etl.written"},
    "dashboard.views.returns_typed": {"etl.entering", "etl.nil", "etl.written"},
    "dashboard.views.returns_steps": {"etl.authorising"},
    "dashboard.views.review_returns": {"etl.authorising"},
    "dashboard.reads_register": {"etl.entered", "etl.registered", "etl.store"},
    "dashboard.views.register": {"etl.entered"},
    "dashboard.views.register_enter": {"etl.changing", "etl.drafting"},
    "dashboard.views.register_passes": {"etl.changing", "etl.drafting"},
    "dashboard.views.register_waiting": {"etl.changing", "etl.entered"},
    "dashboard.reads_rules": {"etl.store", "etl.frames", "etl.then", "etl.waivers"},
    "dashboard.views.waivers": {"etl.waiving"},
    "dashboard.views.waivers_answers": {"etl.waiving"},
    "dashboard.reads_kept": {
        "etl.store",
        "etl.context",
        "etl.current",
        "etl.provenance",
        "etl.released",
        "etl.working",
    },
    "dashboard.reads_records": {
        "etl.blank",
        "etl.current",
        "etl.frames",
        "etl.provenance_files",
        "etl.store",
        "etl.then",
        "etl.written",
    },
    "dashboard.reads_board": {"etl.current", "etl.store"},
    "dashboard.reads_inspection": {"etl.current", "etl.store"},
    "dashboard.reads_forecast": {"etl.current", "etl.frames", "etl.released", "etl.store"},
    "dashboard.reads_trail": {"etl.audit", "etl.frames", "etl.store", "etl.then"},
    "dashboard.noted": {"etl.trail"},
    "dashboard.archive": {"etl.visible"},
    "dashboard.twin": {"etl.archiving", "etl.visible"},
    "dashboard.gate": {"etl.sessions"},
    "dashboard.identity": {"etl.sessions"},
    "dashboard.signin": {"etl.sessions", "etl.trail"},
    "dashboard.serve": {"etl.configuration", "etl.readiness"},
}
NAMES_OF_OTHERS = {*PACKAGES, "streamlit", "plotly", "polars", "alembic", "authlib", "typst"} | sys.stdlib_module_names
CLOCKS = {("date", "today"), ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("time", "time")}


def _offenders(package: str, found: Callable[[Module], Iterable[object]]) -> dict[str, set[object]]:
    """For each module of a package, what it does that it may not; modules that do nothing wrong are left out."""
    wrong = {m.name: set(found(m)) for m in modules() if package in ("", m.package)}
    assert wrong
    return {name: things for name, things in wrong.items() if things}


def _starts(names: Iterable[str], beginnings: tuple[str, ...]) -> set[str]:
    return {name for name in names if any(f"{name}.".startswith(beginning) for beginning in beginnings)}


def test_imports_point_one_way() -> None:
    def wrong_way(m: Module) -> set[str]:
        return ({name.split(".")[0] for name in m.imports} & {*PACKAGES, "tests", "bench"}) - MAY_IMPORT[m.package]

    assert _offenders("", wrong_way) == {}


def test_schemas_opens_no_database_network_or_page() -> None:
    assert _offenders("schemas", lambda m: _starts(m.imports, OUTSIDE)) == {}


def test_steps_know_nothing_of_one_another() -> None:
    assert {m.name for m in modules()} >= STEPS | JOINERS

    def known(m: Module) -> set[str]:
        return set() if m.name in JOINERS else (m.imports & (STEPS | JOINERS)) - {m.name}

    assert _offenders("etl", known) == {}


def test_etl_shows_nothing() -> None:
    assert _offenders("etl", lambda m: _starts(m.imports, PAGES)) == {}


def test_only_reads_reads_the_store() -> None:
    assert _starts(module("dashboard.reads").imports, STORE)
    assert set(_offenders("dashboard", lambda m: _starts(m.imports, STORE))) == {
        "dashboard.reads",
        "dashboard.reads_collections",
        "dashboard.reads_inspection",
        "dashboard.reads_board",
        "dashboard.reads_commentary",
        "dashboard.reads_forecast",
        "dashboard.reads_kept",
        "dashboard.reads_batches",
        "dashboard.reads_records",
        "dashboard.reads_register",
        "dashboard.reads_releases",
        "dashboard.reads_returns",
        "dashboard.reads_review",
        "dashboard.reads_rules",
        "dashboard.reads_sheets",
        "dashboard.reads_trail",
    }


def test_what_is_kept_without_asking_who_may_see_it_is_reached_through_reads_alone() -> None:
    asking = {m.name for m in modules() if "dashboard.reads_kept" in m.imports}
    assert asking == {
        "dashboard.reads",
        "dashboard.reads_commentary",
        "dashboard.reads_compare",
        "dashboard.reads_practice",
        "dashboard.reads_series",
    }


def test_each_part_of_the_dashboard_knows_only_its_part_of_etl() -> None:
    def known(m: Module) -> set[str]:
        views = {"etl.pipeline", "etl.amending", "etl.correcting"} if m.name.startswith("dashboard.views.") else set()
        return _starts(m.imports, ("etl.",)) - KNOWS.get(m.name, set()) - views - {"etl.settings"}

    assert _offenders("dashboard", known) == {}


def test_charts_are_drawn_without_streamlit() -> None:
    charts = [m for m in modules() if m.name.startswith("dashboard.charts")]
    assert charts
    assert [m.name for m in charts if _starts(m.imports, ("streamlit.",))] == []


def test_nothing_that_is_private_to_a_module_is_imported() -> None:
    def private(m: Module) -> set[str]:
        found = (node for node in ast.walk(m.tree) if isinstance(node, ast.ImportFrom))
        return {alias.name for node in found for alias in node.names if alias.name.startswith("_")}

    assert _offenders("", private) == {}


def test_no_module_of_the_dashboard_is_named_like_someone_elses() -> None:
    # `streamlit run` puts the script's folder first on the path, where such a module would replace the other.
    own = [m.name.removeprefix("dashboard.") for m in modules() if m.name.startswith("dashboard.")]
    assert [name for name in own if name in NAMES_OF_OTHERS] == []


def test_pages_take_today_from_one_clock() -> None:
    """`settings().day()` is the day in England; the date of an instant is the day in Greenwich."""

    def other_days(m: Module) -> set[str]:
        calls = (n for n in ast.walk(m.tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute))
        return {ast.unparse(n) for n in calls if ast.unparse(n).endswith("settings().now().date()")}

    assert _offenders("dashboard", other_days) == {}


def test_only_the_settings_read_the_clock() -> None:
    def read(m: Module) -> set[tuple[str, str]]:
        calls = (n.func for n in ast.walk(m.tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute))
        return {(f.value.id, f.attr) for f in calls if isinstance(f.value, ast.Name)} & CLOCKS

    assert set(_offenders("", read)) == {"etl.settings"}
