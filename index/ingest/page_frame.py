"""Take the frame of a web page out of its tree: banners, menus, columns beside the text, footers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# The names that programs for websites give to the parts of a frame, in `class` and `id`.
_FRAME_NAME = re.compile(
    r".*cookie.*|(?:.*-)?consent-?(?:banner|manager|modal|popup)|(?:cmplz|tarteaucitron|didomi|axeptio|onetrust)\w*(?:-.*)?"
    r"|breadcrumbs?|fil-?d?-?ariane|skip-?(?:link|nav|to).*|sharedaddy|addtoany.*|share-?(?:buttons?|bar|links?)"
    r"|social-?(?:share|links|media|icons).*|related-?(?:posts?|articles?|content)|sidebar|widget-area"
    r"|(?:site-|page-)?footer|(?:site-|page-)?header|topbar|(?:main-?)?(?:nav|navigation|menu)|navbar|pagination"
    r"|(?:.*-)?newsletter(?:-.*)?|feedback|gem-c-feedback",
    re.IGNORECASE,
)
_MOST = 0.4  # of the letters of a page: a larger part is no frame, whatever its name
_LINKS = 0.8  # of the letters of a list: it is a menu
_FEWEST_LINKS = 2  # of a menu


def remove_frame(tree: HtmlElement) -> bool:
    """Remove in place what is named as a frame, and the menus above the first heading; a named heading stays.

    Return whether the page has a frame with words.

    >>> from lxml.html import fromstring
    >>> page = fromstring(
    ...     "<body><div class='cmplz-banner'>Cookies.</div><ul><li><a href='/'>Ici</a><li><a href='/x'>Nous</a></ul>"
    ...     "<h1>Aide</h1><p>Le plafond est de 5 000 euros par an et par association.</p></body>"
    ... )
    >>> remove_frame(page), page.text_content()
    (True, 'AideLe plafond est de 5 000 euros par an et par association.')
    """
    letters = _letters(tree)
    most = _MOST * letters
    for element in list(tree.iter("div", "section", "aside", "ul", "ol", "p", "a", "header", "footer", "nav", "form")):
        names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
        if any(map(_FRAME_NAME.fullmatch, names)) and _may_go(element, most):
            element.drop_tree()
    for heading in tree.xpath("(//h1)[1]"):
        for menu in heading.xpath("preceding::ul|preceding::ol"):
            if menu.getparent() is not None and is_menu(menu):
                menu.drop_tree()
    for button in tree.xpath(
        "//h1//button|//h2//button|//h3//button|//h4//button|//h5//button|//h6//button|//dt//button"
    ):
        button.drop_tag()  # it opens the text below
    return _letters(tree) < letters or any(map(_letters, tree.iter("nav", "footer", "aside")))


def is_menu(element: HtmlElement) -> bool:
    """Tell whether an element holds several links and hardly anything else."""
    links = list(element.iter("a"))
    return len(links) >= _FEWEST_LINKS and sum(map(_letters, links)) >= _LINKS * _letters(element)


def _may_go(element: HtmlElement, most: float) -> bool:
    """Tell whether an element is still in its page, is small, and holds neither its title nor its main part."""
    inside = element.getparent() is not None
    return inside and _letters(element) <= most and not element.xpath(".//h1|.//main|.//article")


def _letters(element: HtmlElement) -> int:
    return sum(len(text.strip()) for text in element.itertext() if isinstance(text, str))
