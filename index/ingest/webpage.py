"""A web page's own text, its frame (menus, banners, footers) left out, through trafilatura and lxml."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in listed.split("|"))


# Said by buttons and menus, never by a document; compared in small letters without marks around them.
_ALWAYS = _phrases(
    """accept | accept all | accept all cookies | accept cookies | accepter | accepter les cookies |
    aller au contenu | aller au contenu principal | back to top | breadcrumb | click here | cliquez
    ici | close | close menu | close search | close this search box | connexion | cookie policy |
    cookie settings | decline | discover | discover more | donate | donate now | découvrir | en
    cliquant ici | en savoir plus | faire un don | fermer | fermer ce champ de recherche | fermer le
    menu | fil d'ariane | find out more | follow us | gérer les cookies | haut de page | imprimer | je
    donne | learn more | legal notice | lire la suite | lire plus | log in | login | main menu |
    manage cookies | mentions légales | menu | menu principal | navigation | next | next page | nous
    suivre | open menu | ouvrir le menu | page précédente | page suivante | paramétrer les cookies |
    partager | partager cet article | partager cette page | passer au contenu | plan du site |
    politique de confidentialité | politique de cookies | previous | previous page | print | print
    this page | privacy policy | précédent | read more | rechercher | refuser | reject all | retour en
    haut | s'abonner | s'inscrire à la newsletter | se connecter | search for | see all | see more |
    share | share this | share this article | share this page | sign in | sign up | site map | sitemap
    | skip to content | skip to main content | skip to navigation | subscribe | suivant | suivez-nous
    | toggle navigation | tout accepter | tout refuser | tout voir | view all | view more | voir plus
    | voir tout | vous êtes ici | you are here"""
)
# Also fair headings: dropped unless a paragraph follows.
_PERHAPS = _phrases(
    """about | about us | accueil | actualités | anglais | contact | contact us | contactez-nous | en |
    english | es | español | facebook | fr | français | french | home | instagram | language |
    languages | langue | langues | linkedin | news | newsletter | nos actions | recherche | search |
    twitter | whatsapp | x | youtube | à propos"""
)
_PATTERN = re.compile(
    r"""this\ (?:post|page)\ is\ also\ available\ in\b.{0,80}
    | (?:cet\ article|cette\ page)\ est\ aussi\ disponible\ en\b.{0,80}
    | (?:partager\ sur|share\ on|share\ via)\ [\w/,\ ]{1,40}
    | (?:my\ |mon\ )?[\w-]+\ logo | logo\ [\w\ -]{1,30}
    | (?:we|this\ site|this\ website)\ uses?\ cookies\b.{0,300}
    | (?:nous\ utilisons|ce\ site\ utilise)\ des\ cookies\b.{0,300}
    | tous\ droits\ réservés | all\ rights\ reserved | (?:©|copyright)\ ?\d{4}.{0,80}""",
    re.IGNORECASE | re.VERBOSE,
)
_ANSWERS = frozenset("oui non yes no n/a na ok vrai faux true false total idem".split())
_MARK = re.compile(r"^\s*(?:[-*•>|#]|\d+[.)])")
_REPEATED = 3


def without_navigation(text: str) -> str:
    """Drop the lines that are plainly navigation, and very short lines that come back three times.

    >>> without_navigation("Rechercher\\nFermer le menu\\n\\nLe partenaire signe.\\n\\nRecherche")
    'Le partenaire signe.'
    """
    lines = text.split("\n")
    counts = Counter(_said(line) for line in lines if _is_label(line))
    kept = [
        line
        for place, line in enumerate(lines)
        if not (_is_frame(line, lines, place) or (_is_label(line) and counts[_said(line)] >= _REPEATED))
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")


def _is_frame(line: str, lines: list[str], place: int) -> bool:
    """Tell whether a line is a known phrase of a page's frame."""
    said = _said(line)
    if said in _ALWAYS or _PATTERN.fullmatch(said):
        return not line.lstrip().startswith("|")
    if said not in _PERHAPS:
        return False
    follower = next((later for later in lines[place + 1 :] if later.strip()), "")
    return len(follower) < 60


def _is_label(line: str) -> bool:
    """Tell whether a line is short enough to be a button: one to three words, no number, no item."""
    words = line.split()
    return (
        0 < len(words) <= 3
        and len(line) <= 30
        and not (
            _MARK.match(line)
            or any(mark.isdigit() for mark in line)
            or _said(line) in _ANSWERS
            or line.rstrip()[-1] in ".;:,!?"
        )
    )


def _said(line: str) -> str:
    """Put a line in small letters, straight apostrophes, without marks around it.

    >>> _said("  - En savoir plus »")
    'en savoir plus'
    """
    return line.replace("’", "'").strip(" \t-*•#>»«→›.!:…[]").lower()


_FRAME = (
    "//script|//style|//noscript|//template|//svg|//iframe|//nav|//aside|//footer|//form|//button|//dialog"
    "|//*[@role='navigation' or @role='search' or @role='banner' or @role='contentinfo']"
    "|//*[@aria-hidden='true' or @hidden]"
    "|//body/header|//header[not(.//h1)]"
    "|//*[contains(@class,'cookie') or contains(@id,'cookie') or contains(@class,'breadcrumb')"
    " or contains(@class,'share') or contains(@class,'menu')]"
)
_MAIN = ("//main", "//*[@role='main']", "//article", "//body")
_ENOUGH = 0.5  # share of the main part's text that trafilatura must have kept
_DIVIDER = re.compile(r"\s+[|·»–—]\s+|\s+-\s+")


@dataclass(frozen=True, slots=True)
class WebPage:
    """What a page says: its text, title, site and language attribute ("fr-FR"), each empty if it has none.

    `main` is the HTML of its main part, when trafilatura kept too little of it; else empty.
    """

    markdown: str
    title: str
    site: str
    language: str
    main: str = ""


def read_page(html: str) -> WebPage:
    """Extract a page's text as Markdown and what its head says of it. No text at all gives empty fields."""
    import trafilatura

    tree = trafilatura.load_html(html)
    if tree is None:
        return WebPage("", "", "", "")
    language = next(iter(tree.xpath("//html/@lang | //html/@xml:lang")), "")
    about = trafilatura.extract_metadata(html)
    site = about.sitename or ""
    title = about.title or ""
    markdown = without_navigation(
        trafilatura.extract(
            html,
            output_format="markdown",
            include_comments=False,
            include_tables=True,
            include_links=False,
            favor_recall=True,
        )
        or ""
    )
    main = _main(tree)
    kept = len(re.sub(r"\W", "", markdown))
    lost = kept < _ENOUGH * len(re.sub(r"\W", "", " ".join(main.itertext())))
    return WebPage(markdown, _own(title, site), site, str(language), _html(main) if lost else "")


def _main(tree: HtmlElement) -> HtmlElement:
    """Find the main part of a page and take the frame out of it."""
    for element in tree.xpath(_FRAME):
        if element.getparent() is not None and element.tag not in {"html", "body", "main", "article"}:
            element.drop_tree()
    return next((found[0] for path in _MAIN if (found := tree.xpath(path))), tree)


def _html(element: HtmlElement) -> str:
    from lxml.html import tostring

    return str(tostring(element, encoding="unicode"))


def _own(title: str, site: str) -> str:
    """Take the site's name off a page's title.

    >>> _own("Résilier un accord | ONG Exemple", "ONG Exemple")
    'Résilier un accord'
    """
    parts = _DIVIDER.split(title.strip())
    own = [part for part in parts if part.strip().lower() != site.strip().lower()]
    return title.strip() if len(own) in {0, len(parts)} else own[0].strip()
