"""Every statement that stands in our code is one that PostgreSQL understands, whether another test runs it or not."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

pytest.importorskip("psycopg_pool", reason="psycopg is not installed")

import bot
from bot.storage.database import Database
from bot.storage.personal_data import RULES
from bot.storage.postgres_session import translated
from bot.storage.transactions import StorageError

_HOME = Path(bot.__file__).parent
_MODULES = ("storage/*.py", "domain/*/*.py", "monitoring/*.py", "reports/*.py", "cli/storage_*.py")
_ENGINES = ("sqlite_", "postgres_", "schema")  # modules that know one engine alone, and the tables themselves
_STATEMENT = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM) [a-z]")
_CONSTANTS = (ast.Constant, ast.Name, ast.JoinedStr, ast.BinOp)


def statements() -> set[str]:
    """Return the statements that stand in the code, and those that the rules about personal data are made into."""
    found = set[str]()
    for path in chain.from_iterable(map(_HOME.glob, _MODULES)):
        if not path.name.startswith(_ENGINES):
            name = ".".join(path.relative_to(_HOME.parent).with_suffix("").parts)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                found.update(_statements(node, name))
    for rule in RULES:
        found |= {f"DELETE FROM {rule.table} WHERE {where}" for where in (rule.belongs, rule.expired) if where}  # noqa: S608 - constants
        if rule.blanked:
            found.add(f"UPDATE {rule.table} SET {rule.blanked} WHERE {rule.belongs}")  # noqa: S608 - as above
    return found


def _statements(node: ast.AST, module: str) -> Iterator[str]:
    if isinstance(node, _CONSTANTS) and _STATEMENT.match(text := _text(node, module)):
        if not text.endswith(("FROM ", "WHERE ")):  # else it is the beginning of an f-string
            yield text
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        texts = [_text(argument, module) for argument in node.args[:2]]
        if node.func.attr in ("select", "count", "delete") and all(texts) and texts:
            yield f"SELECT * FROM {texts[0]} WHERE {'1 = 1' if len(texts) < 2 else texts[1]}"  # noqa: S608 - constants


def _text(node: ast.expr, module: str) -> str:
    """Return the text that an expression of constants is; empty if it is another one."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if not isinstance(node, _CONSTANTS) or any(isinstance(part, ast.Call | ast.Attribute) for part in ast.walk(node)):
        return ""
    try:
        found = eval(compile(ast.Expression(node), "", "eval"), vars(importlib.import_module(module)))  # noqa: S307 - our code
    except (NameError, TypeError, ValueError):
        return ""
    return found if isinstance(found, str) else ""


def prepared(sql: str) -> str:
    """Return the statement that has the server prepare another one, with $1, $2, … in the places of its parameters."""
    names: list[str] = []

    def number(found: re.Match[str]) -> str:
        name = found[1] or f"?{len(names)}"
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    numbered = re.sub(r"%(?:\((\w+)\))?s", number, translated(sql)).replace("%%", "%")
    return f"PREPARE one AS {numbered}"


@pytest.mark.postgresql
def test_postgresql_understands_every_statement(database: Database) -> None:
    """It knows the tables and the columns, and finds the types."""
    found = sorted(statements())
    assert len(found) > 100
    wrong = []
    for sql in found:
        try:
            with database.write() as db:
                db.execute(prepared(sql))
                db.execute("DEALLOCATE one")
        except StorageError as error:
            wrong.append((sql, str(error.__cause__)))
    assert wrong == []
