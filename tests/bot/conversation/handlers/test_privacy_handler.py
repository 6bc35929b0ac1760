"""Stored personal data: the statement about it, its export, and its erasure to the last byte."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.container import Container
from bot.conversation.handlers.privacy_handler import personal_data_files
from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_repository import FaqErasure, FaqRepository
from bot.replies.texts import say, texts
from bot.settings import Settings
from bot.storage.consultations import ChatLanguages
from bot.storage.database import Database
from bot.storage.personal_data import NOBODY, OTHER_TABLES, RULES, DataSubject, PersonalData, Retention
from corpus.language import LANGUAGES, Language
from index.library import Library
from tests.support.engines import Engine, columns_of, open_database, tables_of
from tests.support.engines import engine as engine
from tests.support.engines import postgres_server as postgres_server
from tests.support.engines import pytest_generate_tests as pytest_generate_tests

AWA = DataSubject("0a0a0a0a0a0a0a0a0a0a0a0a", "700100200")
BEN = DataSubject("0b0b0b0b0b0b0b0b0b0b0b0b", "700300400")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
THEIRS = {rule.table for rule in RULES if rule.belongs != NOBODY}
PERSONAL = {"chat", "person", "owner", "address", "actor", "subject", "by"}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a database with something of two people in every table."""
    opened = open_database(tmp_path / "relais.db")
    fill(opened, AWA, "MAWA")
    fill(opened, BEN, "MBEN")
    yield opened
    opened.close()


def schema(database: Database) -> dict[str, dict[str, str]]:
    """Return the columns of each table with their types."""
    with database.read() as db:
        return {name: columns_of(db, name) for name in tables_of(db)}


def fill(database: Database, subject: DataSubject, mark: str, at: datetime = NOW) -> None:
    """Write a row of `subject` into every table with personal data; its texts contain `mark`."""
    with database.write() as db:
        for table in THEIRS:
            row = row_of(columns_of(db, table), subject, mark, at)
            db.insert(table, row | ({"name": subject.key} if table == "send_pace" else {}))


def row_of(columns: Mapping[str, str], subject: DataSubject, mark: str, at: datetime) -> dict[str, object]:
    """Return a row whose keys, addresses and moments are those of `subject`, and all other texts contain `mark`."""
    stamp = at.isoformat(timespec="seconds")
    known: dict[str, object] = dict.fromkeys(PERSONAL - {"address"}, subject.key)
    known |= dict.fromkeys(("at", "changed", "started", "opened", "added", "due", "received"), stamp)
    known |= {
        "address": subject.address,
        "finished": None,
        "done": None,
        "worker": None,
        "lease_until": None,
        "number": f"R-{mark}",
        "feedback": "up",
    }
    known |= {
        "language": "fr",
        "reference": "case:R-2026-0001",
        "messages": "[]",
        "reason": None,
        "state": "waiting",
    }  # of letters
    known |= {
        "kind": "question",
        "payload": json.dumps({"message": {"chat": {"id": int(subject.address)}, "text": mark}}),
    }
    known |= {"act": "asked", "detail": "A-0000", "until": "2100-01-01"}  # of the audit, and of requests
    row: dict[str, object] = {}
    for name, kind in columns.items():
        row[name] = (
            known[name] if name in known else f"{mark} {name}" if kind.startswith("TEXT") else random.getrandbits(40)
        )
    return row


def files(folder: Path) -> bytes:
    """Return every byte of the database and its log."""
    return b"".join(path.read_bytes() for path in folder.glob("relais.db*"))


def test_every_table_is_declared(database: Database) -> None:
    """A new one belongs either to people, in `RULES`, or to nobody, with a reason."""
    columns = schema(database)
    assert {rule.table for rule in RULES} | set(OTHER_TABLES) >= set(columns)
    assert [table for table in OTHER_TABLES if PERSONAL & set(columns.get(table, {}))] == []


def test_the_rule_of_every_table_selects_its_subject_only(database: Database) -> None:
    """Each condition selects the row of its subject and not the other person's."""
    holdings = PersonalData(database, lambda: NOW)
    assert set(holdings.collect(AWA)) == set(holdings.collect(BEN)) == THEIRS
    holdings.erase(AWA)
    assert set(holdings.collect(AWA)) == set()
    assert set(holdings.collect(BEN)) == THEIRS


