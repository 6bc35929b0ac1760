"""Errors of the lower layers, explained with the remedy: the setting to change or the command to run."""

from __future__ import annotations

import errno

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
from bot.findings.wording import in_words
from bot.settings import PREFIX
from bot.storage.transactions import NewerSchemaError, OtherKeyError, PlaceError, ServerError, StorageError
from corpus.yamlfile import CorpusError, MissingCorpusError
from index.errors import (
    AmbiguousName,
    CorruptIndex,
    EmptyFolder,
    IndexFailure,
    IndexNotWritten,
    MalformedQuestions,
    MissingIndex,
    ModelError,
    ModelPurpose,
    OvertakenBuild,
    StaleIndex,
    UnreachableStore,
)
from index.statement import Statement, state

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
    OSError,
    UnicodeError,
)
_TOLD: dict[type[Exception], Statement] = {
    UnknownEntryError: state("remedy.faq_list"),
    UnsourcedEntryError: state("remedy.faq_source"),
    ContactsError: state("remedy.contacts"),
    UnknownCountryError: state("remedy.country"),
    TrainingError: state("remedy.training"),
    MissingCorpusError: state("remedy.corpus"),
    EmptyFolder: state("remedy.folder"),
    IndexNotWritten: state("remedy.index_room"),
    CorruptIndex: state("remedy.index_anew"),
    MissingIndex: state("remedy.index_build"),
    StaleIndex: state("remedy.index_rebuild"),
    UnreachableStore: state("remedy.store"),
}
_MODELS: dict[ModelPurpose, Statement] = {
    "embedding": state("remedy.embedding"),
    "entailment": state("remedy.entailment"),
}
_DISK = {
    errno.ENOSPC: state("remedy.disk_room"),
    errno.EDQUOT: state("remedy.quota"),
    errno.EROFS: state("remedy.read_only"),
    errno.EACCES: state("remedy.rights"),
    errno.EPERM: state("remedy.rights"),
    errno.EIO: state("remedy.disk_fault"),
    errno.EMFILE: state("remedy.open_files"),
}
# What each error concerns, by a name of section "error"; the first that fits.
CONCERNS: tuple[tuple[type[Exception], str], ...] = (
    (MissingIndex, "missing_index"),
    (StaleIndex, "stale_index"),
    (CorruptIndex, "corrupt_index"),
    (IndexNotWritten, "index_not_written"),
    (OvertakenBuild, "overtaken_build"),
    (UnreachableStore, "unreachable_store"),
    (EmptyFolder, "empty_folder"),
    (AmbiguousName, "ambiguous_name"),
    (MalformedQuestions, "malformed_questions"),
    (ModelError, "model"),
    (IndexFailure, "index"),
    (PlaceError, "place"),
    (BatchError, "batch"),
    (ContactsError, "contacts"),
    (CorpusError, "corpus"),
    (EvaluationError, "evaluation"),
    (FaqError, "faq"),
    (PromptError, "prompt"),
    (SettingsError, "setting"),
    (TrainingError, "training"),
    (Exception, "unknown"),
)


def is_expected(error: Exception) -> bool:
    """Tell whether `error` has a text for whoever runs the bot; any other is a fault of ours."""
    return isinstance(error, _EXPECTED)


def explain(error: Exception) -> str:
    """Return the explanation of `error` for the command line, which is in English.

    >>> explain(MissingCorpusError("/cards holds no sources.yaml."))
    '/cards holds no sources.yaml. Set RELAIS_CORPUS to a folder of cards, or to nothing for none.'
    >>> explain(SettingsError("The Bot API server does not know this token.", "telegram_token"))
    'RELAIS_TELEGRAM_TOKEN: The Bot API server does not know this token.'
    """
    return in_words(explanation(error), "en")


def explanation(error: Exception) -> Statement:
    """Return the text of `error` with the setting to change or the command to run, where one is the remedy.

    What the error itself says is English in any language; a statement before it tells what it concerns.
    """
    problem, remedy = _problem(error), _remedy(error)
    return state("error.with_remedy", problem=problem, remedy=remedy) if remedy else problem


def _problem(error: Exception) -> Statement:
    """Return the statement of an error itself.

    >>> in_words(_problem(OSError(errno.EROFS, "Read-only file system", "/data/x.json")), "en")
    '/data/x.json: Read-only file system.'
    """
    if isinstance(error, SettingsError) and error.setting:
        return state("error.named_setting", setting=f"{PREFIX}{error.setting.upper()}", error=str(error))
    if isinstance(error, StorageError) and not isinstance(error, PlaceError):
        return state("error.storage", error=str(error).rstrip("."))
    if isinstance(error, OSError):
        said = error.strerror or type(error).__name__
        return (
            state("error.file", path=str(error.filename), error=said)
            if error.filename
            else state("error.system", error=said)
        )
    if isinstance(error, UnicodeError):
        return state("error.encoding", encoding=_encoding(error))
    concern = next(name for kind, name in CONCERNS if isinstance(error, kind))
    return state(f"error.{concern}", error=str(error))


def _remedy(error: Exception) -> Statement | None:
    if isinstance(error, StorageError):
        return _storage_remedy(error)
    if isinstance(error, OSError):
        return _DISK.get(error.errno or 0)
    if isinstance(error, UnicodeError):
        return state("remedy.encoding")
    if isinstance(error, ModelError) and error.purpose:
        return _MODELS[error.purpose]
    return error.remedy if isinstance(error, IndexFailure) and error.remedy else _TOLD.get(type(error))


def _storage_remedy(error: StorageError) -> Statement:
    if isinstance(error, PlaceError):
        return state("remedy.other_place")
    if isinstance(error, ServerError):
        return state(f"server_remedy.{error.fault}")
    if isinstance(error, OtherKeyError):
        return state("remedy.other_key")
    return state("remedy.newer_version" if isinstance(error, NewerSchemaError) else "remedy.database")


def _encoding(error: UnicodeError) -> str:
    """Return the name of the encoding; what could not be read in it may be somebody's words, and is left out."""
    return str(getattr(error, "encoding", "unknown"))
