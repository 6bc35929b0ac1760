"""Examine an installation: one finding for each check, with the remedy where something is wrong."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.answering.llm.request import ModelRequest, ModelUnavailable
from bot.container_reports import ReportServices
from bot.errors import ContactsError, SettingsError
from bot.examination import storage_checks
from bot.examination.remedies import explain
from bot.settings import Settings
from bot.storage.transactions import StorageError
from corpus.yamlfile import CorpusError
from index.errors import IndexFailure

_PING = ModelRequest("Answer with one word.", "Are you there?")
_REMEDIES: dict[str, str] = {
    "refused": "check RELAIS_MODEL, and the key in RELAIS_MODEL_KEY or the provider's own variable",
    "timeout": "raise RELAIS_MODEL_TIMEOUT or name a quicker model",
    "unreachable": "check RELAIS_MODEL_BASE_URL and the network; the provider may be down or have no more for you",
    "cut": "it broke off; try again",
}


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """The result of one check. A fault keeps the bot from working; a warning keeps help from people in danger."""

    subject: str
    text: str
    is_fault: bool = False
    is_warning: bool = False

    @property
    def line(self) -> str:
        """The finding as one line."""
        return f"{'✗' if self.is_fault else '⚠' if self.is_warning else '✓'} {self.subject}: {self.text}"


def examine(container: ReportServices) -> list[DoctorFinding]:
    """Return one finding for each check, in the order in which things depend on each other."""
    return list(_checks(container))


def examine_quickly(container: ReportServices) -> list[DoctorFinding]:
    """Return the findings of the checks that take no time: no model is loaded or asked, and no file read as a whole."""
    settings = container.settings
    return [
        DoctorFinding("Python", sys.version.split()[0]),
        _guarded("Home", lambda: _home(settings.home)),
        _guarded("Disk", lambda: storage_checks.disk(settings.home)),
        _guarded("Database", container.database.description),
        examine_key(container),
        _guarded("Clock", lambda: storage_checks.clock(container)),
        examine_scans(),
        _token(settings),
        examine_staff(container),
        examine_access(container),
        *examine_safeguarding(container),
    ]


def examine_model(container: ReportServices) -> DoctorFinding:
    """Return the finding about the language model, which is asked for a word."""
    return _guarded("Language model", lambda: _language_model(container))


def examine_staff(container: ReportServices) -> DoctorFinding:
    """Return the finding about the staff group: a fault if the bot was put out, a warning if nobody could answer."""
    subject = "Staff group"
    try:
        team, colleagues = container.staff_team, container.access_control.roles.colleagues()
        bound, lost = team.address, team.chat.lost
    except (SettingsError, StorageError, OSError) as error:
        return DoctorFinding(subject, explain(error), is_fault=True)
    if lost:
        text = f"Cases wait for `relais cases`, and no date is promised. {_way_back(lost)}, or send /bind in a group."
        return DoctorFinding(subject, text, is_fault=True)
    if not bound and not container.safeguarding_team.address:
        return DoctorFinding(subject, "none: cases wait for `relais cases`, and no date is promised")
    if not colleagues:
        text = (
            "NOBODY may answer cases there: put the Telegram ids of your colleagues into RELAIS_STAFF, or run"
            " `relais access invite --role staff` for each (docs/access.md)"
        )
        return DoctorFinding(subject, text, is_warning=True)
    where = f"chat {bound} gets the cases" if bound else "none, but the safeguarding focal point is alerted"
    return DoctorFinding(subject, f"{where}; people with a role that lets them answer: {colleagues}")


def examine_database(container: ReportServices) -> DoctorFinding:
    """Return the finding about the database: where it is, whether it works, and what erasing can't reach there."""
    return _guarded("Database", lambda: storage_checks.database(container))


def examine_key(container: ReportServices) -> DoctorFinding:
    """Return the finding about the secret key: it must be the one that the database was written with."""
    return _guarded("Secret key", lambda: f"fingerprint {container.key_fingerprint.check()}, the same on all machines")


def examine_index(container: ReportServices) -> DoctorFinding:
    """Return the finding about the cards, the added documents and their index, all files of which are read."""
    return _guarded("Corpus and index", lambda: _index(container))


