"""Errors of the lower layers as one line with the remedy: only the command line knows settings and commands by name."""

from __future__ import annotations

from bot.errors import (
    BatchError,
    ContactsError,
    EvaluationError,
    FaqError,
    PromptError,
    SettingsError,
    TrainingError,
    UnknownCountryError,
    UnknownEntryError,
    UnsourcedEntryError,
)
from bot.settings import PREFIX
from bot.storage.transactions import StorageError
from corpus.yamlfile import CorpusError, MissingCorpusError
from index.errors import (
    EmptyFolder,
    IndexFailure,
    IndexNotWritten,
    MissingIndex,
    ModelError,
    ModelPurpose,
    StaleIndex,
    UnreachableStore,
)

_EXPECTED = (
    BatchError,
    ContactsError,
    EvaluationError,
    FaqError,
    PromptError,
    SettingsError,
    StorageError,
    TrainingError,
    CorpusError,
    IndexFailure,
)
_REMEDIES: dict[type[Exception], str] = {
    UnknownEntryError: "See `relais faq list`.",
    UnsourcedEntryError: "Name a card with --card, or suggest the case with Add to FAQ in the staff group.",
    ContactsError: "Correct it, or RELAIS_SAFEGUARDING_CONTACTS. See docs/safeguarding.md.",
    UnknownCountryError: "Correct RELAIS_SAFEGUARDING_COUNTRY.",
    TrainingError: "See `relais train --collect`, and docs/training.md.",
    MissingCorpusError: "Set RELAIS_CORPUS to a folder of cards, or to nothing for none.",
    EmptyFolder: "See that its disk is there; to remove the documents: `relais index remove FOLDER`.",
    IndexNotWritten: "Free room on the disk of RELAIS_HOME, see that it can be written, then run `relais index build`.",
    MissingIndex: "Build it: `relais index build`.",
    StaleIndex: "Rebuild it: `relais index build`.",
    UnreachableStore: "Start it, or correct RELAIS_CHROMA_URL.",
}
_STORAGE_REMEDY = (
    "See that relais.db in RELAIS_HOME can be read and written and that the disk has room, or restore it from a backup."
)
_MODEL_REMEDIES: dict[ModelPurpose, str] = {
    "embedding": "Name a sentence-transformers folder or hub model in RELAIS_EMBEDDING_MODEL, or leave it empty.",
    "entailment": "Name a sentence-transformers CrossEncoder in RELAIS_ENTAILMENT, or leave it empty.",
}


def is_expected(error: Exception) -> bool:
    """Tell whether `error` has a text for whoever runs the bot; any other is a fault of ours."""
    return isinstance(error, _EXPECTED)


def explain(error: Exception) -> str:
    """Return the text of `error` with the setting to change or the command to run, where one is the remedy.

    >>> explain(MissingCorpusError("/cards holds no sources.yaml."))
    '/cards holds no sources.yaml. Set RELAIS_CORPUS to a folder of cards, or to nothing for none.'
    >>> explain(SettingsError("The Bot API server does not know this token.", "telegram_token"))
    'RELAIS_TELEGRAM_TOKEN: The Bot API server does not know this token.'
    """
    if isinstance(error, SettingsError) and error.setting:
        return f"{PREFIX}{error.setting.upper()}: {error}"
    if isinstance(error, StorageError):
        return f"The database can't be used: {str(error).rstrip('.')}. {_STORAGE_REMEDY}"
    remedy = _REMEDIES.get(type(error), "")
    if isinstance(error, ModelError) and error.purpose:
        remedy = _MODEL_REMEDIES[error.purpose]
    return f"{error} {remedy}".rstrip()
