"""What came of messages on their way, as the timeline says it: by nobody, who is called the postman."""

from tests.domain.incident_life import Life, clock
from tests.domain.sent import MAIL, SLACK, came, profile, sending, sent, told_by

from incident_console.domain.settling import retry, settle
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.reports.delivery_lines import author
from incident_console.reports.log_rows import log_rows
from incident_console.reports.timeline import headline


def said(life: Life, back: int = 0) -> str:
    return headline(life.entries[-1 - back], life.incident)


def written(**more: object) -> Life:
    return sending(told_by(MAIL, SLACK)).wait(minutes=5).update(30, posted=False)


def test_what_arrived_says_what_became_of_the_promise() -> None:
    life = came(written(), channel="slack")
    assert said(life) == "update 1 arrived by slack (posted); the client was told"
    assert said(came(life)) == "update 1 arrived by mail (ops@acme.example) (accepted)"
    came(life.wait(minutes=20).update(30, posted=False), channel="slack")
    assert said(life) == (
        "update 2 arrived by slack (posted); the client was told; promise kept with 10 min left"
    )
    assert [author(entry) for entry in life.entries[-2:]] == ["alice", "postman"]
    assert log_rows(life.incident)[-1]["by"] is None


def test_one_of_several_clients_is_named() -> None:
    policy = told_by(ACME=profile("ACME", MAIL), Globex=profile("Globex", SLACK))
    life = sending(policy, clients=("ACME", "Globex")).update(30, posted=False)
    came(life, client="Globex", channel="slack")
    assert said(life) == "update 1 to Globex arrived by slack (posted); Globex was told"


def test_what_did_not_arrive_says_why() -> None:
    life = came(written(), DeliveryOutcome.REFUSED, reason="550 no such mailbox")
    assert said(life) == "update 1 was refused by mail (ops@acme.example): 550 no such mailbox"
    came(life, DeliveryOutcome.UNCERTAIN, channel="slack", reason="the answer was lost")
    assert said(life) == "whether update 1 arrived by slack is uncertain: the answer was lost"
    came(life, DeliveryOutcome.REFUSED, reason="overtaken by update 2", attempts=0)
    assert said(life) == "update 1 was not sent by mail (ops@acme.example): overtaken by update 2"


def test_what_somebody_says_of_it_later() -> None:
    life = came(written(), DeliveryOutcome.UNCERTAIN, channel="slack", reason="cut").wait(until="14:20")
    life.act(settle, message=sent(life).id, arrived=True)
    assert said(life) == "update 1 arrived after all by slack; the client was told"
    assert sent(life).out_at == clock("14:05")
    came(life, DeliveryOutcome.REFUSED, reason="550")
    life.act(retry, message=sent(life).id)
    assert said(life) == "update 1 is sent once more by mail (ops@acme.example)"
