"""When a return is taken: the window of a collection, what an authority is allowed beyond it, and how it stands on a day.

Every page, message and refusal takes its dates and its words from here, so that they cannot differ.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from schemas.base import Worded
from schemas.working_days import working_days_left

GRACE = timedelta(days=30)  # from the due day to the cut-off, where a collection says nothing else
LONGEST_ALLOWANCE = timedelta(days=183)
CHECK_ANY_TIME = "A file can be checked at any time."


class AllowanceKind(Worded):
    """What an authority is allowed beyond a collection's own dates."""

    EXTENSION = "extension", "Extension", "A later due day for one authority, agreed before the cut-off, with a reason."
    REOPENING = (
        "reopening",
        "Re-opening",
        "A closed collection taken from one authority again, with a reason, until a day.",
    )
    WAIVER = "waiver", "Not asked for", "The authority does not owe the return this quarter, for a reason."


class WindowState(Worded):
    """How a collection stands for an authority on a day."""

    NOT_OPEN = "not_open", "Not open yet", "The collection has not opened: a file can be checked, not sent."
    OPEN = "open", "Open", "Returns are taken, and the due day has not passed."
    EXTENDED = "extended", "Extended", "This authority has a later due day, which has not passed."
    OVERDUE = "overdue", "Overdue", "The due day has passed and the cut-off has not: a late return is taken."
    REOPENED = "reopened", "Re-opened", "The cut-off has passed, and this authority may send until a day."
    CLOSED = "closed", "Closed", "The cut-off has passed: a file can be checked, not sent."
    WAIVED = "waived", "Not asked for", "The department does not ask this authority for it this quarter."
    LOCKED = "locked", "Locked", "The authority has ended: the department sends what is missing, or re-opens it."


SHUT = (WindowState.CLOSED, WindowState.REOPENED, WindowState.LOCKED)
"""Where more time is a re-opening, and not a later due day."""


@dataclass(frozen=True)
class Allowance:
    """An extension or a re-opening for one authority.

    Args:
        number: what to name when ending it.
        due_on: the new due day, for an extension.
        expires_on: the last day on which a return is taken because of it.
        granted_on: the first day that it counts.
        ended_on: the day on which it was ended, from when it counts no more; empty if it was not.
    """

    number: int
    kind: AllowanceKind
    due_on: date | None
    expires_on: date
    reason: str
    granted_on: date
    ended_on: date | None = None

    def counts_on(self, day: date) -> bool:
        """Whether it had been granted and not ended. What expired still counts: a late day stays agreed."""
        return self.granted_on <= day and (self.ended_on is None or day < self.ended_on)

    def holds_on(self, day: date) -> bool:
        """Whether a return is taken because of it."""
        return self.counts_on(day) and (self.kind is AllowanceKind.WAIVER or day <= self.expires_on)


@dataclass(frozen=True)
class Standing:
    """How a collection stands for an authority on a day.

    Args:
        due_on: the due day that counts for the authority.
        closes_on: the last day on which a return is taken from it.
        days_left_count: working days to the due day (to the last day, if re-opened); below zero once it has gone.
        allowance: what it is allowed beyond the collection's dates, if anything.
    """

    state: WindowState
    opens_on: date
    due_on: date
    closes_on: date
    days_left_count: int
    allowance: Allowance | None = None

    @property
    def is_open(self) -> bool:
        """Whether a return is taken."""
        return self.state not in (*(WindowState.NOT_OPEN, WindowState.CLOSED, WindowState.WAIVED, WindowState.LOCKED),)

    @property
    def sentence(self) -> str:
        """The state with its dates: "Due Friday 30 October 2026, 15 working days ago. Closes on 29 November 2026"."""
        due = f"Due {full(self.due_on)}"
        return {
            WindowState.NOT_OPEN: f"Opens on {full(self.opens_on)}, due {day_words(self.due_on)}",
            WindowState.OPEN: f"{due}, {left(self.days_left_count)}",
            WindowState.EXTENDED: f"Extended to {full(self.due_on)}, {left(self.days_left_count)}",
            WindowState.OVERDUE: f"{due}, {ago(-self.days_left_count)}. Closes on {day_words(self.closes_on)}",
            WindowState.REOPENED: f"Re-opened until {full(self.closes_on)}, {left(self.days_left_count)}",
            WindowState.CLOSED: f"{due}. Closed on {day_words(self.closes_on)}",
            WindowState.WAIVED: f"Not asked for this quarter: {self._why}",
            WindowState.LOCKED: f"{due}. Locked: the authority ended on {day_words(self.closes_on)}",
        }[self.state]

    def refusal(self, ask: str) -> str:
        """Why nothing can be sent, when it can be, and whom to ask; "" if it can.

        Args:
            ask: whom to ask, for example "the department's collections team".
        """
        if self.state is WindowState.NOT_OPEN:
            return f"This collection opens on {full(self.opens_on)}. Until then a file can be checked, not sent."
        if self.state is WindowState.WAIVED:
            return f"This return is not asked for this quarter: {self._why}. To send one all the same, tell {ask}."
        if self.state is WindowState.LOCKED:
            ended = f"The authority ended on {full(self.closes_on)}, and its returns were locked."
            return f"{ended} To send one for a quarter before that, ask {ask} to send or re-open it."
        if self.state is WindowState.CLOSED:
            return f"This collection closed on {full(self.closes_on)}. To send after that, ask {ask} to re-open it."
        return ""

    @property
    def _why(self) -> str:
        return self.allowance.reason.rstrip(".") if self.allowance else ""


