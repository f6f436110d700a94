"""The parts of the page that says where a figure comes from."""

from dashboard.components import banner, flagged, status_tag, summary_list, symbols_used, table, tag
from dashboard.formats import counted, day, number, value_words
from dashboard.markup import Markup, Words, details, fold, heading, html, joined, link, paragraph
from dashboard.origin import origin_address
from schemas.authorities import authority
from schemas.indicators import INDICATORS
from schemas.indicators_grammar import Indicator, Unit
from schemas.periods import Period
from schemas.provenance import Cell, Contribution, FileUsed, Provenance
from schemas.returns import RETURNS
from schemas.vocabulary import Level, ValueStatus

_STANDING = {"own": "This quarter's", "carried": "Carried forward [e]", "none": "None was ever sent"}
_OPEN_CELLS = 30


def sentence(found: Provenance) -> str:
    """The figure, and whether it may be quoted."""
    part = f", {part_name(found)}" if found.breakdown else ""
    quoted = "It may be quoted." if found.is_quotable else "It may not be quoted."
    return (
        f"{found.title}{part}, {found.place}, {Period.parse(found.period).label}: {shown_value(found) or found.status.label}."
        f" {quoted}"
    )


def part_name(found: Provenance) -> str:
    """The part that is meant, in words: "agency=police" → "Police"."""
    indicator = INDICATORS[found.indicator_id]
    dimension, _, code = found.breakdown.partition("=")
    named = {c.code: c.label for c in indicator.categories}
    if indicator.breakdown is not None and dimension == indicator.breakdown.dimension:
        return indicator.breakdown.label(found.breakdown)
    return named.get(code, f"{dimension} {code}".replace("_", " "))


def shown_value(found: Provenance) -> str:
    """The value as people read it; "" if there is none."""
    if found.value is None:
        return ""
    indicator = INDICATORS[found.indicator_id]
    counts_authorities = found.level is not Level.AUTHORITY and bool(found.breakdown) and indicator.breakdown is None
    return number(found.value) if counts_authorities else value_words(indicator, found.value, found.level)


def answer(found: Provenance) -> Markup:
    """What is counted, over what, how it is rated, and what it rests on."""
    lines: list[tuple[Words, Words]] = [
        ("Value", flagged(shown_value(found), found.status, found.flags)),
        (found.numerator_words, _amount(found.numerator, found, "numerator")),
        *([(found.denominator_words, _amount(found.denominator, found, "denominator"))] if found.denominator_words else []),
        ("Rating", joined([tag(found.rag), found.rag_reason], " ")),
        ("Thresholds", found.threshold_words),
        ("Rests on", _coverage(found)),
        ("From", found.source),
    ]  # fmt: skip
    symbols = {str(found.status), *found.flags}
    note = paragraph(
        "As on every page, what is small is hidden, and totals of children are rounded to 10.", kind="small"
    )
    return joined(
        [
            heading("The figure", anchor="figure", is_pinned=True),
            summary_list(lines),
            symbols_used(symbols),
            *([note] if found.is_hidden else []),
        ]
    )


def about(found: Provenance) -> Markup:
    """Whether it may be quoted, and the release that it is shown under."""
    quotable = status_tag("May be quoted", "good") if found.is_quotable else status_tag("May not be quoted", "bad")
    why = joined(html("<li>{reason}</li>", reason=reason) for reason in found.not_quotable)
    reasons = html('<ul class="cpo-plain">{why}</ul>', why=why) if found.not_quotable else _WHEN_QUOTED
    lines: list[tuple[Words, Words]] = [
        ("Update", f"{found.computation_id}, {day(found.as_of.date())}"),
        ("Made for", found.release_reason),
        ("Made by", found.released_by),
        ("Carried forward", "Yes, in part or whole [e]" if found.is_carried else "No"),
        ("Illustrative", "Yes" if found.is_illustrative else "No"),
    ]
    return joined([heading("May it be quoted?"), paragraph(quotable), reasons, summary_list(lines)])


_WHEN_QUOTED = paragraph("It is real, a value, not stale, says what it rests on, and is what its parts add up to.")


def _coverage(found: Provenance) -> str:
    if found.returned_count is None or found.due_count is None:
        return "Not said"
    if found.level is Level.AUTHORITY:
        if INDICATORS[found.indicator_id].form not in RETURNS:
            return "What is recorded or published about the authority"
        return "The authority's own return" if found.returned_count else "Its last return, carried forward, or none"
    return f"{number(found.returned_count)} of {counted(found.due_count, 'authority', 'authorities')}"


