"""A random walk through the product: people of every kind do everything that can be done, allowed to or not."""

import shutil
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from etl import authorising, deciding, pipeline, releasing
from etl.pipeline import Upload
from schemas.authorities import authority
from schemas.explaining import Explanation
from schemas.issues import EXPLAIN_ALL
from schemas.returns.activity import ACTIVITY
from tests.etl.walk_actions import WEIGHTS, Actions, Tally
from tests.etl.walk_people import PEOPLE, PERIODS, PLACES, READERS, START, WHY, workbook
from tests.etl.walk_seen import fingerprint, require_embargo, require_what_counts, require_whole
from tests.stores import settings_for

STEPS = 75
FIRST_SEED = 20261122


class Walk(Actions, RuleBasedStateMachine):
    """One walk, in a store of its own: `empty`, or `begun`, in which a first release is shown."""

    empty: ClassVar[Path]
    begun: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        self.folder = Path(mkdtemp(prefix="oversight-walk-"))

    @initialize(is_begun=st.sampled_from([True, True, False]))
    def begin(self, is_begun: bool) -> None:
        """Begin with nothing, or with a first release."""
        shutil.copy(self.begun if is_begun else self.empty, self.folder / "walk.db")
        self.opened.enter_context(settings_for(f"sqlite:///{self.folder / 'walk.db'}"))
        self.start(START)

    @rule(data=st.data(), action=st.sampled_from([name for name, often in WEIGHTS.items() for _ in range(often)]))
    def something_happens(self, data: Any, action: str) -> None:
        """Somebody does something, or time passes. One rule, so that each walk has every action in it."""
        self.data = data
        getattr(self, action)()

    @invariant()
    def nothing_is_wrong(self) -> None:
        """What counts, and who reads which release, is what it should be by hand."""
        require_what_counts(self.seen, ACTIVITY.code, PERIODS)
        require_embargo(self.seen, READERS, self.now)

    def teardown(self) -> None:
        """Every release reads as it did, nothing was lost, and the trail is whole."""
        try:
            if hasattr(self, "seen"):
                assert {number: fingerprint(number) for number in self.texts} == self.texts
                require_whole(self.seen)
                self.tally.releases += len(self.texts)
        finally:
            self.opened.close()
            shutil.rmtree(self.folder, ignore_errors=True)


def walked(actions: int) -> Tally:
    """Walk until so many actions were taken; the same walks each time.

    Raises:
        AssertionError: with the walk that led there, if anything is ever as it may not be.
    """
    Walk.tally = Tally()
    while (left := actions - Walk.tally.actions) > 0:
        rounds = settings(
            max_examples=1 + -(-left // STEPS), stateful_step_count=STEPS, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), print_blob=False,
            phases=[Phase.generate],  # a shorter walk to the same place would take minutes to find
        )  # fmt: skip
        run_state_machine_as_test(seed(FIRST_SEED + Walk.tally.actions)(Walk), settings=rounds)
    return Walk.tally


def began(template: Path, path: Path) -> Path:
    """A store in which the three authorities' returns of a quarter are authorised and in a release that is shown."""
    shutil.copy(template, path)
    with settings_for(f"sqlite:///{path}"):
        at, ids = START - timedelta(days=1), []
        for place in PLACES:
            content, explained = workbook(place, 0, "as it is", False), {EXPLAIN_ALL: Explanation(WHY[0])}
            upload = Upload(authority(place), "return.xlsx", content, explained, True)
            receipt = pipeline.submit(PEOPLE["analyst"], ACTIVITY, PERIODS[0], upload, at)
            ids.append(receipt.submission_id or 0)
        authorising.take(PEOPLE["second analyst"], ids, at)
        authorising.authorise(PEOPLE["authoriser"], ids, at)
        _released(at)
    return path


def _released(at: datetime) -> None:
    number = releasing.prepare(PEOPLE["analyst"], "First", WHY[0], at)
    deciding.approve(PEOPLE["authoriser"], number, None, at)
