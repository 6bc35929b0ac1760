"""Those who may act on cases, by the names that their colleagues know them by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.access.roles import CONSOLE, Roles, is_console
from bot.domain.cases.case import Actor
from bot.storage.database import Database

_SIGNED_IN = "SELECT person, name FROM desk_sessions WHERE name <> '' ORDER BY seen"
_ACTED = """
SELECT actor AS person, actor_name AS name FROM case_events
    WHERE id IN (SELECT max(id) FROM case_events WHERE actor <> '' AND actor_name <> '' GROUP BY actor)
"""


@dataclass(frozen=True, slots=True)
class Colleagues:
    """The staff and the admins; safe to use from several threads."""

    database: Database
    roles: Roles

    def named(self) -> list[Actor]:
        """Return those with a name, by it: the one they act under, else the one they were invited by.

        People of the settings have none before they have signed in at the desk or acted on a case. Who did so by the
        command line under a name is one of them.
        """
        names = self.names()
        may_act = self.roles.colleague_keys() | {key for key in names if is_console(key) and key != CONSOLE}
        known = [Actor(key, names[key]) for key in may_act if key in names]
        return sorted(known, key=lambda one: (one.name.casefold(), one.key))

    def names(self) -> Mapping[str, str]:
        """Return the name by which each person is known to colleagues, by their key; partners have that of a note."""
        with self.database.read() as db:
            rows = [row for query in (_SIGNED_IN, _ACTED) for row in db.fetch_all(query)]
        invited = {holder.person: holder.note for holder in self.roles.holders() if holder.note}
        return invited | {row["person"]: row["name"] for row in rows}
