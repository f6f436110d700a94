"""Where a figure comes from: what it is, the files and cells behind it, who answers for them, whether it may be quoted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from schemas.vocabulary import Level, Rag, ValueStatus


@dataclass(frozen=True)
class Cell:
    """A cell that a figure is made from.

    Args:
        sheet: the sheet's title.
        reference: the cell as it stands in the file, for example "D7"; "" if the file cannot be read again.
        row: the row of the file; 0 for a row that a nil return stands for.
        heading: the words above the column.
        whose: what tells the row from others, in words, for example "U1, Police".
        value: what was read from it, in words.
    """

    sheet: str
    reference: str
    row: int
    heading: str
    whose: str
    value: str


@dataclass(frozen=True)
class FileUsed:
    """A submission, or an edition of a public file, that a figure is made from.

    Args:
        submission_id: its number in the store.
        title: the return or public file.
        period: the quarter that it is for; "" for a public file.
        version: its version.
        authority_id: whose return it is; "" for a public file.
        file_name: the file's name.
        sha256: the fingerprint of the file's bytes.
        origin: "upload", the form that it was typed into, or where a public file was fetched from.
        licence: the terms of a public file; "" for a return.
        prepared_by: the role of the person who prepared it; never a name or an address.
        prepared_at: when it came.
        submitted_by: the role of the person who sent it in, from when it counted.
        submitted_at: when that was.
        authorised_by: the role of the person who authorised it; "" while nobody has.
        authorised_at: when that was.
        computation_id: the release that it caused.
        form_version: the declaration that it was read by.
        rules: codes of the rules that it was checked by, those of its day.
        is_carried: whether it was sent for an earlier quarter and stands in for this one's.
        is_illustrative: whether it was made up.
        cells: the cells of it that the figure is made from; none where only totals are asked for.
        kept_from_version: the version whose file this is, if the sheet was not sent again and is kept from it.
    """

    submission_id: int
    title: str
    period: str
    version: int
    authority_id: str
    file_name: str
    sha256: str
    origin: str
    licence: str
    prepared_by: str
    prepared_at: datetime
    submitted_by: str
    submitted_at: datetime | None
    authorised_by: str
    authorised_at: datetime | None
    computation_id: int | None
    form_version: str
    rules: tuple[str, ...]
    is_carried: bool
    is_illustrative: bool
    cells: tuple[Cell, ...] = ()
    kept_from_version: int | None = None

    @property
    def number(self) -> str:
        """What to quote when asking about it."""
        return f"R{self.submission_id:06d}"


def unauthorised_count(files: Iterable[FileUsed]) -> int:
    """How many of some files are returns that nobody has authorised; a public file needs nobody to."""
    return sum(bool(file.period) and not file.authorised_at for file in files)


@dataclass(frozen=True)
class Contribution:
    """What one authority puts into a total.

    Args:
        authority_id: whose.
        name: its name.
        numerator: its part of the numerator; None if it has none.
        denominator: its part of the denominator.
        standing: "own" for figures of this quarter, "carried" for its last ones, "none" if it never sent any.
        period: the quarter that they come from; "" for what is not sent quarterly.
        version: the version of the return.
        number: the submission's number; "" if it is none.
        status: "c" where the figures are hidden from the viewer, else "".
    """

    authority_id: str
    name: str
    numerator: float | None
    denominator: float | None
    standing: str
    period: str = ""
    version: int | None = None
    number: str = ""
    status: str = ""


@dataclass(frozen=True)
class Proof:
    """Whether a figure is what its parts come to, worked out again from the rows that count.

    Args:
        how: how the parts come together, in a sentence.
        numerator: what they come to.
        denominator: likewise.
        is_proved: whether that is what is shown.
        own_count: authorities whose own figures of the quarter are in it.
        carried_count: authorities whose last figures are in it.
        none_count: authorities that have none.
    """

    how: str
    numerator: float | None
    denominator: float | None
    is_proved: bool
    own_count: int
    carried_count: int
    none_count: int

    @property
    def sentence(self) -> str:
        """The outcome, in words."""
        if self.is_proved:
            return "The parts add up to the figure shown."
        return (
            f"THE PARTS DO NOT ADD UP to the figure shown: they come to {_plain(self.numerator)} over "
            f"{_plain(self.denominator)}. Do not use the figure. Tell the department."
        )


def _plain(value: float | None) -> str:
    return "nothing" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Provenance:
    """Everything behind one observation.

    Args:
        place: the place's name.
        definition: what the indicator is, as heading → sentence.
        threshold_words: where green, amber and red begin, in words.
        thresholds_version: the day that the thresholds of its rating took effect; "" if it is not rated.
        release_reason: why the release that it is shown under was made.
        released_by: the role of the person who made it.
        notes: what comes from no cell, in sentences.
        is_carried: whether any of it is carried forward from an earlier quarter.
        is_illustrative: whether any of it was made up.
        not_quotable: why it may not be quoted, in sentences; none if it may.
        is_hidden: whether what is small in it is hidden from the viewer.
        source: the return, quarter and version, or the coverage, in words.
    """

    indicator_id: str
    title: str
    level: Level
    geography: str
    place: str
    period: str
    breakdown: str
    definition: Mapping[str, str]
    threshold_words: str
    thresholds_version: str
    numerator_words: str
    denominator_words: str
    numerator: float | None
    denominator: float | None
    value: float | None
    status: ValueStatus
    flags: str
    rag: Rag
    rag_reason: str
    returned_count: int | None
    due_count: int | None
    source: str
    as_of: datetime
    computation_id: int
    release_reason: str
    released_by: str
    is_carried: bool
    is_illustrative: bool
    files: tuple[FileUsed, ...] = ()
    notes: tuple[str, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    proof: Proof | None = None
    not_quotable: tuple[str, ...] = ()
    is_hidden: bool = False

    @property
    def is_quotable(self) -> bool:
        """Whether it may be quoted."""
        return not self.not_quotable


def why_not_quotable(
    *,
    status: ValueStatus,
    rag: Rag,
    is_illustrative: bool,
    has_coverage: bool,
    is_proved: bool = True,
    unauthorised_count: int = 0,
) -> tuple[str, ...]:
    """Why a figure may not be quoted. One that may is real, a value, not stale, and says what it rests on.

    Args:
        has_coverage: whether it says how many of how many authorities are in it.
        is_proved: whether its parts add up to it.
        unauthorised_count: returns that it is made from and that nobody has authorised.
    """
    wait = "1 return" if unauthorised_count == 1 else f"{unauthorised_count} returns"
    reasons = (
        (is_illustrative, "It is illustrative: made up, and about no real authority."),
        (status is not ValueStatus.OK, f"It is not a value: {status.meaning[0].lower()}{status.meaning[1:]}"),
        (rag is Rag.STALE, "It is stale: older than one and a half times its cycle."),
        (not has_coverage, "It does not say how many authorities are in it."),
        (not is_proved, "Its parts do not add up to it."),
        (unauthorised_count > 0, f"It is made from {wait} not authorised yet."),
    )
    return tuple(words for is_so, words in reasons if is_so)
