"""What local authorities spent on children's social care, in the year that their accounts closed."""

from schemas.figures import FigureSheet, Geography, Measure, Statistic
from schemas.spec import Column, Kind

_NET = "Net Current Expenditure (C7 = C3 - C6)"
_TOTAL = "Total Expenditure (C3 = C1 + C2)"
_LINES = (
    ("total", "TOTAL CHILDREN SOCIAL CARE", "all children's social care"),
    ("safeguarding", "Children's social care: Safeguarding children and young people’s services", "safeguarding"),
    ("family_support", "Children's social care - Family Support Services", "family support services"),
    ("early_years", "Children's social care: Sure start children's centres and early years", "children's centres"),
    ("looked_after", "Children's social care - Children Looked After", "children looked after"),
    ("asylum_seekers", "Children's social care - Asylum Seekers", "asylum seekers"),
    ("youth_justice", "Children's social care - Youth Justice", "youth justice"),
    ("young_people", "Children's social care: Services for young people", "services for young people"),
    ("other", "Children's social care - Other children's and families services", "other services for families"),
)


def _spent(name: str, line: str, what: str, kind: str) -> Measure:
    is_net = kind == _NET
    words = "after income" if is_net else "before income"
    return Measure(
        f"{name}_{'net' if is_net else 'gross'}_gbp",
        f"{line} - {kind}",
        f"Spent on {what}, {words}.",
        unit="£",
        low=None,
        times=1000,
    )


def _named(heading: str, meaning: str, name: str, *, is_key: bool = False, is_required: bool = True) -> Column:
    return Column(heading, meaning, kind=Kind.TEXT, name=name, is_key=is_key, is_required=is_required)


RO3 = Statistic(
    "ro3",
    "Revenue outturn RO3: social care",
    "What each authority spent on children's social care in a financial year, in its closed accounts.",
    (
        FigureSheet(
            "figures",
            "RO3 LA Data",
            "One row for each body, then England, then a total for each class of authority; £ thousand in the file.",
            measures=tuple(_spent(*line, kind) for line in _LINES for kind in (_NET, _TOTAL)),
            places=(
                _named("ONS Code", "The body's ONS code, or the beginning of a class's.", "ons_code", is_key=True),
                _named("Local authority", "The body's name.", "body_name"),
                _named("Class", "The class of authority that it belongs to.", "class_code", is_required=False),
            ),
            # Districts, police, fire and other bodies are in the file too; none of them has children's services.
            levels={
                "E92": Geography.ENGLAND,
                **dict.fromkeys(("E06", "E08", "E09", "E10"), Geography.AUTHORITY),
                **dict.fromkeys(("=E06", "=E08", "=E09", "=E10"), Geography.GROUP),
            },
            codes=("ons_code", "body_name"),
        ),
    ),
    publisher="Ministry of Housing, Communities and Local Government",
    frequency="Once a year, with a second release",
    published_sheets={"figures": ("RO3_LA_Data_*",)},
)
