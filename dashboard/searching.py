"""Finding things by words, however roughly they are spelled. Pure: it knows nothing of pages or of the store."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

EXACT, BEGINS, ROUGH, IN_LINE = 1.0, 0.9, 0.7, 0.45
SHORTEST_ROUGH = 4
# A name counts as near if it shares so much of its pairs of letters with what was typed.
NEAR = 0.35
_SMALL = "a an and are at by do does for from how i in is of on or the to what when where who why with"
_SMALL_WORDS = frozenset(_SMALL.split())
# A code is one word, however it is written: "ST-02" is "st02".
_CODE = re.compile(r"\b([a-z]{2})-(\d{2})\b")


@dataclass(frozen=True)
class Entry:
    """Something that can be found.

    Args:
        group: what sort of thing it is, for example "Authorities".
        title: its name.
        line: one line that says what it is.
        href: where it is.
        names: what else it is called: codes, aliases, former names.
        also: another way on, as (words, address), if there is one.
    """

    group: str
    title: str
    line: str
    href: str
    names: tuple[str, ...] = ()
    also: tuple[str, str] | None = None


@dataclass(frozen=True)
class Index:
    """Entries, ready to be searched.

    Args:
        entries: everything that can be found.
        typed: what people type → what it means, for example "s47" → "section 47".
    """

    entries: tuple[Entry, ...]
    typed: Mapping[str, str]

    @cached_property
    def postings(self) -> dict[str, dict[int, float]]:
        """Word → which entries have it, and how much it counts there: whole in a name, less in the line."""
        found: dict[str, dict[int, float]] = defaultdict(dict)
        for at, entry in enumerate(self.entries):
            for word in words(entry.line):
                found[word][at] = IN_LINE
            for name in (entry.title, *entry.names):
                for word in words(name):
                    found[word][at] = EXACT
        return dict(found)

    @cached_property
    def letters(self) -> dict[str, int]:
        """Word → its letters as bits, to tell quickly that two words have little in common."""
        return {word: _letters(word) for word in self.postings}

    @cached_property
    def wholes(self) -> dict[str, list[int]]:
        """Name as it is compared → the entries that are called so."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, entry in enumerate(self.entries):
            for name in (entry.title, *entry.names):
                found[" ".join(words(name))].append(at)
        return dict(found)

    @cached_property
    def pairs(self) -> list[tuple[frozenset[str], int]]:
        """The pairs of letters of every name; codes are not names."""
        named = ((name, places[0]) for name, places in self.wholes.items() if not re.search(r"\d", name))
        return [(_pairs(name), at) for name, at in named]


def found(index: Index, text: str) -> list[Entry]:
    """What someone may mean, likeliest first; nothing if no word of theirs is in anything, even misspelled."""
    scores: dict[int, float] = {}
    for asked in _meanings(index, text):
        for at, score in _scored(index, asked).items():
            scores[at] = max(score, scores.get(at, 0.0))
    order = sorted(scores, key=lambda at: (-round(scores[at], 3), len(index.entries[at].title), at))
    return [index.entries[at] for at in order]


def nearest(index: Index, text: str, most: int = 3) -> list[Entry]:
    """The entries whose names look most like the text, for where nothing was found."""
    asked = _pairs(" ".join(words(text)))
    alike = ((2 * len(asked & pairs) / ((len(asked) + len(pairs)) or 1), at) for pairs, at in index.pairs)
    near = sorted((pair for pair in alike if pair[0] >= NEAR), reverse=True)[:most]
    return list(dict.fromkeys(index.entries[at] for _, at in near))


def words(text: str) -> list[str]:
    """The words of a text as they are compared: small letters, no accents, no marks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[a-z0-9]+", _CODE.sub(r"\1\2", re.sub(r"[\u0300-\u036f'’]", "", plain)))


def _meanings(index: Index, text: str) -> Iterable[list[str]]:
    """What was typed, and what it stands for where it is an alias, or has one in it."""
    asked = words(text)
    yield asked
    whole = " ".join(asked)
    if whole in index.typed:
        yield words(index.typed[whole])
    elif any(word in index.typed for word in asked):
        yield [each for word in asked for each in words(index.typed.get(word, word))]


def _scored(index: Index, asked: Sequence[str]) -> dict[int, float]:
    """How well each entry answers: the mean over the words, of which all must be in it, but for small ones."""
    telling = [word for word in asked if word not in _SMALL_WORDS] or list(asked)
    scores: dict[int, float] | None = None
    for word in telling:
        mine = _by_word(index, word)
        scores = mine if scores is None else {at: scores[at] + mine[at] for at in scores.keys() & mine.keys()}
    means = {at: score / len(telling) for at, score in (scores or {}).items()}
    for at in index.wholes.get(" ".join(asked), []):
        means[at] = 2.0
    return means


def _by_word(index: Index, word: str) -> dict[int, float]:
    """Which entries have a word: as it is, as the beginning of one, or, if neither, misspelled."""
    scores: dict[int, float] = {}
    begun = [known for known in index.postings if known.startswith(word)]
    for known in begun:
        _add(scores, index, known, EXACT if known == word else BEGINS)
    if not any(score >= BEGINS for score in scores.values()) and len(word) >= SHORTEST_ROUGH:
        for known in _misspelled(index, word):
            _add(scores, index, known, ROUGH)
    return scores


def _add(scores: dict[int, float], index: Index, known: str, times: float) -> None:
    for at, weight in index.postings.get(known, {}).items():
        scores[at] = max(scores.get(at, 0.0), weight * times)


def _misspelled(index: Index, word: str) -> list[str]:
    """Known words that are a slip or two away: one in a word of up to six letters, two in a longer one."""
    most = 1 if len(word) <= 6 else 2
    mine = _letters(word)
    alike = (
        known
        for known, bits in index.letters.items()
        if abs(len(known) - len(word)) <= most and (bits ^ mine).bit_count() <= 2 * most
    )
    return [known for known in alike if slips(word, known, most) <= most]


def _letters(word: str) -> int:
    return sum(1 << (ord(letter) % 64) for letter in set(word))


def _pairs(text: str) -> frozenset[str]:
    padded = f" {text} "
    return frozenset(padded[at : at + 2] for at in range(len(padded) - 1))


def slips(one: str, other: str, most: int) -> int:
    """How many letters must be put in, left out, changed or swapped with the next; more than `most` is only said as more."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        this = [row]
        for column, wanted in enumerate(other, 1):
            least = min(last[column] + 1, this[column - 1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                least = min(least, before[column - 2] + 1)
            this.append(least)
        if min(this) > most:
            return most + 1
        before, last = last, this
    return last[-1]
