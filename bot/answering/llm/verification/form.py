"""Signs that no sentence of a text has: markup, invisible characters, pictures, handles."""

from __future__ import annotations

import re
import unicodedata

_MARKUP = re.compile(r"[<>`{}\\|]|\*\*|__|~~|(?:^|\s)[*_]\w|\]\s*\(|!\[|^#|&(?:#\d+|[a-z]+);")
_HANDLE = re.compile(r"(?<![\w.])[@/#][A-Za-z]\w{2,}")
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn", "So", "Sk"}  # Unicode's categories: control, format, private, pictures


def malformed(claim: str, source: str) -> bool:
    r"""Tell whether `claim` holds markup, signs that are not seen, pictures or handles that `source` does not bear.

    >>> malformed("Partners report.", ""), malformed("Partners **report**.", ""), malformed("Ask @someone.", "")
    (False, True, True)
    >>> malformed("Ask \u202emoc.", ""), malformed("Write to @unicef.", "@unicef")
    (True, False)
    """
    if any(mark not in source for mark in [*_MARKUP.findall(claim), *_HANDLE.findall(claim)]):
        return True
    return any(unicodedata.category(sign) in _HIDDEN and sign not in source for sign in claim)
