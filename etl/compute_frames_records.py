"""The frames of the department's records. See schemas.indicators_grammar.FRAMES.

A row about several authorities that report together is there for each of them; all but the first are marked `is_copy`,
and are left out of every total. Where authorities are counted, and not what they report, each is counted.
"""

from collections.abc import Callable
from functools import partial

import polars as pl

from schemas.authorities import ENGLAND
from schemas.observations import Inputs
from schemas.programme import Confidence
from schemas.recorded import Intervention, Recommendation
from schemas.sources import RECORDS
from schemas.tracked import CHANGED, accepted_on, actions_on

QUARTERS_A_YEAR = 4
_CONFIDENCE = {str(Confidence.GREEN): 3, str(Confidence.AMBER): 2, str(Confidence.RED): 1}
_DIRECTED = [str(Intervention.DIRECTION), str(Intervention.TRUST)]
_AREA = {str(r): r.authority_id or ENGLAND for r in Recommendation}


def record_frames(inputs: Inputs, own: Callable[[], pl.DataFrame]) -> dict[str, Callable[[], pl.DataFrame]]:
    """What makes every frame of the records, by its name in FRAMES.

    Args:
        inputs: what they are made from.
        own: gives authority_id, confidence: each partnership's own rating, 3 green to 1 red.
    """
    makers: dict[str, Callable[[Inputs], pl.DataFrame]] = {
        "jtai.actions": _priority_actions,
        "intervention.open": _interventions,
        "panel.year": _timely,
        "panel.themes": _themes,
        "partnership.latest": _partnerships,
        "exploitation.latest": _exploitation,
        "provision.latest": _provision,
        "tracker.actions": _actions,
        "tracker.impact": _impact,
    }
    return {
        **{name: partial(make, inputs) for name, make in makers.items()},
        "confidence.ratings": lambda: _ratings(inputs, own()),
    }


def _rows(inputs: Inputs, name: str) -> pl.DataFrame:
    """A sheet's rows, of authorities on the roster; nothing if the record has not been loaded."""
    if name in inputs.records:
        return inputs.records[name]
    code, _, sheet = name.partition(".")
    schema = {"submission_id": pl.Int64, "authority_id": pl.String, "period": pl.String, "row_number": pl.Int64}
    return pl.DataFrame(schema={**schema, **RECORDS[code].sheet(sheet).stored})


def _of_places(inputs: Inputs, name: str) -> pl.DataFrame:
    """A sheet's rows of authorities on the roster, marked where an authority before it is in the same row."""
    rows = _rows(inputs, name).join(inputs.roster.select("authority_id"), on="authority_id", how="semi")
    return _marked(rows)


def _marked(rows: pl.DataFrame) -> pl.DataFrame:
    """In each row of the file, every authority but the first."""
    rows = rows.sort("row_number", "authority_id")
    return rows.with_columns(is_copy=pl.int_range(pl.len()).over("submission_id", "row_number") > 0)


