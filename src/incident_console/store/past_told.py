"""What the board of older files did not tell of how an incident went, written on it from the log."""

from __future__ import annotations

from incident_console.store import engine, salvage
from incident_console.store.summary_rows import FIELDS, to_row

OF_THE_PAST = ("highest_severity", "closed_seconds", "review_due_at", "reviewed_at")
"""What the board of a file up to version 5 did not tell."""


def tell_of_the_past(connection: engine.Connection) -> None:
    """Write on the board how severe each incident was at most, how long it was closed, and of its review.

    What cannot be read is left as it stands.
    """
    columns = [FIELDS.index(name) for name in OF_THE_PAST]
    change = ", ".join(f"{name} = ?" for name in OF_THE_PAST)
    for incident in salvage.incidents(connection):
        if (row := salvage.from_log(connection, incident)) is not None:
            connection.execute(
                f"UPDATE incidents SET {change} WHERE id = ?", (*to_row(row, columns), incident)
            )