@pytest.mark.sqlite
def test_a_forgotten_chat_leaves_no_byte(database: Database, tmp_path: Path) -> None:
    """Neither its key, nor its address, nor a word; the other's are untouched."""
    before = files(tmp_path)
    assert all(mark.encode() in before for mark in (AWA.key, AWA.address, "MAWA"))
    PersonalData(database).erase(AWA)
    after = files(tmp_path)
    assert [mark for mark in (AWA.key, AWA.address, "MAWA") if mark.encode() in after] == []
    assert all(mark.encode() in after for mark in (BEN.key, BEN.address, "MBEN"))


@pytest.mark.sqlite
@pytest.mark.parametrize("decided", [False, True])
def test_an_unsent_introduction_is_erased_too(tmp_path: Path, library: Library, decided: bool) -> None:
    """An erased request for access leaves nothing in the unsent messages to admins."""
    settings = Settings(home=tmp_path, access="approval", admins=SecretStr("700000001"))
    container = Container(settings, library=library)
    database, talk = container.database, container.conversation
    asker = Chat("0c0c", "fr", person="0c0c", address="700900900", role="stranger")
    talk.command(asker, "acces", "Awa, ONG Kalimba")
    assert b"Kalimba" in files(tmp_path)
    if decided:
        (request,) = container.access_control.requests.pending()
        container.access_decisions.decide("console", "", request.number, admit=True)
        talk.tick()
    PersonalData(database).erase(DataSubject(asker.key, asker.address))
    assert b"Kalimba" not in files(tmp_path)
    database.close()


@pytest.mark.sqlite
def test_no_byte_stays_in_the_gaps_between_rows(tmp_path: Path) -> None:
    """Rows that grew, shrank and moved leave copies behind which plain deletion does not reach."""
    database, dice = open_database(tmp_path / "relais.db"), random.Random(1)
    insert = (
        "INSERT INTO consultations (id, at, chat, language, question, outcome, answer, passages, related, latency,"
        " model, 'index') VALUES (?, ?, ?, 'fr', ?, 'answered', ?, '[]', '[]', '{}', '', '')"
    )
    with database.write() as db:
        for number in range(3000):
            key = AWA.key if dice.random() < 0.2 else f"{dice.getrandbits(96):024x}"
            at = f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
            answer = "a" * dice.choice((1, 50, 900, 5000))
            db.execute(insert, [f"{dice.getrandbits(48):012x}", at, key, "q" * dice.randint(0, 400), answer])
            other = dice.randint(1, number + 1)
            if dice.random() < 0.3:
                db.execute("UPDATE consultations SET answer = ? WHERE rowid = ?", ["b" * dice.randint(0, 2000), other])
            if dice.random() < 0.1:
                db.execute("UPDATE consultations SET chat = ? WHERE rowid = ?", [AWA.key, other])
    assert PersonalData(database).erase(AWA) > 100
    assert AWA.key.encode() not in files(tmp_path)
    database.close()


