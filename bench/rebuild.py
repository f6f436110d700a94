"""Published regional and national counts built again from the authorities' rows, where the published files are at hand."""

from datetime import date
from pathlib import Path

import polars as pl

from bench.measure import ROOT, Measure, phase, seconds
from etl.parse import read_workbook
from etl.rebuild import Rebuilt, rebuild
from etl.validate import Context, validate
from schemas.figures import Statistic
from schemas.sources import CIN_B1, CIN_C1, CIN_D3, CIN_D5

PUBLISHED = ROOT.parent / "shared" / "data" / "public"
FILES = {"b1_*.csv": CIN_B1, "c1_*.csv": CIN_C1, "d3_*.csv": CIN_D3, "d5_*.csv": CIN_D5}
TODAY = date(2026, 11, 22)


def measures() -> list[Measure]:
    """How many counts were rebuilt exactly, how many lie within bounds, and how many are exceptions with a reason."""
    if not PUBLISHED.is_dir():
        print("… the published files are not beside the project, so their totals are not rebuilt")
        return []
    totals: list[pl.DataFrame] = []
    with phase("rebuilding published totals"):
        took = seconds(lambda: totals.extend(_totals(path, form) for path, form in _files()))
    return _figures(pl.concat(totals), took)


def _files() -> list[tuple[Path, Statistic]]:
    return [(path, form) for pattern, form in FILES.items() for path in sorted(PUBLISHED.glob(pattern))]


def _totals(path: Path, form: Statistic) -> pl.DataFrame:
    checked = validate(read_workbook(path.name, path.read_bytes(), form), form, Context(TODAY, None, None))
    return rebuild(form.figures, checked.rows["figures"]).with_columns(source=pl.lit(form.code))


def _figures(totals: pl.DataFrame, took: float) -> list[Measure]:
    counts: dict[str, int] = dict(totals["verdict"].value_counts().iter_rows())
    certain = totals.filter(pl.col("verdict") == Rebuilt.EXACT, "is_certain").height
    outside = totals.filter(pl.col("verdict") == Rebuilt.EXCEPTION, pl.col("source") != CIN_D5.code).height
    of = f"of {totals.height:,} published counts in {len(FILES)} files"
    return [
        Measure("rebuilt_exact", counts.get(Rebuilt.EXACT, 0), "", f"{of}; {certain:,} whatever hidden figures are"),
        Measure("rebuilt_within", counts.get(Rebuilt.WITHIN, 0), "", f"{of}; within what hidden figures allow"),
        Measure("rebuilt_exceptions", outside, "", f"{of}, but for d5; each with authority and reason"),
        Measure("rebuilt_unexplained", counts.get(Rebuilt.UNEXPLAINED, 0), "", of),
        Measure("rebuild_s", took, "s", f"{len(FILES)} files to verdicts"),
    ]
