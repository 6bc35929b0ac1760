"""Pictures of the pages that passages come from, so that a figure can be checked by eye."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.replies.reply import Attachment
from bot.replies.texts import say
from corpus.language import Language
from index.passage import Passage

_MOST = 2  # pages a reply: people are on slow networks

DrawPage = Callable[[Sequence[Passage]], bytes | None]  # the page that all of the passages name, as JPEG

_log = logging.getLogger(__name__)


def page_pictures(passages: Sequence[Passage], language: Language, draw: DrawPage) -> tuple[Attachment, ...]:
    """Return the first pages of added documents that `passages` stand on, as far as `draw` can draw them.

    The captions number the passages as they are numbered here, and name document and page.
    """
    pages: dict[tuple[str, int], list[int]] = {}
    for number, passage in enumerate(passages, 1):
        for page in range(passage.page, passage.last_page + 1) if passage.document and passage.page else ():
            pages.setdefault((passage.document, page), []).append(number)
    found = (_picture(page, numbers, passages, language, draw) for (_, page), numbers in list(pages.items())[:_MOST])
    return tuple(picture for picture in found if picture)


def _picture(
    page: int, numbers: Sequence[int], passages: Sequence[Passage], language: Language, draw: DrawPage
) -> Attachment | None:
    shown = [replace(passages[number - 1], page=page) for number in numbers]
    try:
        picture = draw(shown)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the text is shown
        _log.error("A page could not be drawn (%s).", type(error).__name__)
        return None
    if picture is None:
        return None
    sources, first = "".join(f"[{number}]" for number in numbers), shown[0]
    caption = say(language, "answer.picture", sources=sources, title=first.title, page=first.page)
    caption += say(language, "answer.ocr") if any(passage.ocr for passage in shown) else ""
    return Attachment(f"page-{first.page}.jpg", picture, "image/jpeg", caption)
