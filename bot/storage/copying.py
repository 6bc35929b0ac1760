"""Copy a whole database into another one, on whichever engines: all of it or nothing."""

from __future__ import annotations

from bot.storage.database import Database
from bot.storage.schema import DERIVED, NUMBERED, ROW_ORDER, TABLES
from bot.storage.transactions import PlaceError, ReadTransaction, StorageError, WriteTransaction

COPIED = tuple(table for table in TABLES if table not in DERIVED)


def copy_database(source: Database, target: Database, replace: bool = False) -> dict[str, int]:
    """Copy all rows of `source`, as they are at this moment, and return their number by table.

    An index that machines share is left out: it is built anew from the documents, which are copied.

    What `target` holds is replaced if `replace` is given; else PlaceError is raised if it holds anything. The rows
    are counted on both sides before the copy is kept: if they differ, StorageError is raised and nothing has changed.
    """
    with source.read() as old, target.write() as new:
        for table in COPIED:
            if replace:
                new.delete(table, "1 = 1")
            elif new.count(table, "1 = 1"):
                raise PlaceError(f"The database to copy to holds something already ({table}).")
        for table in COPIED:
            _copy_table(old, new, table)
        counts = _counts(old)
        if _counts(new) != counts:
            raise StorageError("the copy has not as many rows as the original, so it was not kept")
    return counts


def _copy_table(old: ReadTransaction, new: WriteTransaction, table: str) -> None:
    order = f" ORDER BY {ROW_ORDER[table]}" if table in ROW_ORDER else ""
    new.insert_many(table, old.stream(f"SELECT * FROM {table}{order}"))  # noqa: S608 - names of the schema
    if table in NUMBERED:  # a number of a row that was erased since is not given again
        new.set_last_number(table, old.last_number(table))


def _counts(db: ReadTransaction) -> dict[str, int]:
    return {table: db.count(table, "1 = 1") for table in COPIED}
