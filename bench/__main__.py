"""Measure. `python -m bench` measures all but what takes minutes; with names, only the groups that give them."""

import importlib
import sys
from dataclasses import replace

from bench.measure import RESULT, ROOT, keep, machine, show

# Which module gives which figures; the slowest comes last.
GROUPS = {
    "returns": ("load_153_s", "recompute_quarter_s", "one_workbook_s", "one_usual_workbook_s"),
    "web": ("overview_ms", "empty_ms", "overview_first_ms", "process_mb", "person_mb"),
    "pages": ("page_ms", "page_p95_ms", "page_x_empty", "pages_ms"),
    "crowd": ("crowd_ms", "crowd_one_ms"),
    "large": ("check_100k_s", "check_100k_mb", "check_1m_s", "check_1m_mb"),
    "against": ("check_vs_pandera", "check_vs_frictionless"),
    "largest": ("read_20mb_mb",),
    "quarter": ("full_quarter_s",),
    "decade": ("recompute_ten_years_s",),
    "forecast": ("forecast_coverage_pct", "forecast_brier_ratio", "forecast_s"),
    "rebuild": ("rebuilt_exact", "rebuilt_within", "rebuilt_exceptions", "rebuilt_unexplained", "rebuild_s"),
    "instants": ("read_at_ratio", "read_now_ms", "read_at_ratio_pg", "read_now_ms_pg"),
    "dropped": ("drop_153_s",),
    "audit": ("audit_verify_s", "audit_chain_ms"),
    "start": ("demo_start_s", "demo_restart_s"),
    "tenfold": ("page_x_ten_million",),
    "races": ("races_pg",),
    "walk": ("walk_10000",),
    "seeding": ("seed_all_s",),
}
# Only when asked for by name: each takes minutes.
ASKED = {"races", "seeding", "tenfold", "walk"}


def main(names: list[str]) -> None:
    """Measure the groups that hold the names; without names, all that are quick enough."""
    known = {name for group in GROUPS.values() for name in group}
    if unknown := set(names) - known:
        sys.exit(f"Not measured here: {', '.join(sorted(unknown))}. Known: {', '.join(sorted(known))}.")
    found = []
    for group, gives in GROUPS.items():
        if set(names) & set(gives) or not (names or group in ASKED):
            measured = importlib.import_module(f"bench.{group}").measures()
            found += [replace(figure, context=f"{figure.context}; {machine()}") for figure in measured]
            keep(found)
    show(found)
    print(f"\nWritten to {RESULT.relative_to(ROOT)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
