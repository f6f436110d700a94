"""Measure. `python -m bench` measures everything; with names, only the groups that give them."""

import importlib
import sys

from bench.measure import RESULT, ROOT, keep, show

# Which module gives which figures; the slowest comes last.
GROUPS = {
    "returns": ("load_153_s", "recompute_quarter_s", "one_workbook_s", "one_usual_workbook_s"),
    "web": ("overview_ms", "empty_ms", "overview_first_ms", "process_mb", "person_mb"),
    "start": ("demo_start_s", "demo_restart_s"),
}


def main(names: list[str]) -> None:
    """Measure the groups that hold the names, or all."""
    known = {name for group in GROUPS.values() for name in group}
    if unknown := set(names) - known:
        sys.exit(f"Not measured here: {', '.join(sorted(unknown))}. Known: {', '.join(sorted(known))}.")
    found = []
    for group, gives in GROUPS.items():
        if not names or set(names) & set(gives):
            found += importlib.import_module(f"bench.{group}").measures()
            keep(found)
    show(found)
    print(f"\nWritten to {RESULT.relative_to(ROOT)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
