"""The board's filter finds what the board shows, in every script, as a search does."""

from pathlib import Path

import pytest

from incident_console.domain.entry import FirstUpdate
from incident_console.domain.summary import SummaryRow
from incident_console.reports.matching import matches
from incident_console.store.store import Store
from tests.store.scribe import NOON, declare


@pytest.fixture
def row(tmp_path: Path) -> SummaryRow:
    with Store.open(tmp_path / "some.db") as store:
        declare(
            store,
            ref="INC-7K3Q",
            title="支払いサービスが停止 at Łódź, e-mail late",
            owner="Đorđe",
            client="Straßen AG",
            others=(FirstUpdate(client="Globex", due_at=NOON),),
            ticket="SUP-1042",
            drill=True,
        )
        return store.board(NOON)[0]


@pytest.mark.parametrize(
    "wanted",
    [
        *(
            "サービス",
            "停止",
            "lodz",
            "ŁÓDŹ",
            "dorde",
            "strassen",
            "strasse ag",
            "globex",
            "7k3q",
            "K3",
            "inc-7k",
            "sup-10",
        ),
        *(
            "p2",
            "investigating",
            "drill",
            "first update",
            "mail",
            "e-mail",
            '"mail late"',
            "late lodz",
            "",
            '"',
            "%",
        ),
    ],
)
def test_what_the_board_shows_is_found(row: SummaryRow, wanted: str) -> None:
    assert matches(row, wanted)


@pytest.mark.parametrize("wanted", ["停電", "lodz paris", "p1", '"late mail"', "bob", "정지"])
def test_what_it_does_not_show_is_not(row: SummaryRow, wanted: str) -> None:
    assert not matches(row, wanted)
