"""What is typed faster than the screen follows, in a real pseudo-terminal: several keys in one write.

They are fewer than eight letters: more at once, with Enter in the midst, are no hand (test_pastes.py).
"""

import sys
from pathlib import Path

import pytest

from incident_console.clock import SystemClock
from incident_console.desk import Desk
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import Criterion
from incident_console.store.store import Store
from tests.terminal.pseudo import Pseudo

pytestmark = pytest.mark.terminal


def room(record: Path) -> Pseudo:
    words = [sys.executable, "-m", "incident_console", "--db", str(record), "--as", "alice"]
    return Pseudo(words, columns=120, rows=44)


def declared(record: Path) -> Incident | None:
    """The incident in the record, as another console reads it."""
    with Store.open(record, create=False) as store:
        desk = Desk(store, SystemClock(), Policy(), "reader")
        rows = store.board(desk.now())
        return desk.incident(rows[0].ref) if rows else None


def test_tab_enter_and_text_in_one_write_land_in_their_fields(tmp_path: Path) -> None:
    record = tmp_path / "incidents.db"
    with room(record) as terminal:
        terminal.until_written("No incident is open")
        terminal.press("d")
        terminal.until_written("Declare an incident")
        terminal.until_written("to be confirmed")
        terminal.press("mx\x7fl\t\t3\tn\rE\tA\r\x13")
        terminal.until_written("Because?")
        terminal.press("p")
        terminal.until(lambda: declared(record) is not None, "the incident")
        made = declared(record)
        assert made is not None
        assert (made.title, made.impact, made.scope, made.client) == (
            "ml",
            "n",
            "E",
            "A",
        )
        assert made.severity is not None
        assert made.severity.value == "P3"


def test_text_in_one_write_with_the_key_that_opens_its_dialog_lands_in_it(tmp_path: Path) -> None:
    record = tmp_path / "incidents.db"
    with room(record) as terminal:
        terminal.until_written("No incident is open")
        terminal.press("dc\t\t3\tn\r\tA\r\x13p")
        terminal.until(lambda: declared(record) is not None, "the incident")
        made = declared(record)
        assert made is not None
        assert (made.title, made.impact, made.client) == ("c", "n", "A")


@pytest.mark.parametrize("keys", ["qd", "dcheckout\x11"])
def test_what_is_typed_around_the_key_that_leaves_does_no_harm(tmp_path: Path, keys: str) -> None:
    record = tmp_path / "incidents.db"
    with room(record) as terminal:
        terminal.until_written("No incident is open")
        terminal.press(keys)
        assert terminal.ended() == 0
        assert b"failed" not in terminal.written


def test_text_in_one_write_with_the_key_that_opens_the_composer_lands_in_it(tmp_path: Path) -> None:
    record = tmp_path / "incidents.db"
    with Store.open(record, create=True) as store:
        desk = Desk(store, SystemClock(), Policy(), "alice")
        desk.declare(title="Mail is stuck", because=[Criterion.PRODUCTION], impact="none", client="ACME")
    with room(record) as terminal:
        terminal.until_written("Mail is stuck")
        terminal.press("uab\tcd")
        terminal.until(
            lambda: {"done": "ab", "next": "cd"}.items() <= kept(record).items(), "the whole draft"
        )


def test_the_composer_takes_tab_and_text_in_one_write(tmp_path: Path) -> None:
    record = tmp_path / "incidents.db"
    with Store.open(record, create=True) as store:
        desk = Desk(store, SystemClock(), Policy(), "alice")
        desk.declare(
            title="Mail is stuck", because=[Criterion.PRODUCTION], impact="no mail leaves", client="ACME"
        )
    with room(record) as terminal:
        terminal.until_written("Mail is stuck")
        terminal.press("u")
        terminal.until_written("Looking into")
        terminal.press("ab\tcd\tef")
        wanted = {"done": "ab", "next": "cd", "investigating": "ef"}
        terminal.until(lambda: wanted.items() <= kept(record).items(), "the whole draft")


def kept(record: Path) -> dict[str, str]:
    """The draft of alice's update."""
    with Store.open(record, create=False) as store:
        drafts = store.drafts("alice")
        return drafts[0].fields if drafts else {}
