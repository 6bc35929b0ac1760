"""The bar that long tasks show."""

from __future__ import annotations

import io

from bot.cli.session import StageBar


def test_each_stage_is_shown_with_its_name_and_one_colon() -> None:
    """Also those that begin while the bar is there."""
    stream = io.StringIO()
    bar = StageBar(stream)
    bar.enter("splitting")
    bar(0, 2)
    bar.enter("embedding")
    bar(2, 2)
    assert "Splitting    :   0%" in stream.getvalue()
    assert "Embedding    : 100%" in stream.getvalue()
    assert ": :" not in stream.getvalue()
