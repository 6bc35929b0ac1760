"""Errors of the lower layers as one line with the remedy: only the command line knows settings and commands by name."""

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
from bot.settings import PREFIX
from bot.storage.transactions import StorageError
from corpus.yamlfile import CorpusError, MissingCorpusError
from index.errors import (
    CorruptIndex,
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
    OSError,
    UnicodeError,
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
    CorruptIndex: "Delete the folder `index` in RELAIS_HOME, then run `relais index build`.",
    MissingIndex: "Build it: `relais index build`.",
    StaleIndex: "Rebuild it: `relais index build`.",
    UnreachableStore: "Start it, or correct RELAIS_CHROMA_URL.",
}
_STORAGE_REMEDY = (
    "See that relais.db in RELAIS_HOME can be read and written and that the disk has room, or restore it from a backup."
)
_DISK_REMEDIES = {
    errno.ENOSPC: "Free room on its disk.",
    errno.EDQUOT: "Free room, or have the quota raised.",
    errno.EROFS: "Its disk is read-only: see why, and mount it for writing.",
    errno.EACCES: "See that the user who runs Relais may read and write it.",
    errno.EPERM: "See that the user who runs Relais may read and write it.",
    errno.EIO: "The disk has a fault: see its log, and restore from a backup if need be.",
    errno.EMFILE: "Raise the number of files that a process may open (`ulimit -n`).",
}
_ENCODING_REMEDY = "Save the file as UTF-8; for what is typed or printed, set LANG to C.UTF-8."
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
    if isinstance(error, OSError):
        return _explain_system(error)
    if isinstance(error, UnicodeError):
        return f"A text is not in the encoding that was expected ({_encoding(error)}). {_ENCODING_REMEDY}"
    remedy = _REMEDIES.get(type(error), "")
    if isinstance(error, ModelError) and error.purpose:
        remedy = _MODEL_REMEDIES[error.purpose]
    return f"{error} {remedy}".rstrip()


def _explain_system(error: OSError) -> str:
    """Return the text of an error of the system: the file, what is wrong with it, and the remedy for a disk or a right.

    >>> _explain_system(OSError(errno.EROFS, "Read-only file system", "/data/x.json"))
    '/data/x.json: Read-only file system. Its disk is read-only: see why, and mount it for writing.'
    """
    place = f"{error.filename}: " if error.filename else ""
    remedy = _DISK_REMEDIES.get(error.errno or 0, "")
    return f"{place}{error.strerror or type(error).__name__}. {remedy}".rstrip()


def _encoding(error: UnicodeError) -> str:
    """Return the name of the encoding; what could not be read in it may be somebody's words, and is left out."""
    return str(getattr(error, "encoding", "unknown"))
