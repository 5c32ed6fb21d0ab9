"""Support portals on a socket of their own, which take, refuse and answer as their documentation says."""

from __future__ import annotations

import json
import re
import socket
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.delivery.web import Received, says

TOKEN = "canary-token-7f3a"
Said = tuple[int, Any, dict[str, str]]


@dataclass
class Ticket:
    """A ticket as a portal holds it."""

    id: str
    title: str
    text: str
    private: bool
    comments: list[str] = field(default_factory=list)
    private_comments: list[bool] = field(default_factory=list)
    closed: bool = False


@dataclass
class Portal:
    """A running portal: what it holds, and whether it is busy."""

    product: Callable[[Portal, Received, Any], Said]
    tickets: dict[str, Ticket] = field(default_factory=dict)
    busy: Said | None = None
    keys: list[str] = field(default_factory=list)

    def __call__(self, connection: socket.socket, request: Received) -> None:
        status, body, headers = self.busy or self._answer(request)
        text = body if isinstance(body, str) else json.dumps(body)
        says(status, text, **headers)(connection, request)

    def _answer(self, request: Received) -> Said:
        try:
            told = json.loads(request.body)
        except ValueError:
            told = None
        self.keys.append(request.headers["idempotency-key"])
        return self.product(self, request, told)

    def add(self, id: str, title: str, text: str, *, private: bool) -> None:
        self.tickets[id] = Ticket(id, title, text, private)

    def comment(self, id: str, text: str, *, private: bool) -> None:
        self.tickets[id].comments.append(text)
        self.tickets[id].private_comments.append(private)


def basic(user: str) -> str:
    return f"Basic {b64encode(f'{user}:{TOKEN}'.encode()).decode()}"


def has(told: Any, *names: str) -> bool:
    """Whether each of these is a text with something in it."""
    return isinstance(told, Mapping) and all(isinstance(told.get(each), str) and told[each] for each in names)


def jira(portal: Portal, request: Received, told: Any) -> Said:
    """Jira Service Management Cloud REST API: customer requests and their comments."""

    def wrong(status: int, sentence: str) -> Said:
        named = {"i18nKey": "sd.error", "parameters": []}
        return status, {"errorMessage": sentence, "i18nErrorMessage": named}, {}

    if request.headers.get("authorization") != basic("bot@acme.example"):
        return wrong(401, "Client must be authenticated to access this resource.")
    if request.headers.get("accept") != "application/json":
        return wrong(406, "Not acceptable")
    if (request.method, request.path) == ("POST", "/rest/servicedeskapi/request"):
        fields = told.get("requestFieldValues") if isinstance(told, Mapping) else None
        if not (has(told, "serviceDeskId", "requestTypeId") and isinstance(fields, Mapping)):
            return wrong(400, "Your request could not be created. A field is missing.")
        if not has(fields, "summary"):
            return wrong(
                400, "Your request could not be created. Please check the fields have been filled in."
            )
        key = f"HELPDESK-{len(portal.tickets) + 1}"
        portal.add(key, fields["summary"], fields.get("description", ""), private=True)
        base = "https://acme.atlassian.net"
        return (
            201,
            {
                "_expands": ["participant", "status", "sla", "requestType", "serviceDesk", "comment"],
                "issueId": "107001",
                "issueKey": key,
                "requestTypeId": told["requestTypeId"],
                "serviceDeskId": told["serviceDeskId"],
                "requestFieldValues": [{"fieldId": name, "value": value} for name, value in fields.items()],
                "_links": {
                    "jiraRest": f"{base}/rest/api/2/issue/107001",
                    "web": f"{base}/servicedesk/customer/portal/10/{key}",
                    "self": f"{base}/rest/servicedeskapi/request/107001",
                },
            },
            {},
        )
    found = re.fullmatch(r"/rest/servicedeskapi/request/([^/]+)/comment", request.path)
    if request.method != "POST" or found is None or found[1] not in portal.tickets:
        return wrong(404, "The request you requested does not exist.")
    if not has(told, "body") or not isinstance(told.get("public"), bool):
        return wrong(400, "A comment body is required.")
    portal.comment(found[1], told["body"], private=not told["public"])
    return 201, {"id": "1000", "body": told["body"], "public": told["public"]}, {}