def _latest(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    """Each authority's last row, and again only the first authority of each as its own."""
    return _marked(rows.sort(by).unique("authority_id", keep="last", maintain_order=True))


def _everyone(inputs: Inputs, code: str) -> pl.DataFrame:
    """The roster, if the record has been loaded: whoever is not in it has none of what it records."""
    return inputs.roster.select("authority_id").filter(pl.lit(code in inputs.recorded))


def _priority_actions(inputs: Inputs) -> pl.DataFrame:
    on = inputs.period.reference_date
    rows = _of_places(inputs, "jtai.actions").filter(pl.col("raised_on") <= on)
    is_open = pl.col("closed_on").is_null() | (pl.col("closed_on") > on)
    rows = rows.select("authority_id", "is_copy", is_open=is_open, is_overdue=is_open & (pl.col("due_on") < on))
    none = _everyone(inputs, "jtai").join(rows, on="authority_id", how="anti")
    return pl.concat([rows, none.with_columns(is_copy=False, is_open=False, is_overdue=False)])


def _interventions(inputs: Inputs) -> pl.DataFrame:
    on = inputs.period.reference_date
    rows = _of_places(inputs, "intervention.interventions")
    rows = rows.filter(pl.col("from_on") <= on, pl.col("to_on").is_null() | (pl.col("to_on") > on))
    found = rows.group_by("authority_id").agg(is_open=pl.lit(True), is_directed=pl.col("kind").is_in(_DIRECTED).any())
    every = _everyone(inputs, "intervention").join(found, on="authority_id", how="left")
    return every.with_columns(pl.col("is_open", "is_directed").fill_null(False))


def _ratings(inputs: Inputs, own: pl.DataFrame) -> pl.DataFrame:
    """The ratings of the quarter, beside the partnership's own."""
    rows = _of_places(inputs, "confidence.ratings").filter(pl.col("quarter") == str(inputs.period))
    rows = rows.sort("moderated_on").unique("authority_id", keep="last", maintain_order=True)
    rating = pl.col("rating").replace_strict(_CONFIDENCE, default=None, return_dtype=pl.Int64)
    both = rows.select("authority_id", moderated=rating).join(
        own.select("authority_id", "confidence"), on="authority_id", how="left"
    )
    return both.with_columns(is_kinder=pl.col("confidence") > pl.col("moderated"))


def _four_quarters(inputs: Inputs, name: str) -> pl.DataFrame:
    quarters = [str(inputs.period.shifted(-back)) for back in range(QUARTERS_A_YEAR)]
    return _of_places(inputs, name).filter(pl.col("quarter").is_in(quarters))


def _timely(inputs: Inputs) -> pl.DataFrame:
    return _four_quarters(inputs, "panel.timeliness")


def _themes(inputs: Inputs) -> pl.DataFrame:
    """Reviews in which each theme was found; and, without a theme, what makes all of them together the reviews due.

    A review may have several themes, so the themes of a place are never its total.
    """
    timely, themes = _timely(inputs), _four_quarters(inputs, "panel.themes")
    found = themes.select(
        "authority_id", "is_copy", "theme", found_count="reviews_count", due_count=pl.lit(0, pl.Int64)
    )
    named = found.with_columns(theme=pl.lit(None, pl.String), found_count=-pl.col("found_count"))
    due = timely.select(
        "authority_id",
        "is_copy",
        theme=pl.lit(None, pl.String),
        found_count="rapid_reviews_due_count",
        due_count="rapid_reviews_due_count",
    )
    return pl.concat([found, named, due])


def _partnerships(inputs: Inputs) -> pl.DataFrame:
    """Each authority's partnership in the latest year whose report was due; its report, if out by the reference date."""
    on = inputs.period.reference_date
    rows = _of_places(inputs, "partnership.partnerships").filter(pl.col("report_due_on") <= on)
    rows = _latest(rows, "financial_year")
    is_out = (pl.col("report_published_on") <= on).fill_null(False)
    leads = pl.all_horizontal("has_authority_lead", "has_icb_lead", "has_police_lead")
    return rows.with_columns(
        is_led=leads & (pl.col("delegates_count") == 3) & pl.col("has_chair") & pl.col("has_scrutineer"),
        is_on_time=is_out & (pl.col("report_published_on") <= pl.col("report_due_on")),
        is_evidenced=is_out & pl.col("is_impact_evidenced").fill_null(False),
    )


def _exploitation(inputs: Inputs) -> pl.DataFrame:
    rows = _of_places(inputs, "exploitation.framework")
    return rows.filter(pl.col("financial_year") == inputs.period.financial_year)


def _provision(inputs: Inputs) -> pl.DataFrame:
    rows = _of_places(inputs, "provision.provision").filter(pl.col("as_at_on") <= inputs.period.reference_date)
    rows = _latest(rows, "as_at_on")
    return rows.with_columns(is_help_whole=pl.all_horizontal("is_help_before", "is_help_during", "is_help_after"))


def _actions(inputs: Inputs) -> pl.DataFrame:
    """Each action as it stood on the reference date: its date of that day, and whether it was done by then."""
    sheets = (_rows(inputs, "tracker.actions"), _rows(inputs, "tracker.rebaselines"))
    rows = actions_on(*sheets, inputs.period.reference_date)
    area = pl.col("recommendation").replace_strict(_AREA, return_dtype=pl.String)
    kept = ("is_counted", "is_evidenced", "is_open", "is_overdue", "is_long_overdue", "is_moved_again")
    return rows.select(area.alias("authority_id"), (area == ENGLAND).alias("is_national"), *kept)


def _impact(inputs: Inputs) -> pl.DataFrame:
    """Each local recommendation, and whether evidence that something changed was accepted by the reference date."""
    local = [(str(r), r.authority_id) for r in Recommendation if r.authority_id and "tracker" in inputs.recorded]
    every = pl.DataFrame(local, schema={"recommendation": pl.String, "authority_id": pl.String}, orient="row")
    rows = accepted_on(_rows(inputs, "tracker.impact"), inputs.period.reference_date)
    rows = rows.filter(pl.col("strength").is_in(CHANGED))
    accepted = pl.col("recommendation").is_in(rows["recommendation"].unique().to_list())
    return every.with_columns(is_accepted=accepted)
