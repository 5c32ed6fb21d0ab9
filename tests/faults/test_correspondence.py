"""Random histories of messages on their way: the record agrees with what real servers took."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.mail import Mailbox, delivering_to
from tests.delivery.web import says, serving
from tests.faults.agreement import holds
from tests.faults.correspondence import Correspondence
from tests.faults.services import Services
from tests.long_run import LongRun


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    mailbox = Mailbox()
    with serving(says(200)) as slack, serving(says(200)) as hook, delivering_to(mailbox) as port:
        yield Services(slack, hook, mailbox, port)


def lived_through(folder: Path, services: Services, seed: int, steps: int) -> None:
    services.taken.clear()
    services.mailbox.taken.clear()
    services.well()
    life = Correspondence(folder, services, seed)
    for _ in range(steps):
        life.step()
    life.come_to_rest()
    holds(life)
    life.file.close()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_the_record_agrees_with_what_was_taken(
    tmp_path: Path, services: Services, seed: int
) -> None:
    lived_through(tmp_path, services, seed, steps=60)


@pytest.mark.long
def test_whatever_happens_for_long(tmp_path: Path, services: Services, long_run: LongRun) -> None:
    for seed in long_run.rounds():
        folder = tmp_path / str(seed)
        folder.mkdir()
        lived_through(folder, services, seed, steps=60 + seed % 5 * 60)
