"""What docs/PORTAL.md shows works: each recipe is run against a portal that answers as is documented."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from markdown_it import MarkdownIt
from tests.delivery.parcels import parcel
from tests.delivery.portals import TOKEN, Portal, Said, github, gitlab, jira, zendesk
from tests.delivery.web import Web, serving

from incident_console.config.channels import Channel
from incident_console.config.settings import parse_config
from incident_console.delivery.kinds import carry, unready
from incident_console.delivery.parcel import Parcel
from incident_console.delivery.receipt import Receipt
from incident_console.delivery.ticket_trial import sample_comment, sample_creation
from incident_console.domain.vocabulary import DeliveryOutcome

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "PORTAL.md").read_text()
JIRA = "Jira Service Management (Cloud)"
PRODUCTS = {JIRA: jira, "Zendesk": zendesk, "GitHub": github, "GitLab": gitlab}
HOSTILE = (
    'Impact: "30 %" fail \\ <b>ünïcode</b> @everyone @acme/all\n/close\n\n```\n{noformat} {{ ref }} ${x}\n'
    "```\n\n- last\n[019a]"
)
LINKS = {
    JIRA: ("HELPDESK-1", "https://acme.atlassian.net/browse/HELPDESK-1"),
    "Zendesk": ("35436", "https://acme.zendesk.com/agent/tickets/35436"),
    "GitHub": ("1347", "https://github.com/acme/incidents/issues/1347"),
    "GitLab": ("14", "https://gitlab.example.com/acme/incidents/-/issues/14"),
}
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
LIMITS: list[tuple[str, Said, float]] = [
    (JIRA, (429, "", {"Retry_After": "5", "RateLimit_Reason": "jira-burst-based"}), 5),
    (JIRA, (503, "", {"Retry_After": "7"}), 7),
    ("Zendesk", (429, "Rate limit for ticket updates exceeded, please wait", {"Retry_After": "93"}), 93),
    ("GitHub", (403, {"message": SECONDARY}, {"Retry_After": "60"}), 60),
    ("GitHub", (403, {"message": SECONDARY}, {}), 60),
    ("GitHub", (429, {"message": "limit"}, {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1"}), 0),
    ("GitHub", (403, "", {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "9999999999"}), 86_400),
    ("GitLab", (429, {"message": "This endpoint has been requested too often"}, {"Retry_After": "600"}), 600),
]  # fmt: skip


def shown(language: str, text: str = PAGE) -> list[str]:
    """The blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def recipe(product: str) -> str:
    """The configuration that a product's section shows."""
    (found,) = shown(
        "toml", re.split(rf"^### {re.escape(product)}.*$", PAGE, flags=re.MULTILINE)[1].split("\n#")[0]
    )
    return found


def understood(text: str, base: str) -> Channel:
    """The portal of a recipe, whose server is on this machine."""
    inside = re.sub(r'(?m)^(url = ")https://[^/]+', rf"\1{base}", text)
    config = parse_config(
        inside.replace('kind = "ticket"\n', 'kind = "ticket"\nprivate = true\n'), Path("/c.toml")
    )
    assert config.mistakes == ()
    return config.channels["portal"]


