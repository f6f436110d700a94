"""Children by authority and year: the denominator of every rate."""

from schemas.figures import Measure
from schemas.sources.tidy import tidy

POPULATIONS = tidy(
    "populations",
    "Mid-year population estimates",
    "Children aged 0 to 17 at 30 June of each year, by authority.",
    (
        Measure(
            "population_0_17_count",
            "population_estimate",
            "Children aged 0 to 17 at the middle of the year.",
            aliases=("Population estimate",),
        ),
    ),
    publisher="Office for National Statistics",
    reference=(6, 30),
    feeds_indicators=True,
    only={"age_group": "Children aged 0 to 17 years"},
)