def _amount(value: float | None, found: Provenance, which: str) -> Markup:
    if value is None:
        status = found.status if found.status is not ValueStatus.OK else ValueStatus.NOT_APPLICABLE
        return flagged("", status)
    return html("{amount}", amount=plain(value, INDICATORS[found.indicator_id], which))


def plain(value: float, indicator: Indicator, which: str = "numerator") -> str:
    """A numerator or denominator: as many decimals as it has, at most two; pounds as money."""
    is_money = indicator.unit is Unit.GBP or (indicator.form in ("funding", "determination") and which == "numerator")
    words = number(value, 0 if float(value).is_integer() else 1 if round(value, 1) == round(value, 2) else 2)
    return f"£{words}" if is_money else words


def parts(found: Provenance) -> Markup:
    """How the parts come together, whether they add up to the figure, and what each authority puts in."""
    if found.proof is None:
        return Markup("")
    proof = found.proof
    said = (
        paragraph(f"{proof.how} {proof.sentence}")
        if proof.is_proved
        else banner("This figure is not what its parts add up to", proof.sentence, "problem")
    )
    if found.level is Level.AUTHORITY:
        return joined([heading("Worked out again", anchor="proof"), said])
    counts = paragraph(
        f"{counted(proof.own_count, 'authority', 'authorities')} with figures of this quarter, "
        f"{number(proof.carried_count)} carried forward, {number(proof.none_count)} without any.",
        kind="note",
    )
    title = heading("What it is made of", anchor="proof")
    if INDICATORS[found.indicator_id].published is not None:
        return joined([title, said])
    if not found.contributions:
        words = "What each authority puts in is not shown to your account."
        return joined([title, said, counts, paragraph(words, kind="note")])
    return joined([title, said, counts, _contributions(found)])


def _contributions(found: Provenance) -> Markup:
    indicator = INDICATORS[found.indicator_id]
    rows = [_contribution(one, found, indicator) for one in found.contributions]
    heads = ("Authority", "Numerator", "Denominator", "Whose figures", "Return")
    title = f"What {counted(len(rows), 'authority puts', 'authorities put')} in"
    shown = table(heads, rows, title, numeric=[1, 2], is_stacked=True)
    return fold(title, "Each leads to its own cells", joined([shown, symbols_used({"c", "x", "e"})]), level=3)


def _contribution(one: Contribution, found: Provenance, indicator: Indicator) -> tuple[object, ...]:
    def cell(value: float | None, which: str) -> Markup:
        status = ValueStatus(one.status) if one.status else ValueStatus.NOT_AVAILABLE
        return flagged("", status) if value is None else html("{amount}", amount=plain(value, indicator, which))

    period = Period.parse(found.period)
    is_own = Level.AUTHORITY in indicator.levels
    part = found.breakdown if indicator.breakdown is not None else ""
    name: Words = (
        link(one.name, origin_address(indicator.id, authority(one.authority_id).ons_code, period, part))
        if is_own
        else one.name
    )
    sent = f"{Period.parse(one.period).label}, version {one.version}, {one.number}" if one.period else ""
    return name, cell(one.numerator, "numerator"), cell(one.denominator, "denominator"), _STANDING[one.standing], sent  # fmt: skip


def files(found: Provenance) -> Markup:
    """The files behind the figure, each with its cells, hash, and who sent and authorised it."""
    notes = [paragraph(note, kind="note") for note in found.notes]
    if not found.files:
        none = [] if notes or found.contributions else [paragraph("No file is behind it.")]
        return joined([heading("Files and cells", anchor="files"), *notes, *none]) if notes or none else Markup("")
    of_public = [file for file in found.files if not file.authority_id]
    if found.level is not Level.AUTHORITY:
        told = of_public or [file for file in found.files if len(found.files) <= 1]
        rows = [_row(file) for file in found.files]
        listed = table(("File", "Quarter", "Sent by", "SHA-256"), rows, "Files behind the figure", is_stacked=True)
        title = f"{counted(len(rows), 'file')} behind the figure"
        return joined([heading("Files", anchor="files"), *notes, fold(title, f"{len(told)} public", listed, level=3)])
    return joined([heading("Files and cells", anchor="files"), *notes, *(_file(file) for file in found.files)])


