"""An incident as a document to keep or to review: Markdown, HTML, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.reports import message_rows, metrics, views
from incident_console.reports.document import Reads, document
from incident_console.reports.log_rows import log_rows
from incident_console.reports.markdown import markdown
from incident_console.reports.stamps import stamp
from incident_console.words import Clocks

if TYPE_CHECKING:
    from jinja2 import Template

COLUMNS = (
    *("seq", "occurred_at", "recorded_at", "type", "by", "headline", "text"),
    *("struck", "struck_by", "struck_why"),
)
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a cell begins with that a spreadsheet would calculate."""


class Format(StrEnum):
    """What an incident can be exported as."""

    MD = "md"
    HTML = "html"
    JSON = "json"
    CSV = "csv"


def export(
    incident: Incident,
    format: Format | str,
    now: datetime,
    policy: Policy,
    *,
    anchor: str = "",
    damaged: str = "",
) -> str:
    """The incident as a document in one of the formats.

    Args:
        policy: whose zone is that of who makes it; data, JSON and CSV, is in UTC.
        now: the time at hand, UTC: what is overdue or has lapsed is judged by it.
        anchor: the last hash of the record, which shows later whether anything was cut off.

        damaged: why this is not all of it, which the document says.

    Raises:
        ValueError: for another format.
    """

    def reads(client: str | None) -> Clocks:
        return Clocks(policy.zone_for(None), policy.zone_for(client), now)

    match Format(format):
        case Format.MD:
            return markdown(document(incident, reads, anchor, damaged=bool(damaged)))
        case Format.HTML:
            return html(incident, reads, anchor, damaged=bool(damaged))
        case Format.JSON:
            return as_json(incident, now, policy, anchor, damaged)
        case Format.CSV:
            return as_csv(incident)


def html(incident: Incident, reads: Reads, anchor: str, *, damaged: bool = False) -> str:
    """One page that needs nothing from elsewhere and runs nothing."""
    return page().render(document=document(incident, reads, anchor, damaged=damaged))


@cache
def page() -> Template:
    """The page's template; everything put into it is escaped."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    file = Path(__file__).with_name("templates") / "report.html.jinja"
    return environment.from_string(file.read_text("utf-8"))


def as_json(incident: Incident, now: datetime, policy: Policy, anchor: str, damaged: str = "") -> str:
    """Everything as data, in plain ASCII."""
    told = [
        {
            **message_rows.unsent_row(message, incident),
            "out_at": stamp(message.out_at),
            "where": message.where or None,
            "told": [
                {"client": each.client, "at": stamp(each.out_at), "where": each.where or None}
                for each in message.told
            ],
        }
        for message in incident.messages.values()
    ]
    answer: dict[str, Any] = {
        "made_at": stamp(now),
        "incident": views.show(incident, now, policy, damaged=damaged),
        "figures": metrics.of(incident, now),
        "log": log_rows(incident),
        "messages": told,
        "anchor": anchor or None,
    }
    # In plain ASCII, which no editor or mail turns into something else.
    return json.dumps(answer, indent=2) + "\n"


def as_csv(incident: Incident) -> str:
    """The timeline, a row an entry."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in log_rows(incident):
        writer.writerow([cell(row[name]) for name in COLUMNS])
    return written.getvalue()


def cell(value: Any) -> str:
    """A value that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    # A text that a client typed must not run where somebody opens the file.
    return f"'{text}" if text.startswith(FORMULA) else text
