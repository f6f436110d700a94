"""The rows of a Practice standards return: a yearly self-assessment, its validation, and the quarter's audits."""

from datetime import date, timedelta

from schemas.periods import Period
from schemas.practice import PracticeStandard, PracticeTheme, StandardScore, Validator
from seed.authority_paths import Path
from seed.chance import stream
from seed.quarters import END_OF, FIRST
from seed.unit import Row, Rows

_SCORES = (StandardScore.NOT_MET, StandardScore.PARTLY, StandardScore.MOSTLY, StandardScore.FULLY)
# Standards on which the reviews found practice weakest are scored lower.
_HARDER = {
    PracticeStandard.PS5: 0.35,
    PracticeStandard.PS6: 0.2,
    PracticeStandard.PS9: 0.3,
    PracticeStandard.PS10: 0.25,
}
_VALIDATORS = (Validator.SCRUTINEER, Validator.PEER, Validator.INSPECTORATE)
_VALIDATED_SHARE = {0: 0.04, 1: 0.06, 2: 0.1, 3: 0.16, 4: 0.24, 5: 0.36}
_NOTES = (
    "Multi-agency audit of the last two quarters.",
    "Survey of practitioners in all agencies.",
    "Dip sample of case records by the scrutineer.",
    "Feedback from children and families after conferences.",
)
_AUDITED_SHARE = (0.9, 0.7, 0.95, 0.4, 0.35, 0.45)


def standards_rows(path: Path, period: Period) -> Rows:
    """Every sheet of an authority's return for a quarter, by sheet name; the cover is left to the template."""
    assessed_on = _assessed_on(path, period)
    completed, good = _audits(path, period)
    return {
        "scores": [_score(path, period, standard, assessed_on) for standard in PracticeStandard],
        "audits": [{"assessed_on": assessed_on, "audits_completed_count": completed, "audits_good_count": good}],
        "themes": [_theme(path, period, theme, place, completed) for place, theme in enumerate(PracticeTheme)],
    }


def _assessed_on(path: Path, period: Period) -> date:
    """The latest yearly self-assessment by the end of the quarter; each authority has its own time of the year."""
    rng = stream(path.authority.authority_id, "assessment")
    day = date(FIRST.year - 1, 1, 1) + timedelta(rng.randint(0, 360))
    following = day
    while following <= END_OF[period]:
        day, following = following, following + timedelta(364 - rng.randint(0, 20))
    return day


def _level(path: Path, assessed_on: date) -> float:
    """From 0 to 3: how the partnership sees itself, rising a little each year."""
    own = stream(path.authority.authority_id, "practice").gauss(2.35, 0.4)
    return own + 0.14 * (assessed_on.year - FIRST.year)


def _score(path: Path, period: Period, standard: PracticeStandard, assessed_on: date) -> Row:
    rng = stream(path.authority.authority_id, f"standard {standard} {assessed_on}")
    level = _level(path, assessed_on) - _HARDER.get(standard, 0.0) + rng.gauss(0, 0.45)
    score = _SCORES[min(max(round(level), 0), 3)]
    by, on = _validation(path, period, standard, assessed_on)
    return {
        "standard": str(standard),
        "score": str(score),
        "not_applicable_reason": None,
        "evidence_note": rng.choice(_NOTES),
        "validated_by": str(by),
        "validated_on": on,
    }


def _validation(
    path: Path, period: Period, standard: PracticeStandard, assessed_on: date
) -> tuple[Validator, date | None]:
    rng = stream(path.authority.authority_id, f"validated {standard} {assessed_on}")
    on = assessed_on + timedelta(rng.randint(20, 120))
    share = _VALIDATED_SHARE[min(path.evidenced(period), 5)]
    if rng.random() >= share or on > END_OF[period]:
        return Validator.NONE, None
    return rng.choices(_VALIDATORS, (0.6, 0.3, 0.1))[0], on


def _audits(path: Path, period: Period) -> tuple[int, int]:
    rng = stream(path.authority.authority_id, f"audits {period}")
    usual = 4 + path.authority.population_0_17 / 9000
    completed = max(round(usual + rng.gauss(0, 1.5)), 0) if path.authority.population_0_17 > 2000 else 0
    share = 0.25 + 0.16 * _level(path, END_OF[period]) + rng.gauss(0, 0.08)
    return completed, min(max(round(completed * share), 0), completed)


def _theme(path: Path, period: Period, theme: PracticeTheme, place: int, completed: int) -> Row:
    rng = stream(path.authority.authority_id, f"theme {theme} {period}")
    audited = min(round(completed * _AUDITED_SHARE[place] * rng.uniform(0.8, 1.05)), completed)
    good = min(round(audited * rng.uniform(0.35, 0.85)), audited)
    return {"theme": str(theme), "theme_audits_count": audited, "theme_good_count": good}
