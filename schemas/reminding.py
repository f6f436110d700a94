"""When an authority is reminded of a return that it still owes, and the words of the message."""

from dataclasses import dataclass
from datetime import date

from schemas.windows import Standing, WindowState, day_words, full
from schemas.working_days import is_working_day

STAGES = (10, 5, 1)  # working days before the due day; after it, once a week


def stage_on(standing: Standing, today: date) -> str:
    """The reminder that is due by a day: "10", "5", "1", "late 1" for the first week after; "" if none is.

    Each is written once, so one that was missed (its day fell in an outage) is written on the next working day.
    """
    if not standing.is_open or not is_working_day(today):
        return ""
    if standing.state is WindowState.OVERDUE:
        return f"late {((today - standing.due_on).days - 1) // 7 + 1}"
    passed = [stage for stage in STAGES if standing.days_left_count <= stage]
    return str(min(passed)) if passed else ""


@dataclass(frozen=True)
class Owed:
    """A return that someone still owes, in the words of a message.

    Args:
        title: the return.
        quarter: as people read it: "Q2 2026-27".
        whose: the authority, or the joint name.
        standing: how its window stands on the day.
        so_far: what has been sent, in a sentence.
        href: where to send it, as a whole address.
        ask: whom to ask for more time.
    """

    title: str
    quarter: str
    whose: str
    standing: Standing
    so_far: str
    href: str
    ask: str

    @property
    def subject(self) -> str:
        """The message's subject."""
        return f"{self.whose}: {self.title}, {self.quarter}. {self.standing.sentence.split('. ')[0]}"

    @property
    def body(self) -> str:
        """The message's words: plain text, a paragraph to a line."""
        standing = self.standing
        last = f"Returns are taken until {full(standing.closes_on)}."
        more = f"To ask for more time, write to {self.ask}, with the reason and the day by which you can send it."
        return "\n\n".join(
            [
                f"{self.whose} still has to send the {self.title} for {self.quarter}.",
                f"{standing.sentence}. {self.so_far}",
                f"Send it here: {self.href}",
                f"{last} {more}" if standing.closes_on != standing.due_on else more,
                f"You get this because you prepare or approve returns of {self.whose}.",
            ]
        )


def so_far(status: str, version: int | None, changed_on: date | None) -> str:
    """What has been sent, in a sentence.

    Args:
        status: the newest version's; "" if there is none.
        version: its number.
        changed_on: the day on which it came.
    """
    if not status or version is None:
        return "Nothing has been sent yet."
    came = f" of {day_words(changed_on)}" if changed_on else ""
    if status == "validated":
        return f"Version {version}{came} passed every check and waits for the approver to submit it."
    if status == "returned":
        return f"Version {version}{came} was returned: correct it and send it again."
    return f"Version {version}{came} is a draft, which nobody has sent."
