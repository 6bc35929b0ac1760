"""Lines that belong to a web page's frame, not to its text."""

from __future__ import annotations

import re
from collections import Counter


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
