"""The keys of texts that source code names, for tests that each of them exists."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def keys_in(node: ast.expr) -> Iterator[str]:
    """Yield the keys that an expression may be, "{}" in place of what is put into one."""
    match node:
        case ast.IfExp():
            yield from (*keys_in(node.body), *keys_in(node.orelse))
        case ast.Constant(value=str() as key):
            yield key
        case ast.JoinedStr():
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
