"""Marks of Markdown around words, which say nothing where they are not shown as type."""

from __future__ import annotations

import re

_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<!\w)__(?=\S)([^_\n]+?)(?<=\S)__(?!\w)", re.DOTALL)
_SLANTED = re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])")
_CODE = re.compile(r"`([^`\n]+)`")


def without_emphasis(text: str) -> str:
    """Return `text` without the marks of bold, italics and code around its words.

    >>> without_emphasis("**Délai :** *dix* jours, voir `annexe-2.pdf`"), without_emphasis("5 * 3 * 2, le_plan_1")
    ('Délai : dix jours, voir annexe-2.pdf', '5 * 3 * 2, le_plan_1')
    """
    bare = _STRONG.sub(lambda found: found[1] or found[2], text)
    return _CODE.sub(r"\1", _SLANTED.sub(r"\1", bare))
