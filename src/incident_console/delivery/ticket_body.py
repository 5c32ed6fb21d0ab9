"""The body of a request to the support portal: by a template, else what programs are given."""

from __future__ import annotations

import json

from incident_console.delivery.parcel import Parcel
from incident_console.messages.render import TextBroken, text_by


class BodyBroken(Exception):
    """By its template no body can be written; the sentence says why."""


def body_of(template: str, parcel: Parcel, *, as_json: bool) -> bytes:
    """Return the body of a request.

    Args:
        template: what is given the names that programs are given; empty: the JSON that they are given.
        parcel: what is sent.
        as_json: whether it has to be JSON.

    Raises:
        BodyBroken: the template does not work, never ends, writes too much, or no JSON where that is needed.
    """
    values = dict(parcel.as_values())
    if not template:
        return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")
    try:
        text = text_by(template, values)
    except TextBroken as broken:
        raise BodyBroken(f"its body cannot be written: {broken}") from None
    if as_json:
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            raise BodyBroken("its body is no JSON; write every value as {{ text | tojson }}") from None
    return text.encode("utf-8", "replace")