def test_an_erasure_calls_its_listeners_and_is_undone_if_one_fails(database: Database) -> None:
    """It is all or nothing."""
    holdings, heard = PersonalData(database), list[str]()
    holdings.listen(heard.append)
    holdings.listen(lambda key: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        holdings.erase(AWA)
    assert (heard, len(holdings.collect(AWA))) == ([AWA.key], len(holdings.collect(BEN)))


@pytest.mark.sqlite
def test_what_another_process_reads_is_gone_with_the_next_expiry(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader keeps the write-ahead log from being emptied: that is logged, and done at the next expiry."""
    database.close()
    monkeypatch.setattr("bot.storage.sqlite_database.BUSY_SECONDS", 0.05)  # not half a minute
    database = open_database(tmp_path / "relais.db")
    holdings = PersonalData(database, lambda: NOW)
    reader = sqlite3.connect(tmp_path / "relais.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM consultations").fetchone()
    holdings.erase(AWA)
    assert "could not be" in caplog.text or "may stay until" in caplog.text
    reader.close()
    holdings.expire(Retention())
    assert AWA.key.encode() not in files(tmp_path)


def test_everything_expires_after_its_retention_period(tmp_path: Path) -> None:
    """Exchanges, checks and cases after 180 days, records of a disclosure after 30; a dry run changes nothing."""
    database = open_database(tmp_path / "relais.db")
    for age, mark in ((10, "FRESH"), (170, "MIDDLE"), (181, "STALE")):
        fill(database, DataSubject(f"{mark}-key", "1"), mark, NOW - timedelta(days=age))
    with database.write() as db:
        db.execute("UPDATE consultations SET outcome = 'safeguarding' WHERE chat = 'MIDDLE-key'")
        db.execute("UPDATE cases SET kind = 'safeguarding' WHERE chat = 'MIDDLE-key'")
        db.execute("DELETE FROM roles WHERE person = 'STALE-key'")  # who has one keeps a language
    holdings = PersonalData(database, lambda: NOW)
    overdue = holdings.overdue(Retention())
    assert (overdue["consultations"], overdue["cases"], overdue["checks"]) == (2, 2, 1)
    assert holdings.overdue(Retention()) == overdue
    holdings.expire(Retention())
    kept = {mark: set(holdings.collect(DataSubject(f"{mark}-key"))) for mark in ("FRESH", "MIDDLE", "STALE")}
    assert {"consultations", "cases", "case_events", "checks", "privacy_notices", "chat_languages"} <= kept["FRESH"]
    assert kept["MIDDLE"] & {"consultations", "cases", "case_events"} == set()
    assert {"checks", "privacy_notices", "chat_languages"} <= kept["MIDDLE"]
    assert kept["STALE"] & {"consultations", "cases", "checks", "privacy_notices", "chat_languages"} == set()
    assert holdings.overdue(Retention()) == {}
    database.close()


def server_files(engine: Engine) -> bytes:
    """Return every byte of the server's files but those of its write-ahead log, which it keeps as it likes."""
    assert engine.server
    engine.server.run("CHECKPOINT")
    paths = (engine.server.folder / "data").rglob("*")
    return b"".join(path.read_bytes() for path in paths if path.is_file() and "pg_wal" not in path.parts)


@pytest.mark.postgresql
@pytest.mark.made_anew  # in the database that the server's user works in
def test_a_forgotten_chat_leaves_no_byte_in_the_tables_of_a_server(engine: Engine, tmp_path: Path) -> None:
    """Nor in their indexes and the samples of the server's statistics, however much was changed there before."""
    database, dice = open_database(tmp_path / "relais.db"), random.Random(1)
    fill(database, AWA, "MAWA")
    with database.write() as db:
        for number in range(1_000):
            key = AWA.key if dice.random() < 0.2 else f"{dice.getrandbits(96):024x}"
            row = dict.fromkeys(("number", "at", "kind", "actor_name", "note"), "x")
            db.insert("case_events", row | {"actor": key})
            changed = ["b" * dice.randint(0, 900), dice.randint(1, number + 1)]
            db.execute("UPDATE case_events SET note = ? WHERE id = ?", changed)
    assert engine.server
    engine.server.run("ANALYZE")  # as the server does by itself: it keeps samples of what columns hold
    marks = [mark.encode() for mark in (AWA.address, "MAWA")]
    assert all(mark in server_files(engine) for mark in marks)
    PersonalData(database).erase(AWA)
    after = server_files(engine)
    assert [mark for mark in marks if mark in after] == []


@pytest.mark.postgresql
def test_a_large_table_is_written_anew_with_the_next_expiry(
    engine: Engine, database: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for that while a person is forgotten; the log says so."""
    monkeypatch.setattr("bot.storage.postgres_database.SMALL_BYTES", 0)
    holdings = PersonalData(database, lambda: NOW)
    holdings.erase(AWA)
    assert "may stay until the next daily expiry" in caplog.text
    holdings.expire(Retention())
    assert AWA.key.encode() not in server_files(engine)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exported_table_has_a_name(language: Language) -> None:
    """In both languages."""
    assert {rule.table for rule in RULES} <= set(texts(language)["mydata_tables"])


def test_an_export_can_be_read_by_people_and_programs(database: Database) -> None:
    """The text of each exchange, and every row; nothing of the other person's, and no colleague's name."""
    readable, whole = personal_data_files(PersonalData(database).collect(AWA), "fr")
    assert "Question : MAWA question\nRéponse : MAWA answer" in readable.data.decode()
    tables = json.loads(whole.data)
    assert set(tables) == THEIRS
    assert tables["updates"][0]["payload"]["message"]["text"] == "MAWA"
    assert "MBEN" not in whole.data.decode() + readable.data.decode()


def test_a_case_is_exported_to_its_asker_without_the_staff_who_answer_it(database: Database) -> None:
    """And to the staff who answer it without the asker's texts."""
    with database.write() as db:
        db.execute("UPDATE cases SET owner = ?, owner_name = 'Fatou' WHERE chat = ?", [BEN.key, AWA.key])
    holdings = PersonalData(database)
    (asker,) = holdings.collect(AWA)["cases"][:1]
    assert ("owner" in asker, asker["question"]) == (False, "MAWA question")
    theirs = [case for case in holdings.collect(BEN)["cases"] if case["number"] == "R-MAWA"]
    assert ["question" in case for case in theirs] == [False]
    holdings.erase(BEN)
    assert holdings.collect(AWA)["cases"][0]["question"] == "MAWA question"


def test_an_erased_chat_is_removed_from_the_faq(database: Database, tmp_path: Path) -> None:
    """A draft keeps the wordings of others or is erased; a published entry only loses the chat's wordings."""
    shelf, holdings = FaqRepository(database), PersonalData(database)
    holdings.listen(FaqErasure(database, shelf))
    theirs, others = "MAWA question", "MBEN question"
    members = ("MAWA id", "MBEN id")
    shelf.put(FaqEntry("alone", questions={"fr": theirs}, members=members[:1]))
    shelf.put(FaqEntry("shared", questions={"fr": theirs}, variants={"fr": (others,)}, members=members))
    shelf.put(FaqEntry("published", "published", {"fr": "Qui paie ?"}, variants={"fr": (theirs,)}, members=members))
    shelf.put(FaqEntry("R-MAWA", questions={"fr": theirs}, answers={"fr": "Oui."}))
    holdings.erase(AWA)
    kept = {entry.id: entry for entry in shelf.entries()}
    assert set(kept) == {"shared", "published"}
    assert (kept["shared"].questions, kept["shared"].members) == ({"fr": others}, members[1:])
    assert (kept["published"].questions, kept["published"].wordings("fr")) == ({"fr": "Qui paie ?"}, ("Qui paie ?",))
    assert b"MAWA" not in files(tmp_path)


def test_a_draft_from_a_case_is_erased_with_the_case(database: Database) -> None:
    """Published entries stay, and so do drafts whose case or exchanges are still stored."""
    shelf, holdings = FaqRepository(database), PersonalData(database, lambda: NOW)
    stale = DataSubject("0c0c", "1")
    fill(database, stale, "STALE", NOW - timedelta(days=181))
    for number in ("R-MAWA", "R-STALE", "R-GONE", "R-MERGED"):
        members = ("MAWA id",) if number == "R-MERGED" else ()
        shelf.put(FaqEntry(number, questions={"fr": f"{number} ?"}, members=members))
    shelf.put(FaqEntry("R-DISMISSED", "dismissed", {"fr": "Non ?"}))
    shelf.put(FaqEntry("R-OUT", "published", {"fr": "Qui paie ?"}))
    shelf.put(FaqEntry("written", questions={"fr": "Qui ?"}))
    assert holdings.overdue(Retention())["faq"] == 2
    holdings.expire(Retention())
    assert {entry.id for entry in shelf.entries()} == {"R-MAWA", "R-MERGED", "R-OUT", "written"}


@pytest.fixture
def talk(library: Library, tmp_path: Path) -> Iterator[Conversation]:
    """Return a conversation over the real library, keeping things for 90 days."""
    settings = Settings(home=tmp_path, retention_days=90)
    with Container(settings, library=library) as container:
        yield container.conversation


PERSON, GROUP = Chat("c-1", "fr", address="1"), Chat("g-1", "fr", address="-1", is_private=False)
QUESTION = "Qui assure le suivi des mesures correctives ?"


def test_notice_is_given_once_in_a_chat(talk: Conversation) -> None:
    """With the greeting or the first answer that is logged, whichever comes first."""
    notice = say("fr", "privacy.notice")
    assert notice in talk.start(PERSON).plain
    assert notice not in talk.ask(PERSON, QUESTION).plain + talk.start(PERSON).plain
    other = Chat("c-2", "fr")
    assert notice not in talk.ask(other, "Un collègue a frappé un enfant au centre, que dois-je faire ?").plain
    assert notice in [paragraph.text for paragraph in talk.ask(other, QUESTION).paragraphs[-2:]]
    assert notice not in talk.ask(other, QUESTION).plain


def test_the_statement_names_times_rights_and_the_model(library: Library, tmp_path: Path) -> None:
    """By either command, in the chat's language."""
    settings = Settings(home=tmp_path, retention_days=90, model="openai:gpt-5-mini", model_key=SecretStr("no key"))
    container = Container(settings, library=library)
    database, talk = container.database, container.conversation
    for language in LANGUAGES:
        talk.command(PERSON, "langue", language)
        said = talk.command(PERSON, "privacy").plain
        times = say(language, "privacy.time", days=90, disclosure_days=30)
        model = say(language, "privacy.model_away", model="gpt-5-mini", place="openai")
        assert [text in said for text in (times, model, say(language, "privacy.rights"))] == [True] * 3
    assert talk.command(PERSON, "confidentialite").plain == talk.command(PERSON, "privacy").plain
    database.close()


def test_a_person_gets_what_is_kept_and_has_it_erased(talk: Conversation, tmp_path: Path) -> None:
    """Asked first; a chat that was forgotten is a new one, notice included."""
    talk.ask(PERSON, QUESTION)
    talk.command(PERSON, "langue", "en")
    readable, _ = talk.command(PERSON, "mydata").attachments
    assert (QUESTION in readable.data.decode(), readable.name) == (True, "relais-my-data.txt")
    yes, no = (row[0].action for row in talk.command(PERSON, "forget").buttons)
    assert talk.press(PERSON, no).replies[0].plain == say("en", "forget.no")
    assert PERSON.key.encode() in files(tmp_path)
    gone = talk.press(PERSON, yes)
    assert (gone.replies[0].plain, gone.buttons) == (say("en", "forget.yes"), ())
    assert [word for word in (PERSON.key, "mesures correctives") if word.encode() in files(tmp_path)] == []
    assert say("fr", "privacy.notice") in talk.start(PERSON).plain


def test_a_disclosure_in_memory_is_erased_too(talk: Conversation) -> None:
    """Its message, which is kept for minutes in case of a false alarm."""
    alarm = talk.ask(PERSON, "Un collègue a frappé un enfant au centre, que dois-je faire ?")
    talk.press(PERSON, "forget:yes")
    assert talk.press(PERSON, alarm.buttons[0][0].action).notice == say("fr", "notice.gone")


def test_no_member_exports_or_erases_the_data_of_a_group(talk: Conversation, tmp_path: Path) -> None:
    """The data belong to all its members."""
    talk.ask(GROUP, QUESTION)
    for command in ("mydata", "forget"):
        reply = talk.command(GROUP, command)
        assert (reply.plain, reply.buttons, reply.attachments) == (say("fr", "privacy.group"), (), ())
    assert talk.press(GROUP, "forget:yes").replies == ()
    assert GROUP.key.encode() in files(tmp_path)


def test_a_chosen_language_is_kept_while_it_is_needed(tmp_path: Path) -> None:
    """That of a staff group while it is bound; that of a chat while anything else is stored about it."""
    database = open_database(tmp_path / "relais.db")
    languages, ages = ChatLanguages(database), {"staff": 400, "new": 1, "asker": 400, "gone": 400}
    for chat in ages:
        languages.set(chat, "en", pinned=True)
    with database.write() as db:
        for chat, age in ages.items():
            db.execute(
                "UPDATE chat_languages SET at = ? WHERE chat = ?", [(NOW - timedelta(days=age)).isoformat(), chat]
            )
        case = row_of(columns_of(db, "cases"), DataSubject("asker", "1"), "M", NOW)
        db.insert("cases", case)
    PersonalData(database, lambda: NOW).expire(Retention(staff="staff"))
    assert {chat: languages.get(chat)[0] for chat in ages} == {"staff": "en", "new": "en", "asker": "en", "gone": None}
    database.close()


def test_half_a_character_does_not_break_an_export() -> None:
    """JSON can hold it, and so can a message that is being answered; UTF-8 can't."""
    _, everything = personal_data_files({"updates": [{"update_id": 1, "payload": '{"text": "oui \\ud83d"}'}]}, "fr")
    assert '"oui ?"' in everything.data.decode()
