"""Accents are folded away, character by character, as the Unicode standard decomposes them."""

from __future__ import annotations

import unicodedata

from index.text.folding import plain

# Accents in one character and after it, in either order; letters of other scripts; what is two letters in one.
TEXTS = ("crédité", "cre\u0301dite\u0301", "o\u0323\u0302 o\u0302\u0323 ộ", "Ἀθῆναι йод 한글", "ﬁn ½ ①", "")


def test_what_is_left_of_a_text_is_what_its_decomposition_holds_beside_accents() -> None:
    """Whatever order its accents stand in."""
    for text in TEXTS:
        lower = unicodedata.normalize("NFKD", text.lower())
        assert plain(text) == "".join(one for one in lower if not unicodedata.combining(one))