def examine_embedding(container: ReportServices) -> DoctorFinding:
    """Return the finding about the embedding model, which is loaded and embeds a word."""
    return _guarded("Embedding model", lambda: _model(container))


def examine_chroma(container: ReportServices) -> DoctorFinding:
    """Return the finding about where the vectors are: a server must answer, and hold what the index says."""
    return _guarded("Chroma", lambda: storage_checks.chroma(container))


def examine_access(container: ReportServices) -> DoctorFinding:
    """Return the finding about who may ask, and who lets people in."""
    return _guarded("Access", lambda: _access(container))


def examine_safeguarding(container: ReportServices) -> list[DoctorFinding]:
    """Return the findings about what people in danger are told, and who is alerted."""
    try:
        return [_contacts(container), _alerts(container)]
    except StorageError as error:
        return [_contacts(container), DoctorFinding("Safeguarding alerts", explain(error), is_fault=True)]


def examine_scans() -> DoctorFinding:
    """Return the finding about scanned pages. They can be done without, so that a missing program is no fault."""
    from index.library import INSTALL_OCR, missing_for_ocr

    missing = missing_for_ocr()
    text = f"not read, {missing}: {INSTALL_OCR[0].lower()}{INSTALL_OCR[1:]}" if missing else "read by Tesseract (OCR)"
    return DoctorFinding("Scanned pages", text)


def _checks(container: ReportServices) -> Iterator[DoctorFinding]:
    settings = container.settings
    yield DoctorFinding("Python", sys.version.split()[0])
    yield _guarded("Home", lambda: _home(settings.home))
    yield _guarded("Disk", lambda: storage_checks.disk(settings.home))
    yield examine_database(container)
    yield examine_key(container)
    yield _guarded("Clock", lambda: storage_checks.clock(container))
    yield _guarded("Word lists", _word_lists)
    yield examine_index(container)
    yield examine_chroma(container)
    yield examine_embedding(container)
    yield examine_scans()
    yield examine_model(container)
    yield from _pair_models(settings)
    yield _token(settings)
    yield examine_staff(container)
    yield examine_access(container)
    yield from examine_safeguarding(container)


def _guarded(subject: str, check: Callable[[], str]) -> DoctorFinding:
    try:
        return DoctorFinding(subject, check())
    except (SettingsError, StorageError, CorpusError, IndexFailure, OSError) as error:
        return DoctorFinding(subject, explain(error), is_fault=True)


def _home(home: Path) -> str:
    from bot.home import prepare_home

    mode = os.stat(prepare_home(home)).st_mode & 0o777
    return f"{home}" + ("" if mode & 0o077 == 0 else f" is readable by others (mode {mode:o}): run `chmod 700 {home}`")


def _word_lists() -> str:
    """Return the number of topics. Raise CorpusError if a file of one can't be used."""
    from corpus.word_list import topics, word_lists

    return f"{len([word_lists(topic) for topic in topics()])} topics in each language"


def _index(container: ReportServices) -> str:
    """Return the contents of the index, and if it is up to date. Raise CorruptIndex if it can't be read."""
    status = container.library.status()
    if status.generation:
        container.library.searcher()  # reads all files of the index
    state = (
        "not built yet: `relais run` builds it"
        if not status.generation
        else "out of date: `relais index build`"
        if status.stale
        else "up to date"
    )
    return f"{status.cards} cards, {len(status.documents)} added documents, index {state}"


def _model(container: ReportServices) -> str:
    """Return the model's name and sizes, once it has embedded a word. Raise ModelError if it can't be loaded."""
    embeddings = container.library.embeddings
    embeddings.embed_documents(["texte"])
    return f"{embeddings.name}, {embeddings.dimension} dimensions, window of {embeddings.window} tokens"


def _pair_models(settings: Settings) -> Iterator[DoctorFinding]:
    """Yield a finding for the CrossEncoder that judges entailment, if one is set."""
    from index.library import PairModel

    inference = PairModel(settings.entailment)
    if inference.name:
        yield _guarded("Inference", lambda: f"{inference.name}, {inference.entailment('a', 'a'):.2f} for a pair")


