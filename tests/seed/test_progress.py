"""Progress that is true: it only grows, never passes the whole, and reaches it when the work is done and not before."""

import io
import sys

import pytest

from seed.progress import Counted, at_most_twice_a_second, shown


def test_it_reaches_the_whole_only_when_the_last_batch_is_done():
    told = []
    counted = Counted(lambda *progress: told.append(progress), 5, 0)
    for size in (3, 2):
        with counted.batch(size, "Unit return") as on_checked:
            for count in range(1, size + 1):
                on_checked(count)
            assert told[-1] == (counted.done_count + size - 1, 5, f"Unit return: {size} of {size} checked")
    assert [done for done, _, _ in told] == [1, 2, 2, 3, 4, 4, 5]
    assert told[-1] == (5, 5, "Unit return")


def test_a_batch_that_fails_does_not_count_and_what_was_there_before_does():
    told = []
    counted = Counted(lambda *progress: told.append(progress), 12, 10)

    def fail():
        with counted.batch(2, "Unit return") as on_checked:
            on_checked(1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert counted.done_count == 10
    assert told == [(11, 12, "Unit return: 1 of 2 checked")]


def test_what_follows_at_once_is_left_out_but_for_the_end_of_a_batch():
    told = []
    tell = at_most_twice_a_second(lambda done, *_: told.append(done))
    for done in range(5):
        tell(done, 9, "1 of 9 checked")
    tell(9, 9, "Unit return")
    assert told == [0, 9]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_gets_a_bar_and_a_file_a_line_for_each_batch(monkeypatch, capsys):
    shown(1, 4, "Unit return: 1 of 2 checked")
    shown(2, 4, "Unit return")
    assert capsys.readouterr().out == "2 of 4  Unit return\n"
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    shown(2, 4, "Unit return")
    assert terminal.getvalue().endswith("█" * 15 + "·" * 15 + " 2 of 4  Unit return")
    shown(4, 4, "Funding return")
    assert terminal.getvalue().endswith("█" * 30 + " 4 of 4  Funding return\n")
