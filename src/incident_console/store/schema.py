"""Making and migrating the schema. sqlite-utils is loaded only where there is something to migrate."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from incident_console import owners, private_files
from incident_console.store import derived_tables, engine, tables
from incident_console.store.errors import StoreRefused
from incident_console.store.file_troubles import FOR_A_RECORD, Advice

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

NEEDED = {"events_fts", *tables.TABLES, *tables.GUARDS}
"""Without these a file is not opened. A missing view or index is said by `verify`, which can make it anew."""

UNRELEASED = 1
"""The version of files that were made before anything was released; nothing leads from them to the next."""


def migrations() -> Migrations:
    """Return the migrations in order; `user_version` is the number of those applied."""
    from sqlite_utils import Migrations

    steps = Migrations("incident-console")

    @steps(name="0002_a_log_that_can_be_merged")
    def the_record(db: Database) -> None:
        for name, table in tables.TABLES.items():
            db.table(name).create(table.columns, pk=table.key, not_null=sorted(table.full), strict=True)
        for name, (of, columns, unique) in tables.INDEXES.items():
            db.table(of).create_index(columns, index_name=name, unique=unique)
        for sql in (*tables.PLAIN_INDEXES.values(), *tables.GUARDS.values(), tables.SEARCH):
            db.execute(sql.strip())
        db.execute("INSERT INTO searched VALUES (0)")
        db.execute("INSERT INTO meta VALUES ('merges', '0')")
        for name, sql in derived_tables.VIEWS.items():
            db.create_view(name, sql.strip())

    @steps(name="0003_several_clients")
    def several_clients(db: Database) -> None:
        board = db.table("incidents")
        if "clients" in board.columns_dict:
            return
        board.add_column("clients", str)
        board.add_column("clock_client", str)
        db.execute(
            "UPDATE incidents SET clients = client, "
            "clock_client = CASE WHEN clock_kind IS NOT NULL AND clock_kind <> 'review' THEN client END"
        )
        board.transform(column_order=list(tables.INCIDENTS.columns))
        db.execute("DROP INDEX incidents_by_shelf")
        for name in ("incidents_by_shelf", "incidents_offered"):
            db.execute(tables.PLAIN_INDEXES[name].strip())

    @steps(name="0004_deliveries")
    def deliveries(db: Database) -> None:
        if db.table("deliveries").exists():
            return
        updates = db.table("update_rows")
        updates.add_column("unfinished", int, not_null_default=0)
        db.execute("UPDATE update_rows SET unfinished = waiting")
        updates.transform(
            column_order=list(derived_tables.DERIVED["updates"].columns), defaults={"unfinished": None}
        )
        db.execute("DROP INDEX update_rows_waiting")
        table = tables.TABLES["deliveries"]
        db.table("deliveries").create(table.columns, pk=table.key, not_null=sorted(table.full), strict=True)
        for name, (of, columns, unique) in tables.INDEXES.items():
            if of == "deliveries":
                db.table(of).create_index(columns, index_name=name, unique=unique)
        for name in ("update_rows_unfinished", "deliveries_to_send", "deliveries_due"):
            db.execute(tables.PLAIN_INDEXES[name].strip())

    @steps(name="0005_a_watch")
    def watch(db: Database) -> None:
        if "inside" not in db.table("deliveries").columns_dict:
            queue = db.table("deliveries")
            queue.add_column("inside", int, not_null_default=0)
            queue.add_column("outcome", str)
            queue.transform(column_order=list(tables.DELIVERIES.columns), defaults={"inside": None})
        if db.table("notices").exists():
            return
        for name in ("notices", "watches"):
            table = tables.TABLES[name]
            db.table(name).create(table.columns, pk=table.key, not_null=sorted(table.full), strict=True)
        of, columns, unique = tables.INDEXES["notices_by_name"]
        db.table(of).create_index(columns, index_name="notices_by_name", unique=unique)

    @steps(name="0006_a_past_that_is_found")
    def the_past(db: Database) -> None:
        board = db.table("incidents")
        if "highest_severity" in board.columns_dict:
            return
        for name in ("highest_severity", "review_due_at", "reviewed_at"):
            board.add_column(name, str)
        board.add_column("closed_seconds", int, not_null_default=0)
        board.transform(column_order=list(tables.INCIDENTS.columns), defaults={"closed_seconds": None})
        for name in ("incidents_by_shelf", "incidents_offered"):
            db.execute(f"DROP INDEX IF EXISTS {name}")
            db.execute(tables.PLAIN_INDEXES[name].strip())
        # Who opens a file of this version does without the rules.
        from incident_console.store.past_told import tell_of_the_past

        tell_of_the_past(db.conn)

    @steps(name="0007_what_colleagues_have_not_heard")
    def unheard(db: Database) -> None:
        db.execute("DROP INDEX IF EXISTS deliveries_unheard")
        db.execute(tables.PLAIN_INDEXES["deliveries_unheard"].strip())

    return steps


def fill(path: Path) -> None:
    """Write the schema into a file that was just made and that nobody else has open."""
    connection = engine.connect(str(path))
    try:
        connection.execute(f"PRAGMA journal_mode={engine.journal_mode()}")
        connection.execute(f"PRAGMA application_id={engine.APPLICATION_ID}")
        apply(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def apply(connection: engine.Connection, steps: Migrations | None = None) -> None:
    """Apply what is pending, all in one transaction that nobody else can come between."""
    from sqlite_utils import Database

    connection.execute("BEGIN IMMEDIATE")
    try:
        (steps or migrations()).apply(Database(connection, execute_plugins=False))
        connection.execute(f"PRAGMA user_version={engine.SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def migrate(connection: engine.Connection, path: Path, steps: Migrations | None = None) -> Path | None:
    """Bring an older file up to this program's schema, after copying it beside itself.

    Returns:
        The copy made before the change, None where nothing was pending.

    Raises:
        StoreRefused: the file is newer than this program, or older than anything that was released.
    """
    version = user_version(connection)
    refuse_unreleased(path, version)
    if version > engine.SCHEMA_VERSION:
        raise StoreRefused(newer(path, version))
    if version == engine.SCHEMA_VERSION:
        return None
    copy = copy_before(connection, path, version)
    apply(connection, steps)
    return copy


def copy_before(connection: engine.Connection, path: Path, version: int) -> Path:
    """Copy the file before a migration, under a name that tells its version; an earlier copy stays."""
    for n in range(1, 1000):
        copy = path.with_name(f"{path.name}.before-{version}-{n}")
        try:
            private_files.make_empty(copy)
            break
        except FileExistsError:
            continue
    else:
        raise StoreRefused(f"{path.parent} is full of copies made before migrations; move them elsewhere")
    try:
        connection.execute("VACUUM INTO ?", (str(copy),))
    except BaseException:
        copy.unlink()
        raise
    gid = owners.group_of(path)
    if gid is None:
        os.chmod(copy, owners.PRIVATE_FILE)
    else:
        owners.hand_over(copy, gid)
    private_files.sync_folder(copy.parent)
    return copy


def user_version(connection: engine.Connection) -> int:
    return int(engine.value(connection, "PRAGMA user_version"))


def refuse_unreleased(path: Path, version: int, advice: Advice = FOR_A_RECORD) -> None:
    """Refuse a file of the version that was never released: its events name each other by number."""
    if version == UNRELEASED:
        raise StoreRefused(
            f"{path} was made by a version of this program that was never released (file version "
            f"{UNRELEASED}), and its entries cannot be taken over; write out what you need with the version "
            f"that made it (export REF --format json); {advice.another}"
        )


def newer(path: Path, version: int, advice: Advice = FOR_A_RECORD) -> str:
    return (
        f"{path} was written by a newer incident-console (file version {version}, this program knows "
        f"{engine.SCHEMA_VERSION}); {advice.newer}"
    )


def missing(connection: engine.Connection) -> list[str]:
    """Return the names of tables and guards that the file lacks."""
    present = set(connection.execute("SELECT type, name FROM sqlite_schema").fetchall())
    return sorted(
        name for name in NEEDED if ("trigger" if name in tables.GUARDS else "table", name) not in present
    )


Described = tuple[str, str | None]
"""The table that a part of a schema belongs to, and its text."""

PARTS = "SELECT type, name, tbl_name, sql FROM sqlite_schema"

KEPT_BY_SQLITE = "sqlite_stat"
"""What a name begins with that SQLite itself gives to figures about the tables, which change no answer."""

MENDED = frozenset({"view", "index"})
"""Parts that can be made anew from nothing but their text."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a schema that is not as this program writes it: what is said of it, and what follows."""

    kind: str
    name: str
    fault: str

    @property
    def known_as(self) -> str:
        return self.name if self.name in tables.GUARDS else f"{self.kind} {self.name}"

    @property
    def foreign(self) -> bool:
        return self.fault == FOREIGN

    @property
    def mended(self) -> bool:
        """Whether `mend` puts it right."""
        return self.kind == "trigger" if self.foreign else self.kind in MENDED

    @property
    def so(self) -> str:
        if self.foreign:
            return "; rebuild it" if self.mended else "; take it out with the tool that put it there"
        if self.name in tables.GUARDS:
            return ", so that events can be changed by mistake; restore your last backup"
        return "; rebuild it" if self.mended else "; restore your last backup"


