"""The composition root: wires settings, corpus, index, log and conversation together, in visible order.

What takes long to import is imported where it is wired: commands about cases need no model and no index.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.access.audit import Audit
from bot.access.invitations import Invitations
from bot.access.pace import Pace
from bot.access.porter import Porter
from bot.access.requests import AccessRequests
from bot.access.role import Role
from bot.access.roles import Fixed, Roles
from bot.advice.answer import Answer
from bot.advice.watching import Advises
from bot.cases.binding import SAFEGUARDING, Binding
from bot.cases.drafts import Drafts
from bot.cases.errands import Errands
from bot.cases.register import CaseRegister
from bot.cases.workdays import Workdays, holidays_of, weekend_of, zone_of
from bot.chat.access.admitting import Admitting
from bot.chat.access.inviting import Inviting
from bot.chat.access.pacing import Pacing
from bot.chat.answers import Answers
from bot.chat.casework.alarms import Alarms
from bot.chat.casework.asking import Asking
from bot.chat.casework.group import Group
from bot.chat.casework.mine import Mine
from bot.chat.casework.office import Office
from bot.chat.casework.receipts import Receipts
from bot.chat.casework.rounds import Rounds
from bot.chat.casework.staff import Staff
from bot.chat.chat import Chat, Message
from bot.chat.checking.room import Checking
from bot.chat.conversation import Conversation
from bot.chat.guard import Guard
from bot.chat.privacy import Privacy
from bot.chat.replies import Reply
from bot.chat.safeguarding.room import Safeguarding
from bot.chat.stopping import SafeWords
from bot.chat.tongue import Tongue
from bot.checks.check import CheckLog
from bot.faq.forgetting import FaqForgetting
from bot.faq.shelf import FaqShelf
from bot.faq.suggesting import Suggesting
from bot.model.endpoint import Endpoint
from bot.records.consultation import ChatLanguages, ConsultationLog
from bot.records.database import Database, open_database
from bot.records.holdings import Holdings, Retention
from bot.records.keys import ChatKeys, load_secret
from bot.records.notices import Notices
from bot.records.outbox import Outbox
from bot.records.usage import ModelUsage
from bot.safety.contacts import Contacts, read_contacts
from bot.safety.personal.beneficiaries import holds_a_list_of_people
from bot.safety.personal.redaction import redact
from bot.safety.safeguarding import Alarm
from bot.settings import Settings, prepare_home
from corpus.language import Language
from index.folding import fold

if TYPE_CHECKING:
    from bot.advice.advisor import Advisor
    from bot.model.client import ModelClient
    from bot.model.writing import Writer
    from bot.telegram.application import Telegram
    from bot.telegram.retrying import Patience
    from index.library import Library


def open_library(settings: Settings) -> Library:
    """Return the library for `settings`. Raise CorpusError or SettingsError."""
    from corpus.collection import read_corpus
    from index.library import Library

    home = prepare_home(settings.home)
    return Library(read_corpus(settings.corpus), home, settings.chroma_url, settings.embedding_model, settings.reranker)


def open_log(settings: Settings) -> Database:
    """Return the database for `settings`, below its home."""
    return open_database(prepare_home(settings.home) / "relais.db")


def open_model(setting: str, settings: Settings) -> ModelClient | None:
    """Return the language model that `setting` names as provider:model; None for nothing.

    Address and key of RELAIS_MODEL are for its own provider: another one never sees them.
    Raise SettingsError if it can't be had, PromptError if a prompt can't be used.
    """
    if not setting:
        return None
    from bot.model.client import ModelClient
    from bot.model.prompt import NAMES, prompt

    for name in NAMES:
        prompt(name)  # a mistake in a prompt is told now and not to the first person who asks
    provider = setting.partition(":")[0]
    if settings.model and settings.model.partition(":")[0] != provider:
        return ModelClient(Endpoint.of(setting))
    return ModelClient(Endpoint.of(setting, settings.model_base_url), settings.model_key.get_secret_value())


def open_advisor(settings: Settings, library: Library, database: Database, texts: Advisor) -> Advises:
    """Return `texts`, with a language model in front where one is set."""
    model = open_model(settings.model, settings)
    if model is None:
        return texts
    from bot.model.advising import WordingAdvisor
    from bot.model.budget import Limits, Metered

    limits = Limits(settings.model_tokens_per_day, settings.model_tokens_per_chat)
    metered = partial(Metered, model, ModelUsage(database), limits)
    return WordingAdvisor(texts, open_writer(settings, library), metered, settings.model_timeout)


def open_writer(settings: Settings, library: Library, checked: bool = True) -> Writer:
    """Return the writer that has a model word findings; unless `checked`, it believes everything."""
    from bot.model.checking import Checker
    from bot.model.evidence import IndexEvidence
    from bot.model.writing import Writer
    from index.crossencoder import PairModel

    evidence, pairs = IndexEvidence(library), None
    if settings.entailment:
        pairs = PairModel(settings.entailment, "RELAIS_ENTAILMENT").entailment
    return Writer(Checker(evidence, pairs) if checked else None, evidence, _redacted)


def open_staff(settings: Settings, database: Database) -> Staff:
    """Return where the staff is."""
    keys = ChatKeys(load_secret(prepare_home(settings.home)))
    roles: dict[Language, str] = {"fr": settings.focal_point_fr, "en": settings.focal_point_en}
    return Staff(Binding(database, settings.staff_chat), ChatLanguages(database), keys.key, roles)


def open_guards(settings: Settings, database: Database) -> Staff:
    """Return where the focal point for safeguarding is."""
    keys = ChatKeys(load_secret(prepare_home(settings.home)))
    binding = Binding(database, settings.safeguarding_chat, SAFEGUARDING)
    return Staff(binding, ChatLanguages(database), keys.key, title="safeguarding.role")


def open_contacts(settings: Settings) -> Contacts:
    """Return whom to contact when someone is in danger. Raise SettingsError if that can't be read."""
    path = settings.safeguarding_contacts
    return read_contacts(settings.home / path.expanduser() if path else None, settings.safeguarding_country)


