"""An installed package holds every file that the code reads."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_data_file_is_packaged() -> None:
    """Each file beside the code is named by a pattern of its package in `pyproject.toml`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns: dict[str, list[str]] = project["tool"]["setuptools"]["package-data"]
    shipped = [f"{package.replace('.', '/')}/{pattern}" for package, held in patterns.items() for pattern in held]
    files = [
        path.relative_to(ROOT) for root in ("bot", "index", "corpus", "prompts") for path in ROOT.glob(f"{root}/**/*")
    ]
    data = [str(path) for path in files if path.suffix not in ("", ".py", ".pyc") and (ROOT / path).is_file()]
    assert data
    assert [path for path in data if not any(fnmatch(path, pattern) for pattern in shipped)] == []