MISSING, FOREIGN, ALTERED = "is missing from the file", "is none of this program's", "was altered"


def parts(connection: engine.Connection) -> dict[tuple[str, str], Described]:
    """Return all that a file's schema holds, by type and name."""
    found = connection.execute(PARTS).fetchall()
    return {(str(kind), str(name)): (table, sql) for kind, name, table, sql in found}


def as_written() -> dict[tuple[str, str], Described]:
    """Return all that the schema of a new file holds."""
    connection = engine.scratch()
    try:
        apply(connection)
        return parts(connection)
    finally:
        connection.close()


def differences(connection: engine.Connection) -> list[Difference]:
    """Return how a file's schema differs from what this program writes."""
    wanted, found = as_written(), parts(connection)
    faults = {part: MISSING for part in wanted if part not in found}
    faults |= {part: ALTERED for part in wanted if part in found and found[part] != wanted[part]}
    faults |= {
        part: FOREIGN for part in found if part not in wanted and not part[1].startswith(KEPT_BY_SQLITE)
    }
    return [Difference(kind=kind, name=name, fault=words) for (kind, name), words in faults.items()]


def mend(connection: engine.Connection) -> None:
    """Make views and indexes anew that are not as this program writes them, and take foreign triggers out."""
    wanted = as_written()
    for part in differences(connection):
        if not part.mended:
            continue
        if part.fault != MISSING:
            connection.execute(f"DROP {part.kind} {quoted(part.name)}")
        if not part.foreign and (sql := wanted[part.kind, part.name][1]) is not None:
            connection.execute(sql)


def quoted(name: str) -> str:
    """Return a name as SQL takes it, whatever it is."""
    return '"' + name.replace('"', '""') + '"'