def _row(file: FileUsed) -> tuple[object, ...]:
    whose = f", {authority(file.authority_id).name}" if file.authority_id else ""
    quarter = Period.parse(file.period).label if file.period else "Public file"
    return f"{file.title}{whose}, version {file.version}", quarter, file.prepared_by, _hash(file)


def _hash(file: FileUsed) -> Words:
    return html('<span class="cpo-hash">{sha}</span>', sha=file.sha256) if file.sha256 else "Shown to those who read returns"  # fmt: skip


def _file(file: FileUsed) -> Markup:
    quarter = f", {Period.parse(file.period).label}" if file.period else ""
    title = heading(f"{file.title}{quarter}, version {file.version}", 3)
    kept = (
        [("Kept", f"From the file of version {file.kept_from_version}: not sent again")]
        if file.kept_from_version
        else []
    )
    carried = [("Carried forward", "Yes: sent for an earlier quarter [e]")] if file.is_carried else []
    lines: list[tuple[Words, Words]] = [
        ("Receipt", file.number),
        ("File", file.file_name or "Shown to those who read returns"),
        ("SHA-256", _hash(file)),
        *_people(file),
        ("Update", str(file.computation_id or "None")),
        ("Rules in force", _rules(file)),
        *([("From", _fetched(file)), ("Licence", file.licence)] if file.licence and file.sha256 else []),
        *kept,
        *carried,
    ]  # fmt: skip
    return joined([title, summary_list(lines), _cells(file)])


def _people(file: FileUsed) -> list[tuple[Words, Words]]:
    """Who prepared, sent in and authorised a return; of a public file, who loaded it."""
    loaded = f"{file.prepared_by}, {day(file.prepared_at.date())}"
    if not file.period:
        return [("Loaded by", loaded)]
    sent = f"{file.submitted_by}, {day(file.submitted_at.date())}" if file.submitted_at else "Nobody yet"
    agreed = f"{file.authorised_by}, {day(file.authorised_at.date())}" if file.authorised_at else "Nobody yet"
    return [("Prepared by", loaded), ("Sent in by", sent), ("Authorised by", agreed)]


def _fetched(file: FileUsed) -> str:
    """Where a public file was fetched from; a path of a machine says nothing to a reader."""
    return file.origin if file.origin.startswith("https://") else "A copy of the published file"


def _rules(file: FileUsed) -> Words:
    code = next((spec.code for spec in RETURNS.values() if spec.title == file.title), "")
    words = f"{counted(len(file.rules), 'rule')} of its own, declaration {file.form_version}"
    return link(words, f"/definitions?part=checks&return={code}") if code else words


def _cells(file: FileUsed) -> Markup:
    if not file.cells:
        return paragraph("Its cells are not shown to your account, or no cell of it was filled.", kind="note")
    has_values = any(cell.value for cell in file.cells)
    heads = ("Cell", "Column", *(("Row", "Read as") if has_values else ()))
    rows = [_cell(cell, has_values) for cell in file.cells]
    title = f"{counted(len(rows), 'cell')} used"
    shown = table(heads, rows, f"Cells of {file.title}, {file.number}", is_stacked=has_values)
    return shown if len(rows) <= _OPEN_CELLS else details(f"Show {title}", shown)


def _cell(cell: Cell, has_values: bool) -> tuple[object, ...]:
    where = (
        f"{cell.sheet}, {cell.reference}"
        if cell.reference
        else f"{cell.sheet}, row {cell.row}"
        if cell.row
        else f"{cell.sheet}, nil return"
    )
    return (where, cell.heading, *((cell.whose, cell.value) if has_values else ()))  # fmt: skip


def definition_fold(found: Provenance) -> Markup:
    """What the indicator is."""
    said = summary_list([(term, words) for term, words in found.definition.items()])
    more = paragraph(link("Its page in the definitions", f"/definitions?indicator={found.indicator_id}"))
    body = html('<div class="cpo-definition">{said}</div>', said=said)
    return fold("Definition", found.indicator_id, joined([body, more]))


def whose(found: Provenance) -> Markup:
    """The page that the figure stands on."""
    if found.level is not Level.AUTHORITY:
        return paragraph(link("Back to the Overview", "/"))
    return paragraph(link(f"Back to {found.place}", f"/authority?code={authority(found.geography).address_code}"))
