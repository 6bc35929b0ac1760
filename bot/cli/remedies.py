"""Errors of the lower layers as one line with the remedy: only the command line knows settings and commands by name."""

from __future__ import annotations

from bot.errors import (
    BatchError,
    ContactsError,
    EvaluationError,
    FaqError,
    PromptError,
    SettingsError,
    UnknownCountryError,
    UnknownEntryError,
    UnsourcedEntryError,
)
from corpus.yamlfile import CorpusError, MissingCorpusError
from index.errors import IndexFailure

_EXPECTED = (
    BatchError,
    ContactsError,
    EvaluationError,
    FaqError,
    PromptError,
    SettingsError,
    CorpusError,
    IndexFailure,
)
_REMEDIES: dict[type[Exception], str] = {
    UnknownEntryError: "See `relais faq list`.",
    UnsourcedEntryError: "Name a card with --card, or suggest the case with Add to FAQ in the staff group.",
    ContactsError: "Correct it, or RELAIS_SAFEGUARDING_CONTACTS. See docs/safeguarding.md.",
    UnknownCountryError: "Correct RELAIS_SAFEGUARDING_COUNTRY.",
    MissingCorpusError: "Set RELAIS_CORPUS to a folder of cards, or to nothing for none.",
}


def is_expected(error: Exception) -> bool:
    """Tell whether `error` has a text for whoever runs the bot; any other is a fault of ours."""
    return isinstance(error, _EXPECTED)


def explain(error: Exception) -> str:
    """Return the text of `error`, followed by the setting to change where one is to blame.

    >>> explain(MissingCorpusError("/cards holds no sources.yaml."))
    '/cards holds no sources.yaml. Set RELAIS_CORPUS to a folder of cards, or to nothing for none.'
    """
    return " ".join(part for part in (str(error), _REMEDIES.get(type(error), "")) if part)
