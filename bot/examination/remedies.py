"""Errors of the lower layers as one line with the remedy. Settings and commands are known by name here alone."""

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
from bot.storage.transactions import NewerSchemaError, OtherKeyError, PlaceError, ServerError, ServerFault, StorageError
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
    CorruptIndex: "Make it anew: `relais index build --anew`.",
    MissingIndex: "Build it: `relais index build`.",
    StaleIndex: "Rebuild it: `relais index build`.",
    UnreachableStore: "Start it, or correct RELAIS_CHROMA_URL or RELAIS_DATABASE_URL.",
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
_SERVER_REMEDIES: dict[ServerFault, str] = {
    "url": "Write RELAIS_DATABASE_URL as postgresql://user@host:5432/database; %-encode what is special in a password.",
    "driver": "Install it: `pip install 'relais[postgresql]'`, or leave RELAIS_DATABASE_URL empty.",
    "unreachable": "See that PostgreSQL runs and that host and port in RELAIS_DATABASE_URL are right.",
    "refused": "Correct user, password and database in RELAIS_DATABASE_URL, or the server's pg_hba.conf.",
    "version": "Upgrade the server, or leave RELAIS_DATABASE_URL empty.",
    "encoding": "Create one that has it: `createdb --encoding UTF8 --template template0 NAME`.",
    "rights": "Give the user the database: `ALTER DATABASE name OWNER TO user`.",
    "busy": "Try again; if it goes on, see which process hangs (pg_stat_activity on the server).",
    "unwritable": "Name the primary server in RELAIS_DATABASE_URL, of several with target_session_attrs=read-write.",
    "full": "Free room on the server's disk.",
    "damaged": "See the log of the server and its disk, and restore a backup.",
    "statement": "See the log of the server; restore a backup if its tables were changed by hand.",
}
_NEWER_REMEDY = "Install that version again, or restore a backup that this one wrote."
_KEY_REMEDY = (
    "Nobody in it would be recognised. Copy secret.key from a machine that runs, or from the backup; if the old key is"
    " gone for good: `relais key adopt`."
)
_PLACE_REMEDY = "Name another one. Nothing was changed."
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
        return _storage_fault(error)
    if isinstance(error, OSError):
        return _explain_system(error)
    if isinstance(error, UnicodeError):
        return f"A text is not in the encoding that was expected ({_encoding(error)}). {_ENCODING_REMEDY}"
    remedy = _REMEDIES.get(type(error), "")
    if isinstance(error, ModelError) and error.purpose:
        remedy = _MODEL_REMEDIES[error.purpose]
    return f"{error} {remedy}".rstrip()


def _storage_fault(error: StorageError) -> str:
    if isinstance(error, PlaceError):
        return f"{error} {_PLACE_REMEDY}"
    remedy = _STORAGE_REMEDY
    if isinstance(error, ServerError):
        remedy = _SERVER_REMEDIES[error.fault]
    elif isinstance(error, OtherKeyError):
        remedy = _KEY_REMEDY
    elif isinstance(error, NewerSchemaError):
        remedy = _NEWER_REMEDY
    return f"The database can't be used: {str(error).rstrip('.')}. {remedy}"


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
