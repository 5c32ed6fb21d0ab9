"""Making and migrating the schema. sqlite-utils is loaded only where there is something to migrate."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from incident_console import private_files
from incident_console.store import engine, tables
from incident_console.store.errors import StoreRefused

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

EXPECTED = {
    *("events", "events_fts", "incidents", "searched", "drafts", "consoles", "meta"),
    *(*tables.GUARDS, *tables.VIEWS, *tables.DERIVED_TABLES.values()),
}


def migrations() -> Migrations:
    """Return the migrations in order; `user_version` is the number of those applied."""
    from sqlite_utils import Migrations

    steps = Migrations("incident-console")

    @steps(name="0001_the_record")
    def the_record(db: Database) -> None:
        for sql in (
            tables.EVENTS,
            *tables.GUARDS.values(),
            tables.SEARCH,
            tables.SEARCHED,
            "INSERT INTO searched VALUES (0)",
            tables.INCIDENTS,
            *tables.DERIVED.values(),
            *tables.INDEXES,
            *tables.KEEPING,
        ):
            db.execute(sql)
        for name, sql in tables.VIEWS.items():
            db.create_view(name, sql.strip())

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
        StoreRefused: the file is newer than this program.
    """
    version = user_version(connection)
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
    os.chmod(copy, 0o600)
    private_files.sync_folder(copy.parent)
    return copy


def user_version(connection: engine.Connection) -> int:
    return int(engine.value(connection, "PRAGMA user_version"))


def newer(path: Path, version: int) -> str:
    return (
        f"{path} was written by a newer incident-console (file version {version}, this program knows "
        f"{engine.SCHEMA_VERSION}); install that version, or open the file read-only"
    )


def missing(connection: engine.Connection) -> list[str]:
    """Return the names of tables, views and guards that the file lacks."""
    present = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema").fetchall()}
    return sorted(EXPECTED - present)


def altered_guards(connection: engine.Connection) -> list[str]:
    """Return the guards of the log whose text is not what this program wrote."""
    found = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall())
    return [name for name, sql in tables.GUARDS.items() if found.get(name) != sql.strip()]