def open_office(settings: Settings, database: Database, outbox: Outbox) -> Office:
    """Return the office that keeps the cases; what it sends goes into `outbox`."""
    days, yearly = holidays_of(settings.holidays)
    workdays = Workdays(weekend_of(settings.weekend), days, yearly, zone_of(settings.timezone))
    staff, guards = open_staff(settings, database), open_guards(settings, database)
    register, undo = CaseRegister(database, workdays, settings.case_days), timedelta(seconds=settings.undo_seconds)
    return Office(database, register, outbox, staff, _redacted, undo, guards)


def open_holdings(database: Database, office: Office, shelf: FaqShelf) -> Holdings:
    """Return all that is kept, with whoever has to let go of something when a chat is erased."""
    holdings = Holdings(database)
    holdings.listen(FaqForgetting(database, shelf))  # before the cases go: by them it knows its drafts
    holdings.listen(office.forget)
    return holdings


def _redacted(text: str, language: Language) -> str:
    return redact(text, language).text


def open_porter(settings: Settings, database: Database) -> Porter:
    """Return who lets people in."""
    keys = ChatKeys(load_secret(prepare_home(settings.home)))
    given: tuple[tuple[Role, str], ...] = (
        ("staff", settings.staff.get_secret_value()),
        ("admin", settings.admins.get_secret_value()),  # last: who is both is an admin
    )
    # A person's private chat with the bot has the person's own id (Bot API, Chat.id).
    ids = [(role, one.strip()) for role, listed in given for one in listed.split(",") if one.strip()]
    fixed = {keys.key(one): Fixed(role, one) for role, one in ids}
    roles = Roles(database, fixed, "everyone" if settings.access == "open" else "stranger")
    invitations = Invitations(database, partial(keys.tag, "invitation"))
    return Porter(database, roles, invitations, AccessRequests(database), Audit(database))