def _language_model(container: ReportServices) -> str:
    """Return the model's name, its place and the seconds to its first word. Raise SettingsError if it writes none."""
    model = container.model
    if model is None:
        return "no RELAIS_MODEL: the texts answer in their own words"
    started = time.perf_counter()
    try:
        pieces = model.write(_PING, container.settings.model_timeout)
        first = next((piece for piece in pieces if piece.text.strip()), None)
    except ModelUnavailable as error:
        raise SettingsError(f"{model.name} does not answer ({error}): {_REMEDIES[error.reason]}.") from error
    if first is None:
        raise SettingsError(f"{model.name} answers nothing: name another model in RELAIS_MODEL.")
    where = (
        "on this machine" if model.is_local else f"at {model.endpoint.destination}, what people write is redacted first"
    )
    after = time.perf_counter() - started
    return f"{model.name}, {where}, first word after {after:.1f} s, {_choice(container)}"


def _choice(container: ReportServices) -> str:
    """Tell whether the model chooses passages; with the setting "auto" it is tried now."""
    chooses = container.settings.model_chooses
    if chooses != "auto":
        return f"choosing passages is {chooses}"
    try:
        able = container.try_model()
    except ModelUnavailable as error:
        return f"not tried for choosing passages ({error.reason})"
    return "chooses passages where the gate is not certain" if able else "failed the trial of choosing passages"


def _access(container: ReportServices) -> str:
    """Return the access mode, the numbers of admins and requests. Raise SettingsError if nobody can admit anyone."""
    access = container.access_control
    admins, waiting = list(access.roles.displayed().values()).count("admin"), len(access.requests.pending())
    if container.settings.access == "open":
        return f"open to everyone, {admins} admins"
    if not admins:
        raise SettingsError(
            "RELAIS_ACCESS is 'approval', and there is no admin who hears of requests: put one into RELAIS_ADMINS, or"
            " run `relais access invite --role admin`."
        )
    return f"by approval, {admins} admins, {waiting} requests pending"


def _contacts(container: ReportServices) -> DoctorFinding:
    subject = "Safeguarding contacts"
    try:
        contacts = container.contacts
    except ContactsError as error:
        return DoctorFinding(subject, explain(error), is_fault=True)
    if not contacts.countries:
        text = (
            "NONE. People in danger get general guidance only, no number and no name: write down whom to contact"
            " (docs/safeguarding.md) and name the file in RELAIS_SAFEGUARDING_CONTACTS"
        )
        return DoctorFinding(subject, text, is_warning=True)
    default = f"{contacts.default.key} is the default" if contacts.default else "people choose theirs"
    return DoctorFinding(subject, f"{', '.join(country.key for country in contacts.countries)}; {default}")


def _way_back(lost: str) -> str:
    """Return why the bot can't write in a chat, and who can change that; a group's id is negative.

    >>> _way_back("-1001")
    'The bot was put out of chat -1001. Add it to that group again'
    """
    if lost.isdecimal():
        return (
            f"The owner of the private chat {lost} has not started the bot, or has blocked it: ask them to press Start"
        )
    return f"The bot was put out of chat {lost}. Add it to that group again"


def _alerts(container: ReportServices) -> DoctorFinding:
    subject, chat = "Safeguarding alerts", container.safeguarding_team.chat
    if chat.lost:
        text = f"NOBODY is alerted, and cases wait. {_way_back(chat.lost)}"
        return DoctorFinding(subject, text, is_warning=True)
    if chat.address:
        return DoctorFinding(subject, f"chat {chat.address} is alerted, without any words of people")
    text = "NOBODY is alerted when someone writes of danger: set RELAIS_SAFEGUARDING_CHAT to the focal point's chat"
    return DoctorFinding(subject, text, is_warning=True)


def _token(settings: Settings) -> DoctorFinding:
    if not settings.telegram_token.get_secret_value():
        return DoctorFinding("Telegram", "no RELAIS_TELEGRAM_TOKEN: `relais run` chats in the terminal")
    return DoctorFinding("Telegram", f"token set, server {settings.telegram_base_url or 'api.telegram.org'}")
