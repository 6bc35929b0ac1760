"""Documents that are made up, half of them in each language: any number of passages, no two alike."""

from __future__ import annotations

from pathlib import Path
from random import Random

_SUBJECTS = {
    "fr": "le partenaire|l’association|le comité|la banque|le bailleur|la trésorière|l’auditeur|le gardien".split("|"),
    "en": "the partner|the association|the committee|the bank|the donor|the treasurer|the auditor|the guard".split("|"),
}
_ACTS = {
    "fr": "remet|garde|signe|vérifie|demande|publie|reçoit|corrige".split("|"),
    "en": "hands in|keeps|signs|checks|asks for|publishes|receives|corrects".split("|"),
}
_THINGS = {
    "fr": "le rapport|la facture|le budget|la convention|le reçu|l’inventaire|la liste|le plan".split("|"),
    "en": "the report|the invoice|the budget|the agreement|the receipt|the inventory|the list|the plan".split("|"),
}
_WHEN = {
    "fr": "dans les {n} jours|avant le {n} du mois|après {n} mois de travail|pour {n} villages".split("|"),
    "en": "within {n} days|before day {n} of the month|after {n} months of work|for {n} villages".split("|"),
}
_HEADING = {"fr": "Article {n}", "en": "Article {n} "}
_SENTENCES = 6  # of a passage


def documents(folder: Path, passages: int, each: int = 500) -> list[Path]:
    """Write documents of about so many `passages` in all, `each` of them in one file; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths, dice = [], Random(11)
    for number, first in enumerate(range(0, passages, each)):
        language = "fr" if number % 2 == 0 else "en"
        sections = [section(language, at, dice) for at in range(first, min(first + each, passages))]
        path = folder / f"{language}-{number}.md"
        path.write_text("\n\n".join([f"# Manuel {number}" if language == "fr" else f"# Manual {number}", *sections]))
        paths.append(path)
    return paths


def section(language: str, number: int, dice: Random) -> str:
    """Return a heading and a paragraph, which make one passage."""
    return f"## {_HEADING[language].format(n=number)}\n\n" + " ".join(
        sentence(language, dice) for _ in range(_SENTENCES)
    )


def sentence(language: str, dice: Random) -> str:
    """Return a sentence."""
    subject, act, thing = (dice.choice(words[language]) for words in (_SUBJECTS, _ACTS, _THINGS))
    when = dice.choice(_WHEN[language]).format(n=dice.randint(2, 900))
    return f"{subject[0].upper()}{subject[1:]} {act} {thing} n° {dice.randint(1, 99999)} {when}."
