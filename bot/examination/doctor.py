"""Examine an installation: one finding for each check, with the remedy where something is wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.container_reports import ReportServices
from bot.examination import model_checks, running_checks, storage_checks, team_checks
from bot.examination.finding import DoctorFinding, WarningFound, guarded
from bot.settings import Settings
from index.statement import Statement, state

SUBJECTS = (
    *("python", "home", "disk", "database", "secret_key", "clock", "word_lists", "corpus_and_index", "chroma"),
    *("embedding_model", "scanned_pages", "language_model", "inference", "telegram", "staff_group", "access"),
    *("safeguarding_contacts", "safeguarding_alerts", "received", "outgoing", "tokens", "backup"),
)


def examine(container: ReportServices) -> list[DoctorFinding]:
    """Return one finding for each check, in the order in which things depend on each other."""
    return list(_checks(container))


def examine_quickly(container: ReportServices) -> list[DoctorFinding]:
    """Return the findings of the checks that take no time: no model is loaded or asked, and no file read as a whole."""
    settings = container.settings
    return [
        _python(),
        guarded("home", lambda: _home(settings.home)),
        guarded("disk", lambda: storage_checks.disk(settings.home)),
        guarded("database", container.database.description),
        examine_key(container),
        guarded("clock", lambda: storage_checks.clock(container)),
        examine_index(container, is_thorough=False),
        examine_scans(),
        _token(settings),
        examine_staff(container),
        examine_access(container),
        *examine_safeguarding(container),
        *examine_running(container),
    ]


def examine_model(container: ReportServices) -> DoctorFinding:
    """Return the finding about the language model, which is asked for a word."""
    return guarded("language_model", lambda: model_checks.language_model(container))


def examine_staff(container: ReportServices) -> DoctorFinding:
    """Return the finding about the staff group: a fault if the bot was put out, a warning if nobody could answer."""
    return team_checks.staff_group(container)


def examine_database(container: ReportServices) -> DoctorFinding:
    """Return the finding about the database: where it is, whether it works, and what erasing can't reach there."""
    return guarded("database", lambda: storage_checks.database(container))


def examine_key(container: ReportServices) -> DoctorFinding:
    """Return the finding about the secret key: it must be the one that the database was written with."""
    return guarded("secret_key", lambda: _key(container))


def examine_index(container: ReportServices, *, is_thorough: bool = True) -> DoctorFinding:
    """Return the finding about the cards, the added documents and their index; a thorough check reads all its files.

    An index that is missing or out of date is a warning.
    """
    return guarded("corpus_and_index", lambda: _index(container, is_thorough))


def examine_embedding(container: ReportServices) -> DoctorFinding:
    """Return the finding about the embedding model, which is loaded and embeds a word."""
    return guarded("embedding_model", lambda: model_checks.embedding(container))


def examine_chroma(container: ReportServices) -> DoctorFinding:
    """Return the finding about where the vectors are: a server must answer, and hold what the index says."""
    return guarded("chroma", lambda: storage_checks.chroma(container))


def examine_access(container: ReportServices) -> DoctorFinding:
    """Return the finding about who may ask, and who lets people in."""
    return guarded("access", lambda: team_checks.access(container))


def examine_safeguarding(container: ReportServices) -> list[DoctorFinding]:
    """Return the findings about what people in danger are told, and who is alerted."""
    return [team_checks.contacts(container), team_checks.alerts(container)]


def examine_running(container: ReportServices) -> list[DoctorFinding]:
    """Return the findings about what should go on by itself; that of the tokens only with a language model."""
    findings = [
        guarded("received", lambda: running_checks.received(container)),
        guarded("outgoing", lambda: running_checks.outgoing(container)),
        guarded("backup", lambda: running_checks.backup(container)),
    ]
    if container.settings.model:
        findings.insert(2, guarded("tokens", lambda: running_checks.tokens(container)))
    return findings


def examine_scans() -> DoctorFinding:
    """Return the finding about scanned pages. A missing program is a warning: the bot works, and they are not read."""
    from index.library import missing_for_ocr

    missing = missing_for_ocr()
    said = state("installation.no_scans", missing=missing) if missing else state("installation.scans")
    return DoctorFinding("scanned_pages", said, is_warning=bool(missing))


def _checks(container: ReportServices) -> Iterator[DoctorFinding]:
    settings = container.settings
    yield _python()
    yield guarded("home", lambda: _home(settings.home))
    yield guarded("disk", lambda: storage_checks.disk(settings.home))
    yield examine_database(container)
    yield examine_key(container)
    yield guarded("clock", lambda: storage_checks.clock(container))
    yield guarded("word_lists", _word_lists)
    yield examine_index(container)
    yield examine_chroma(container)
    yield examine_embedding(container)
    yield examine_scans()
    yield examine_model(container)
    yield from model_checks.pair_models(settings)
    yield _token(settings)
    yield examine_staff(container)
    yield examine_access(container)
    yield from examine_safeguarding(container)
    yield from examine_running(container)


def _python() -> DoctorFinding:
    return DoctorFinding("python", state("installation.python", version=sys.version.split()[0]))


def _home(home: Path) -> Statement:
    """Return the place of the home. Raise WarningFound if others may read it."""
    from bot.home import prepare_home

    mode = os.stat(prepare_home(home)).st_mode & 0o777
    if mode & 0o077:
        raise WarningFound(state("installation.home_is_open", path=str(home), mode=f"{mode:o}"))
    return state("installation.home", path=str(home))


def _key(container: ReportServices) -> Statement:
    """Return the key's fingerprint. Raise StorageError if the database was written with another, or can't be read."""
    return state("installation.secret_key", fingerprint=container.key_fingerprint.check())


def _word_lists() -> Statement:
    """Return the number of topics. Raise CorpusError if a file of one can't be used."""
    from corpus.word_list import topics, word_lists

    return state("installation.word_lists", count=len([word_lists(topic) for topic in topics()]))


def _index(container: ReportServices, is_thorough: bool) -> Statement:
    """Return the contents of the index. Raise WarningFound if it is missing or out of date, CorruptIndex if damaged."""
    status = container.library.status()
    if status.generation and is_thorough:
        container.library.searcher()  # reads all files of the index
    age = state("index.out_of_date" if status.stale else "index.up_to_date")
    if status.generation is None:
        age = state("index.not_built")
    said = state("index.held", cards=status.cards, documents=len(status.documents), age=age)
    if status.generation is None or status.stale:
        raise WarningFound(said)
    return said


def _token(settings: Settings) -> DoctorFinding:
    if not settings.telegram_token.get_secret_value():
        return DoctorFinding("telegram", state("installation.no_telegram"), is_warning=True)
    server = settings.telegram_base_url or "api.telegram.org"
    return DoctorFinding("telegram", state("installation.telegram", server=server))
