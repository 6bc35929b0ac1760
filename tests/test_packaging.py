"""An installed package holds every file that the code reads."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
TRAINED_FROM = ("corpus/reading/", "corpus/follow_ups/")  # read in a checkout alone, to train what is shipped


def test_every_data_file_is_packaged() -> None:
    """Each file beside the code is named by a pattern of its package in `pyproject.toml`; not what is trained from."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns: dict[str, list[str]] = project["tool"]["setuptools"]["package-data"]
    shipped = [f"{package.replace('.', '/')}/{pattern}" for package, held in patterns.items() for pattern in held]
    files = [
        path.relative_to(ROOT) for root in ("bot", "index", "corpus", "prompts") for path in ROOT.glob(f"{root}/**/*")
    ]
    data = [str(path) for path in files if path.suffix not in ("", ".py", ".pyc") and (ROOT / path).is_file()]
    assert data
    missing = [path for path in data if not any(fnmatch(path, pattern) for pattern in shipped)]
    assert [path for path in missing if not path.startswith(TRAINED_FROM)] == []


def test_what_is_not_packaged_is_read_by_the_training_alone() -> None:
    """The bot does without it."""
    files = [path.relative_to(ROOT) for root in ("bot", "index", "corpus") for path in ROOT.glob(f"{root}/**/*.py")]
    texts = {str(path): (ROOT / path).read_text(encoding="utf-8") for path in files}
    readers = {path for path, text in texts.items() if "reading_examples" in text or "corpus.follow_ups" in text}
    assert readers == {
        "bot/evaluation/follow_up_training.py",
        "bot/evaluation/gate_training.py",
        "index/training/passage_reader.py",
    }
