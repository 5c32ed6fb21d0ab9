"""Documents hold everything that a review needs; what was typed stays text in all of them."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from tests.domain.incident_life import Life, Shift, clock, declared

from incident_console.domain import actions, promises, response
from incident_console.domain.policy import Policy
from incident_console.domain.review import review
from incident_console.domain.vocabulary import Remedy
from incident_console.reports.export import COLUMNS, Format, export
from incident_console.reports.markdown import escaped, fence, paragraphs

ANCHOR = "ab" * 32
HOSTILE = "<script src=//x>alert(1)</script> | `a` **b** [c](http://d) ![e](http://f) ~~g~~ &amp;"


def life() -> Life:
    """A life with a bit of everything that a review looks at."""
    given = declared(client="ACME", ticket="SUP-1042", started_at=clock("13:40"), impact="all checkouts")
    given.update(minutes=30).wait(minutes=34)
    given.note("Pool at 100 %", at=clock("14:10"))
    given.note("wrong place").act(response.strike, seq=given.entries[-1].seq, why="another incident")
    given.update(minutes=30).wait(minutes=5).hand_over("bob")
    given.act(actions.add_action, what="add a test", owner="carol", due=clock("18:00"), follow_up=True)
    given.close()
    given.act(review, root_cause="a full pool", factors=["no alert"], recommendations=["add one"])
    return given


def text(given: Life, format: str, anchor: str = ANCHOR) -> str:
    return export(given.incident, format, given.now, Policy(), anchor=anchor)


class Page(HTMLParser):
    """The words and the tags of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += f" {data.strip()}"


@pytest.mark.parametrize("format", [Format.MD, Format.HTML])
def test_a_document_holds_what_a_review_needs(format: Format) -> None:
    given = life()
    source = text(given, format)
    words = Page(source).words if format is Format.HTML else source
    words = " ".join(words.replace("\\", "").replace("*", "").split())
    for said in (
        "Checkout answers 502",
        "P1 Critical",
        "all checkouts",
        "2026-09-01 13:40",
        "A release broke the checkout",
        "recorded 2026-09-01 14:34",
        "Pool at 100 %",
        "wrong place",
        "struck by alice at 2026-09-01 14:34: another incident",
        "4 min late",
        "kept at 2026-09-01 14:39",
        "accepted a handover",
        "add a test (follow-up)",
        "no alert",
        "a full pool",
        "59 min",
        ANCHOR,
    ):
        assert said in words, said
    assert "DRILL" not in words


@pytest.mark.parametrize("format", list(Format))
def test_every_format_holds_the_words_of_every_entry(format: Format) -> None:
    source = text(life(), format)
    assert "Pool at 100" in source
    assert "wrong place" in source


@pytest.mark.parametrize("format", [Format.MD, Format.HTML])
def test_a_drill_says_so_first_and_last(format: Format) -> None:
    words = text(declared(drill=True), format)
    body = words[words.find("<body") :] if format is Format.HTML else words
    banner = "DRILL – this is an exercise"
    assert body.count(banner) == 2
    assert body.find(banner) < body.find("Checkout answers 502") < body.rfind("Review") < body.rfind(banner)


@pytest.mark.parametrize("format", list(Format))
def test_an_incident_without_anything_can_be_exported(format: Format) -> None:
    assert "Checkout answers 502" in text(declared(), format, anchor="")
    assert "Anchor" not in text(declared(), format, anchor="")


def hostile() -> Life:
    """Whatever can be typed is hostile."""
    given = declared(title=HOSTILE, client=HOSTILE, ticket=HOSTILE, impact=f"# h\n{HOSTILE}\n- item\n1. one")
    given.update(impact=HOSTILE, done="```\n````\n</pre><img src=x onerror=y>", next_steps=HOSTILE)
    given.act(actions.add_action, what=HOSTILE, owner=HOSTILE[:60])
    given.act(promises.reschedule, due=clock("16:00"), why=HOSTILE, posted=True)
    given.close(what=f"# h\n{HOSTILE}", customer_impact="> q\n---", prevention="=1+1\n====")
    given.act(review, root_cause=HOSTILE, factors=[HOSTILE], recommendations=[f"- {HOSTILE}"])
    return given


