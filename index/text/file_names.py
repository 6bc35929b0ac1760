"""Names of files: compared whatever way their accents are written, and shown without what a terminal would obey."""

from __future__ import annotations

import os
import unicodedata

_UNSHOWN = frozenset({"Cc", "Cf", "Zl", "Zp"})  # control and format characters, line and paragraph separators


def readable(name: str) -> str:
    r"""Return a name as people read it: composed letters, on one line, without control characters.

    A byte of a file's name that isn't UTF-8 is read as Windows and old disks write it (cp1252).

    >>> readable("proce\u0301dure.md"), readable("latin-\udce9.txt"), readable("a\x1b[31m\nb.md")
    ('procédure.md', 'latin-é.txt', 'a [31m b.md')
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("cp1252", "replace")
    shown = "".join(" " if unicodedata.category(character) in _UNSHOWN else character for character in name)
    return unicodedata.normalize("NFC", shown)


def is_same(path: str, other: str) -> bool:
    r"""Tell whether two paths are one name, however their accents are written.

    >>> is_same("/d/proce\u0301dure.md", "/d/procédure.md")
    True
    """
    return unicodedata.normalize("NFC", path) == unicodedata.normalize("NFC", other)


def is_below(path: str, folder: str) -> bool:
    """Tell whether `path` is `folder` or lies in it.

    >>> is_below("/d/a.md", "/d"), is_below("/data/a.md", "/d")
    (True, False)
    """
    path, folder = unicodedata.normalize("NFC", path), unicodedata.normalize("NFC", folder)
    return path == folder or path.startswith(folder.rstrip("/") + "/")
