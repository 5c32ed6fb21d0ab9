"""The figures at a glance of all incidents that are meant, however many: counted by SQL, where they lie."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from incident_console.store import engine, search
from incident_console.store.history import DRILLS, NO_DRILLS, OUTCOMES, conditions, interruptible, saying
from incident_console.store.history_answers import Figures, Month, Promises, Wanted
from incident_console.store.history_orders import OPEN_SECONDS
from incident_console.store.stamps import stamp

MONTHS = """
SELECT substr(i.declared_at, 1, 7) AS month, count(*), coalesce(sum(i.closed_at IS NOT NULL), 0)
FROM incidents i WHERE {meant} GROUP BY month ORDER BY month
"""
KEPT_BY_MONTH = f"""
SELECT substr(i.declared_at, 1, 7) AS month, {OUTCOMES}
FROM incidents i CROSS JOIN promise_rows p ON p.incident = i.id WHERE {{meant}} GROUP BY month
"""
COUNT = "SELECT count(*) FROM incidents i WHERE {meant}"
LATE = """
SELECT p.late_seconds AS value FROM incidents i CROSS JOIN promise_rows p ON p.incident = i.id
WHERE p.outcome = 'late' AND {meant}
"""
DURATIONS = f"SELECT {OPEN_SECONDS} AS value FROM incidents i WHERE i.closed_at IS NOT NULL AND {{meant}}"
MEDIAN = """
WITH given AS MATERIALIZED ({values}), counted AS (SELECT count(*) AS n FROM given)
SELECT avg(value) FROM (
  SELECT value FROM given ORDER BY value LIMIT 2 - (SELECT n FROM counted) % 2
  OFFSET max((SELECT n FROM counted) - 1, 0) / 2
)
"""


def figures(connection: engine.Connection, wanted: Wanted, now: datetime) -> Figures:
    """Return the figures of all incidents that are meant; with words, of all in which these were said.

    Raises:
        Interrupted: another question came first.
    """
    with interruptible():
        leaves_out = wanted.drills is False
        # Those that are left out are counted by the same words, which are looked for once.
        meant, values = conditions(connection, replace(wanted, drills=True) if leaves_out else wanted)
        values["now"] = stamp(now)
        if (sought := search.sought(wanted.words)) is not None:
            values["ids"] = json.dumps(saying(connection, sought, meant, values))
            meant += " AND i.id IN (SELECT value FROM json_each(:ids))"
        drills = 0
        if leaves_out:
            left_out = COUNT.format(meant=f"{meant} AND {DRILLS}")
            drills, meant = engine.rows(connection, left_out, values)[0][0], f"{meant} AND {NO_DRILLS}"
        months = engine.rows(connection, MONTHS.format(meant=meant), values)
        kept = {
            month: Promises(*counts)
            for month, *counts in engine.rows(connection, KEPT_BY_MONTH.format(meant=meant), values)
        }
        return Figures(
            count=sum(count for _, count, _ in months),
            drills=drills,
            ended=sum(ended for *_, ended in months),
            promises=in_sum(list(kept.values())),
            late_median=median(connection, LATE.format(meant=meant), values),
            duration_median=median(connection, DURATIONS.format(meant=meant), values),
            months=every_month({month: count for month, count, _ in months}, kept),
        )


def every_month(counts: dict[str, int], kept: dict[str, Promises]) -> tuple[Month, ...]:
    """Return each month from the first to the last that has an incident, those without one too."""
    if not counts:
        return ()
    first, last = (int(name[:4]) * 12 + int(name[5:]) - 1 for name in (min(counts), max(counts)))
    names = [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]
    return tuple(Month(name, counts.get(name, 0), kept.get(name, Promises())) for name in names)


def median(connection: engine.Connection, values: str, parameters: dict[str, Any]) -> int | None:
    """Return the median of a column in whole seconds; None of nothing."""
    row = connection.execute(MEDIAN.format(values=values), parameters).fetchone()
    return None if row[0] is None else round(row[0])


def in_sum(several: list[Promises]) -> Promises:
    """Return what became of several incidents' promises together."""
    late = [each.longest for each in several if each.longest is not None]
    return Promises(
        made=sum(each.made for each in several),
        kept=sum(each.kept for each in several),
        late=sum(each.late for each in several),
        moved=sum(each.moved for each in several),
        open=sum(each.open for each in several),
        longest=max(late, default=None),
    )
