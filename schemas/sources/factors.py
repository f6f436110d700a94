"""Factors identified at the end of assessments. An assessment may have several, so they are never to be added up."""

from schemas.figures import Measure
from schemas.sources.tidy import tidy

_WHO = {"child": "the child", "parent": "a parent", "person": "another person in the household"}
_ABOUT = ("Alcohol_Misuse", "Drug_Misuse", "Domestic_Abuse", "Mental_Health", "Learning_Disability",
          "Physical_Disability")  # fmt: skip
_ALONE = ("Young_Carer", "Privately_fostered", "Unaccompanied_asylum_seeker", "Going_missing",
          "Child_sexual_exploitation", "Trafficking", "Gangs", "Socially_unacceptable_behaviour", "Self_harm", "Neglect",
          "Emotional_Abuse", "Physical_Abuse_unknown", "Physical_Abuse_child_on_child", "Physical_Abuse_adult_on_child",
          "Sexual_Abuse_unknown", "Sexual_Abuse_child_on_child", "Sexual_Abuse_adult_on_child",
          "Female_Genital_Mutilation", "Faith_linked_abuse", "Child_criminal_exploitation", "Other")  # fmt: skip


def _factor(heading: str, words: str) -> Measure:
    meaning = f"Assessments in which a factor was {words}. Factors overlap: never add them up."
    return Measure(f"{heading.lower()}_count", heading, meaning, unit="assessments")


CIN_C3 = tidy(
    "cin_c3",
    "Factors identified at the end of assessment (table c3)",
    "Assessments in which each factor was found, by authority and year ending 31 March. An assessment may have several.",
    (
        Measure(
            "assessments_with_factors_count",
            "Episodes_with_assessment_factor",
            "Assessments at whose end any factor was recorded.",
            unit="assessments",
        ),
        *(
            _factor(f"{about}_{who}", f"{about.replace('_', ' ').lower()} of {whose}")
            for about in _ABOUT
            for who, whose in _WHO.items()
        ),
        *(_factor(heading, heading.replace("_", " ").lower()) for heading in _ALONE),
    ),
    feeds_indicators=True,
)