def open_conversation(
    settings: Settings, library: Library, database: Database, outbox: Outbox | None = None
) -> Conversation:
    """Return the conversation that terminal and Telegram share: its rooms, in the order in which they are asked.

    What it sends of its own goes into `outbox`, where the one that serves Telegram finds it at once.
    """
    from bot.advice.advisor import Advisor
    from bot.chat.questions import Questions
    from bot.chat.reference import Reference
    from bot.faq.finder import FaqFinder

    texts = Advisor(library)
    advisor = open_advisor(settings, library, database, texts)
    languages, log = ChatLanguages(database), ConsultationLog(database)
    tongue = Tongue(languages)
    memory = timedelta(minutes=settings.context_minutes)
    outbox = outbox or Outbox(database)
    office, shelf = open_office(settings, database, outbox), FaqShelf(database)
    holdings = open_holdings(database, office, shelf)
    porter = open_porter(settings, database)

    def advise(text: str, language: Language, pinned: bool) -> Answer:
        return texts.advise(text, (), language, pinned)

    def concerns_others(text: str, language: Language = "fr") -> bool:
        # Not what a text resembles as a question: a remark ("we call each other every Monday") is none.
        return is_urgent(text) or holds_a_list_of_people(text)

    def is_urgent(text: str) -> bool:
        return texts.lane.hears(text) is not None

    terms = {fold(name) for term in library.corpus.glossary.terms for name in term.name.values()}

    def hears(text: str) -> Alarm | None:
        return None if fold(text) in terms else texts.lane.hears(text)  # a term alone is looked up

    def answer_after_all(chat: Chat, message: Message) -> Reply:
        return conversation.answer(chat, message)

    def answer(chat: Chat, text: str, identity: int | None = None) -> Reply:
        return conversation.ask(chat, text, identity=identity)

    def title(identity: str, language: Language) -> str:
        passage = library.searcher().passage(identity, language)
        return passage.section or passage.title if passage else ""

    def topic(identity: str, language: Language) -> str:
        return title(identity, language).partition(" › ")[0]

    contacts = open_contacts(settings)
    guard = Guard(concerns_others, _redacted, contacts)
    safeguarding = Safeguarding(hears, contacts, Alarms(office), tongue, answer_after_all)
    questions = Questions(advisor, library, log, tongue, memory, safeguarding.respond)
    model = Endpoint.of(settings.model, settings.model_base_url) if settings.model else None
    pace = Pace(settings.questions_per_10_minutes, settings.questions_per_10_minutes_in_all)
    pacing = Pacing(pace, tongue, is_urgent)
    admitting = Admitting(porter, outbox, tongue, answer, _redacted, _language_at(settings, languages), is_urgent)
    for room in (safeguarding, pacing):
        holdings.listen(room.forget)
    rooms = (
        safeguarding,
        Group(office, Suggesting(shelf, office.answers, office.register)),
        Mine(office, tongue, concerns_others),
        *([admitting] if settings.access == "approval" else []),
        Inviting(porter, tongue),
        Asking(office, Drafts(database), log, tongue, advise, title, answer),
        Reference(library, tongue),
        tongue,
        Privacy(holdings, Notices(database), log, tongue, retention_of(settings, database), model),
        Checking(library.corpus, CheckLog(database), log, tongue, guard),
        pacing,
        Answers(shelf, FaqFinder(shelf, library), log, tongue, topic, guard, office.staff.role),
        questions,
    )
    conversation = Conversation(rooms, tongue, advisor.warm_up, SafeWords(settings.safe_words.split(",")))
    return conversation


def _language_at(settings: Settings, languages: ChatLanguages) -> Callable[[str], Language]:
    """Return what tells the language of the chat at an address."""
    keys = ChatKeys(load_secret(prepare_home(settings.home)))
    return lambda address: languages.get(keys.key(address))[0] or "fr"


def open_rounds(settings: Settings, database: Database, outbox: Outbox) -> Rounds:
    """Return the rounds of the office, and have it hear from now on what becomes of letters in `outbox`."""
    office = open_office(settings, database, outbox)
    Receipts(office).attach(outbox)
    return Rounds(office, Errands(database, office.register.workdays), Drafts(database), settings.digest_hour)


def retention_of(settings: Settings, database: Database) -> Retention:
    """Return how long things are kept."""
    staff, guards = open_staff(settings, database).key, open_guards(settings, database).key
    return Retention(settings.retention_days, settings.safeguarding_retention_days, staff, guards)


def open_telegram(
    settings: Settings,
    conversation: Conversation,
    database: Database,
    outbox: Outbox,
    patience: Patience | None = None,
) -> Telegram:
    """Return the Telegram room for `settings`, wired; `patience` is how long it insists on a delivery."""
    from bot.telegram.application import wire

    keys, rounds = ChatKeys(load_secret(settings.home)), open_rounds(settings, database, outbox)

    def expire() -> object:
        return Holdings(database).expire(retention_of(settings, database))

    def each_minute() -> None:
        try:
            rounds.make()
        finally:
            conversation.tend()

    roles = open_porter(settings, database).roles
    return wire(settings, conversation, database, keys, patience, outbox, each_minute, expire, roles)


def serve(settings: Settings, conversation: Conversation, database: Database, outbox: Outbox) -> None:
    """Serve Telegram until the process is told to stop. Raise SettingsError for a refused token."""
    from bot.telegram import application

    application.serve(open_telegram(settings, conversation, database, outbox))
