"""The roles that a person may have."""

from __future__ import annotations

from typing import Literal, TypeAlias

# A stranger is someone who has not been let in, where that is needed.
Role: TypeAlias = Literal["stranger", "everyone", "staff", "admin"]
ROLES: tuple[Role, ...] = ("stranger", "everyone", "staff", "admin")  # each may do what those before it may


def may(role: Role, needed: Role) -> bool:
    """Tell whether someone of `role` may use what is for `needed`.

    >>> may("staff", "everyone"), may("staff", "admin")
    (True, False)
    """
    return ROLES.index(role) >= ROLES.index(needed)