def zendesk(portal: Portal, request: Received, told: Any) -> Said:
    """Zendesk Ticketing API: tickets, whose updates are the comments."""
    if request.headers.get("authorization") != basic("bot@acme.example/token"):
        return 401, {"error": "Couldn't authenticate you"}, {}
    if not request.headers.get("content-type", "").startswith("application/json"):
        return 415, "Unsupported media type", {}
    given = told.get("ticket") if isinstance(told, Mapping) else None
    written = given.get("comment") if isinstance(given, Mapping) else None
    blank = [{"type": "blank", "description": "can't be blank"}]
    invalid = {
        "error": "RecordInvalid",
        "description": "Record validation errors",
        "details": {"value": blank},
    }
    found = re.fullmatch(r"/api/v2/tickets(?:/(\d+))?\.json", request.path)
    if found is None or (found[1] and found[1] not in portal.tickets):
        return 404, {"error": "RecordNotFound", "description": "Not found"}, {}
    if not (isinstance(given, Mapping) and isinstance(written, Mapping) and has(written, "body")):
        return 422, invalid, {}
    private = written.get("public") is False
    if found[1]:
        if request.method != "PUT":
            return 405, "", {}
        portal.comment(found[1], written["body"], private=private)
        return 200, {"ticket": {"id": int(found[1])}, "audit": {"events": [written]}}, {}
    if request.method != "POST":
        return 405, "", {}
    if given.get("priority") not in ("urgent", "high", "normal", "low"):
        return 422, invalid, {}
    new = 35_436 + len(portal.tickets)
    portal.add(str(new), given.get("subject", ""), written["body"], private=private)
    at = f"https://acme.zendesk.com/api/v2/tickets/{new}.json"
    repeated: dict[str, Any] = {
        "url": at,
        "id": new,
        "external_id": given.get("external_id"),
        "custom_fields": [],
    }
    answer = {"ticket": {**repeated, "description": written["body"]}, "audit": {"events": [written] * 3}}
    return 201, answer, {"Location": at, "x_idempotency_lookup": "miss"}


def github(portal: Portal, request: Received, told: Any) -> Said:
    """GitHub REST API 2022-11-28: issues and their comments."""
    documentation = "https://docs.github.com/rest/issues"

    def wrong(status: int, message: str, **more: Any) -> Said:
        return status, {"message": message, **more, "documentation_url": documentation}, {}

    if not request.headers.get("user-agent"):
        return 403, "Request forbidden by administrative rules.", {}
    if request.headers.get("authorization") != f"Bearer {TOKEN}":
        return wrong(401, "Bad credentials")
    if request.headers.get("x-github-api-version") != "2022-11-28":
        return wrong(400, "This version is not supported")
    if not isinstance(told, Mapping):
        return wrong(400, "Problems parsing JSON")
    found = re.fullmatch(r"/repos/acme/incidents/issues(?:/(\d+)/comments)?", request.path)
    if request.method != "POST" or found is None or (found[1] and found[1] not in portal.tickets):
        return wrong(404, "Not Found")
    needed = "body" if found[1] else "title"
    if not has(told, needed):
        missing = {"resource": "Issue", "code": "missing_field", "field": needed}
        return wrong(422, "Validation Failed", errors=[missing])
    if any(len(str(told.get(each, ""))) > 65_536 for each in ("body", "title")):
        return wrong(422, "Validation Failed", errors=[{"message": "body is too long"}])
    site = "https://github.com/acme/incidents/issues"
    person = {"login": "bot", "id": 1, "urls": ["https://api.github.com/users/bot/following"] * 40}
    if found[1]:
        portal.comment(found[1], told["body"], private=True)
        return 201, {"user": person, "id": 1, "html_url": f"{site}/{found[1]}#issuecomment-1"}, {}
    number = 1347 + len(portal.tickets)
    portal.add(str(number), told["title"], told.get("body", ""), private=True)
    repeated = {"url": f"https://api.github.com/repos/acme/incidents/issues/{number}", "user": person}
    return 201, {**repeated, "id": 9, "number": number, "html_url": f"{site}/{number}", **told}, {}


def gitlab(portal: Portal, request: Received, told: Any) -> Said:
    """GitLab REST API v4: issues and notes, in which a line that begins with a slash is a quick action."""
    if request.headers.get("private-token") != TOKEN:
        return 401, {"message": "401 Unauthorized"}, {}
    found = re.fullmatch(r"/api/v4/projects/1234/issues(?:/(\d+)/notes)?", request.path)
    if request.method != "POST" or found is None:
        return 404, {"error": "404 Not Found"}, {}
    if found[1] and found[1] not in portal.tickets:
        return 404, {"message": "404 Issue Not Found"}, {}
    needed = "body" if found[1] else "title"
    if not has(told, needed):
        return 400, {"message": f'400 (Bad request) "{needed}" not given'}, {}
    text = told.get("body" if found[1] else "description", "")
    closes = re.search(r"(?m)^/close\b", text) is not None
    if found[1]:
        portal.comment(found[1], text, private=told.get("internal") is True)
        portal.tickets[found[1]].closed |= closes
        note = {
            "id": 302,
            "body": text,
            "noteable_iid": int(found[1]),
            "internal": told.get("internal", False),
        }
        return 201, note, {}
    if told.get("issue_type", "issue") not in ("issue", "incident", "test_case", "task"):
        return 400, {"error": "issue_type does not have a valid value"}, {}
    iid = 14 + len(portal.tickets)
    portal.add(str(iid), told["title"], text, private=told.get("confidential") is True)
    portal.tickets[str(iid)].closed |= closes
    issue = {"project_id": 1234, "id": 84, "iid": iid, "title": told["title"], "state": "opened"}
    return 201, {**issue, "web_url": f"https://gitlab.example.com/acme/incidents/-/issues/{iid}"}, {}