def test_a_page_runs_nothing_and_fetches_nothing() -> None:
    page = Page(text(hostile(), "html"))
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "iframe", "link", "object", "embed", "form", "a", "base", "svg"}
    attributes = {name for _, attributes in page.tags for name in attributes}
    assert attributes <= {"lang", "charset", "http-equiv", "content", "name", "class", "scope"}
    assert HOSTILE in page.words
    source = text(hostile(), "html")
    assert "default-src 'none'" in source
    style = source[source.index("<style>") : source.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    for needed in ("prefers-color-scheme: dark", "@media print"):
        assert needed in style


def test_markdown_makes_nothing_of_what_was_typed() -> None:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = [
        token for block in parser.parse(text(hostile(), "md")) for token in (block, *(block.children or []))
    ]
    kinds = {token.type for token in tokens}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "s_open", "em_open", "code_block"}
    assert not kinds & {"hr", "blockquote_open", "ordered_list_open"}
    heads = [token.tag for token in tokens if token.type == "heading_open"]
    assert (heads.count("h1"), heads.count("h2")) == (1, 8)
    assert heads.count("h3") == len(hostile().incident.messages)
    code = [token.content for token in tokens if token.type == "code_inline"]
    assert code == [ANCHOR]
    fences = [token.content for token in tokens if token.type == "fence"]
    assert len(fences) == len(hostile().incident.messages)
    assert max(token.level for token in tokens if token.type == "list_item_open") == 1
    rows = [token for token in tokens if token.type in ("td_open", "tr_open")]
    cells = [len(row) for row in "".join(token.tag[1] for token in rows).split("r") if row]
    assert set(cells) == {4, 5}
    assert HOSTILE in "".join(token.content for token in tokens if token.type == "text")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("- a", "\\- a"),
        ("# a", "\\# a"),
        ("1. a", "&#49;. a"),
        ("12) a", "&#49;2) a"),
        ("12 %", "12 %"),
        ("a_b*c", "a\\_b\\*c"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("a|b", "a\\|b"),
    ],
)
def test_markdown_is_escaped(typed: str, written: str) -> None:
    assert escaped(typed) == written


def test_lines_of_a_text_stay_lines() -> None:
    assert paragraphs("one\n  two\n\n# three") == "one  \ntwo  \n\n\\# three"


def test_a_fence_is_longer_than_any_inside() -> None:
    assert fence("a ```` b") == "`````text\na ```` b\n`````"
    assert fence("plain") == "```text\nplain\n```"


def test_csv_calculates_nothing() -> None:
    given = declared()
    for typed in ("=1+1", "+1", "-1", "@sum(a1)", "＝1", 'a, "b"\nc'):
        given.note(typed)
    rows = list(csv.DictReader(io.StringIO(text(given, "csv"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["text"] for row in rows[1:]] == ["'=1+1", "'+1", "'-1", "'@sum(a1)", "'＝1", 'a, "b"\nc']
    assert [row["headline"] for row in rows[1:4]] == ["'=1+1", "'+1", "'-1"]
    assert rows[0]["occurred_at"] == "2026-09-01T14:00:00Z"


def test_json_is_plain_ascii_and_complete() -> None:
    given = declared(Shift(), title="Überlauf \u2028").update()
    source = text(given, "json")
    assert source.isascii()
    answer = json.loads(source)
    assert answer.keys() == {"made_at", "incident", "figures", "log", "messages", "anchor"}
    assert (answer["anchor"], answer["incident"]["title"], len(answer["log"])) == (ANCHOR, "Überlauf", 3)
    assert answer["messages"][0]["out_at"] == "2026-09-01T14:00:00Z"


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="pdf"):
        text(declared(), "pdf")


@pytest.mark.parametrize(
    ("remedy", "said"), [("restored", True), ("mitigated", False), ("workaround", False)]
)
def test_only_restored_says_that_service_was_restored(remedy: str, said: bool) -> None:
    given = declared().wait(minutes=5).resolve(remedy=Remedy(remedy), restored_at=clock("14:04"))
    for kind in (Format.MD, Format.HTML):
        assert ("service restored" in text(given, kind).lower()) == said