@pytest.fixture(params=PRODUCTS)
def product(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in ("JIRA", "ZENDESK", "GITHUB", "GITLAB"):
        monkeypatch.setenv(f"{name}_TOKEN", TOKEN)
    return str(request.param)


@pytest.fixture
def portal(product: str) -> Portal:
    return Portal(PRODUCTS[product])


@pytest.fixture
def web(portal: Portal) -> Iterator[Web]:
    with serving(portal) as running:
        yield running


@pytest.fixture
def channel(product: str, web: Web) -> Channel:
    return understood(recipe(product), web.url(""))


def comment(ticket: str, **given: Any) -> Parcel:
    return msgspec.structs.replace(sample_comment(), ticket=ticket, **given)


def created(channel: Channel, **given: Any) -> Receipt:
    return carry(msgspec.structs.replace(sample_creation(), **given), channel)


def test_the_recipe_is_understood_as_it_stands(product: str) -> None:
    config = parse_config(recipe(product), Path("/c.toml"))
    assert config.mistakes == ()
    assert unready(config.channels["portal"]) is None
    assert TOKEN not in str(config.channels["portal"].shown())


def test_it_creates_a_ticket_and_writes_to_it_in_order(
    product: str, portal: Portal, channel: Channel
) -> None:
    receipt = created(channel)
    assert receipt.outcome is DeliveryOutcome.DELIVERED, receipt
    assert (receipt.ticket, receipt.url) == LINKS[product]
    keys = [f"{n:032x}" for n in range(3)]
    for n, key in enumerate(keys):
        answer = carry(comment(receipt.ticket, key=key, text=f"{HOSTILE} {n}"), channel)
        assert answer.outcome is DeliveryOutcome.DELIVERED, answer
    ticket = portal.tickets[receipt.ticket]
    assert ticket.title == "INC-7K3Q: Checkout answers 502"
    assert sample_creation().text.splitlines()[-1] in ticket.text
    assert [re.findall(r"\[019a\] (\d)", each) for each in ticket.comments] == [["0"], ["1"], ["2"]]
    assert ticket.private
    assert ticket.private_comments == [True] * 3
    assert portal.keys[1:] == keys


def test_what_was_typed_stands_there_word_for_word_and_orders_nothing(
    product: str, portal: Portal, channel: Channel
) -> None:
    receipt = created(channel, text=HOSTILE)
    assert carry(comment(receipt.ticket, text=HOSTILE), channel).outcome is DeliveryOutcome.DELIVERED
    ticket = portal.tickets[receipt.ticket]
    for written in (ticket.text, *ticket.comments):
        assert literal(product, written) == HOSTILE
    assert not ticket.closed


def literal(product: str, written: str) -> str:
    """What a portal shows of a text as it was typed; it fails where anything of it is more than text."""
    if product in ("GitHub", "GitLab"):
        (block,) = MarkdownIt("commonmark").parse(written)
        assert block.type == "code_block"
        return block.content.rstrip("\n")
    if product == "Zendesk":
        assert "{{" not in written, "it would be filled in"
        return written.replace("{ {", "{{")
    before, text, after = written.split("{noformat}")
    assert (before, after) == ("", "")
    return text.strip("\n").replace(" {{ ref }}", "{noformat} {{ ref }}", 1)


def test_a_token_that_is_wrong_and_a_ticket_that_is_none_are_refused(
    product: str, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = carry(comment("99"), channel)
    assert (receipt.outcome, receipt.reason[:3]) == (DeliveryOutcome.REFUSED, "404")
    for name in ("JIRA", "ZENDESK", "GITHUB", "GITLAB"):
        monkeypatch.setenv(f"{name}_TOKEN", f"{TOKEN}-wrong")
    for answer in (created(channel), carry(comment("1"), channel)):
        assert (answer.outcome, answer.reason[:3]) == (DeliveryOutcome.REFUSED, "401")
        assert TOKEN not in answer.reason


def test_a_recipe_that_leaves_out_what_is_needed_is_refused_in_the_portal_s_words(
    product: str, web: Web
) -> None:
    """The portal here looks at what it gets, or the tests above would say nothing."""
    names = {"Zendesk": '"comment"', JIRA: '"summary"'}
    broken = understood(recipe(product).replace(names.get(product, '"title"'), '"nothing"'), web.url(""))
    receipt = created(broken)
    assert receipt.outcome is DeliveryOutcome.REFUSED
    words = {"Zendesk": "RecordInvalid", "GitHub": "Validation Failed", "GitLab": '"title" not given'}
    assert words.get(product, "could not be created") in receipt.reason.replace("\\", "")


@pytest.mark.parametrize(("product", "said", "seconds"), LIMITS, indirect=["product"])
def test_a_limit_is_waited_for_as_the_product_documents_it(
    portal: Portal, channel: Channel, said: Said, seconds: float
) -> None:
    receipt = created(channel)
    portal.busy = said
    for answer in (created(channel), carry(comment(receipt.ticket), channel)):
        assert (answer.outcome, answer.retry_after) == (DeliveryOutcome.WAITING, seconds)
    assert len(portal.tickets) == 1


def test_what_a_program_is_given_has_the_names_of_the_examples() -> None:
    of_comment, of_creation = (json.loads(each) for each in shown("json"))
    assert list(of_comment) == list(sample_comment().as_values())
    assert list(of_creation) == list(sample_creation().as_values())
    assert list(of_comment)[: len(parcel().as_values())] == list(parcel().as_values())


def test_the_first_example_is_understood() -> None:
    config = parse_config(shown("toml")[0], Path("/c.toml"))
    assert config.mistakes == ()
    assert config.inside.portal is not None
    assert config.inside.portal.creates