@dataclass(frozen=True)
class Window:
    """A collection's dates, and what one authority is allowed beyond them.

    Args:
        ended_on: the authority's last day, if it ends: after it nothing is taken from its own people.
    """

    opens_on: date
    due_on: date
    closes_on: date
    allowances: tuple[Allowance, ...] = ()
    ended_on: date | None = None

    def on(self, today: date) -> Standing:
        """How it stands on a day. Of several allowances of a kind the last one granted counts."""
        if waiver := self._last(AllowanceKind.WAIVER, today):
            left_count = working_days_left(today, self.due_on)
            return Standing(WindowState.WAIVED, self.opens_on, self.due_on, self.closes_on, left_count, waiver)
        extension = self._last(AllowanceKind.EXTENSION, today)
        due_on = max(self.due_on, extension.due_on) if extension and extension.due_on else self.due_on
        closes_on = max(self.closes_on, extension.expires_on) if extension else self.closes_on
        reopening = self._last(AllowanceKind.REOPENING, today)
        is_locked = self.ended_on is not None and today > self.ended_on
        if (today > closes_on or is_locked) and reopening and reopening.holds_on(today):
            until = reopening.expires_on
            return Standing(
                WindowState.REOPENED, self.opens_on, due_on, until, working_days_left(today, until), reopening
            )
        if is_locked and self.ended_on is not None:
            days_left = working_days_left(today, due_on)
            return Standing(WindowState.LOCKED, self.opens_on, due_on, self.ended_on, days_left, extension)
        if reopening and closes_on < reopening.expires_on < today:
            closes_on = reopening.expires_on
        state = self._state(today, due_on, closes_on, is_extended=extension is not None)
        return Standing(state, self.opens_on, due_on, closes_on, working_days_left(today, due_on), extension)

    def _state(self, today: date, due_on: date, closes_on: date, *, is_extended: bool) -> WindowState:
        if today < self.opens_on:
            return WindowState.NOT_OPEN
        if today > closes_on:
            return WindowState.CLOSED
        if today > due_on:
            return WindowState.OVERDUE
        return WindowState.EXTENDED if is_extended else WindowState.OPEN

    def _last(self, kind: AllowanceKind, today: date) -> Allowance | None:
        counting = [a for a in self.allowances if a.kind is kind and a.counts_on(today)]
        return max(counting, key=lambda a: a.number, default=None)


def wrong_dates(opens_on: date, due_on: date, closes_on: date) -> str:
    """Why three dates cannot be a window, in one sentence; "" if they can."""
    if due_on < opens_on:
        return (
            f"It would be due on {day_words(due_on)}, before it opens on {day_words(opens_on)}. Enter a later due day."
        )
    if closes_on < due_on:
        return (
            f"It would close on {day_words(closes_on)}, before it is due on {day_words(due_on)}. Enter a later cut-off."
        )
    return ""


def left(days_left_count: int) -> str:
    """Working days to come, in words: "10 working days left"."""
    return f"{_days(days_left_count)} left"


def ago(days_ago_count: int) -> str:
    """Working days gone, in words: "1 working day ago"; on the weekend after, none has gone yet."""
    return f"{_days(days_ago_count)} ago" if days_ago_count else "the day has passed"


def _days(count: int) -> str:
    return f"{count or 'no'} working {'day' if count == 1 else 'days'}"


def day_words(on: date) -> str:
    """A day in full: 30 October 2026."""
    return f"{on.day} {on:%B %Y}"


def full(on: date) -> str:
    """A day with its weekday: Friday 30 October 2026."""
    return f"{on:%A} {day_words(on)}"
