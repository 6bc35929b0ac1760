"""The composition root: wires settings, corpus, index, log and conversation together, in visible order.

What takes long to import is imported where it is wired: commands about cases need no model and no index.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.answering.answer import Answer
from bot.answering.inquiry import Advises, Inquiry
from bot.answering.llm.endpoint import Endpoint
from bot.conversation.handlers.access_request_handler import AccessRequestHandler
from bot.conversation.handlers.checks.check_handler import CheckHandler
from bot.conversation.handlers.faq_handler import FaqHandler
from bot.conversation.handlers.handoff_handler import HandoffHandler
from bot.conversation.handlers.invitation_handler import InvitationHandler
from bot.conversation.handlers.language_handler import LanguageHandler
from bot.conversation.handlers.my_cases_handler import MyCasesHandler
from bot.conversation.handlers.privacy_handler import PrivacyHandler
from bot.conversation.handlers.rate_limit_handler import RateLimitHandler
from bot.conversation.handlers.safeguarding_handler import SafeguardingHandler
from bot.conversation.handlers.staff_group_handler import StaffGroupHandler
from bot.conversation.language_preference import LanguagePreference
from bot.conversation.message import Message
from bot.conversation.router import Conversation
from bot.conversation.stop import SafeWords
from bot.domain.access.access_control import AccessControl, Audit
from bot.domain.access.invitations import Invitations
from bot.domain.access.rate_limit import RateLimiter
from bot.domain.access.requests import AccessRequests
from bot.domain.access.roles import Fixed, Role, Roles
from bot.domain.cases.case_repository import CaseRepository
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.consent_requests import ConsentRequests
from bot.domain.cases.delivery_updates import DeliveryUpdates
from bot.domain.cases.reminders import CaseReminders, OncePerDay
from bot.domain.cases.safeguarding_cases import SafeguardingCases
from bot.domain.cases.staff_team import SAFEGUARDING, StaffChat, StaffTeam
from bot.domain.cases.workdays import Workdays, holidays_of, weekend_of, zone_of
from bot.domain.chat import Chat
from bot.domain.checks.check import CheckLog
from bot.domain.faq.faq_drafts import FaqSuggestions
from bot.domain.faq.faq_repository import FaqForgetting, FaqRepository
from bot.replies.reply import Reply
from bot.safety.contacts import Contacts, read_contacts
from bot.safety.danger import DetectedDanger
from bot.safety.redaction.people_lists import holds_a_list_of_people
from bot.safety.redaction.redaction import redact
from bot.settings import Settings, prepare_home
from bot.storage.consultations import ChatLanguages, ConsultationLog, PrivacyNotices
from bot.storage.database import Database, open_database
from bot.storage.keys import ChatKeys, load_secret
from bot.storage.model_usage import ModelUsage
from bot.storage.outbox import Outbox
from bot.storage.personal_data import PersonalData, Retention
from corpus.language import Language
from index.text.folding import fold

if TYPE_CHECKING:
    from bot.answering.advisor import Advisor
    from bot.answering.llm.client import ModelClient
    from bot.answering.llm.writer import Writer
    from bot.retry import RetryPolicy
    from bot.telegram.application import TelegramApplication
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
    from bot.answering.llm.client import ModelClient
    from bot.answering.llm.prompt import NAMES, prompt

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
    from bot.answering.llm.budget import MeteredModel, TokenLimits
    from bot.answering.llm.llm_advisor import LlmAdvisor

    limits = TokenLimits(settings.model_tokens_per_day, settings.model_tokens_per_chat)
    metered = partial(MeteredModel, model, ModelUsage(database), limits)
    return LlmAdvisor(texts, open_writer(settings, library), metered, settings.model_timeout)


def open_writer(settings: Settings, library: Library, checked: bool = True) -> Writer:
    """Return the writer that has a model word findings; unless `checked`, it believes everything."""
    from bot.answering.llm.verification.alignment import IndexEvidence
    from bot.answering.llm.verification.checker import Checker
    from bot.answering.llm.writer import Writer
    from index.models.cross_encoder import PairModel

    evidence, pairs = IndexEvidence(library), None
    if settings.entailment:
        pairs = PairModel(settings.entailment, "RELAIS_ENTAILMENT").entailment
    return Writer(Checker(evidence, pairs) if checked else None, evidence, _redacted)


def open_staff(settings: Settings, database: Database) -> StaffTeam:
    """Return where the staff is."""
    keys = ChatKeys(load_secret(prepare_home(settings.home)))
    roles: dict[Language, str] = {"fr": settings.focal_point_fr, "en": settings.focal_point_en}
    return StaffTeam(StaffChat(database, settings.staff_chat), ChatLanguages(database), keys.key, roles)


def open_guards(settings: Settings, database: Database) -> StaffTeam:
    """Return where the focal point for safeguarding is."""
    keys = ChatKeys(load_secret(prepare_home(settings.home)))
    binding = StaffChat(database, settings.safeguarding_chat, SAFEGUARDING)
    return StaffTeam(binding, ChatLanguages(database), keys.key, role_key="safeguarding.role")


def open_contacts(settings: Settings) -> Contacts:
    """Return whom to contact when someone is in danger. Raise SettingsError if that can't be read."""
    path = settings.safeguarding_contacts
    return read_contacts(settings.home / path.expanduser() if path else None, settings.safeguarding_country)


def open_office(settings: Settings, database: Database, outbox: Outbox) -> CaseService:
    """Return the office that keeps the cases; what it sends goes into `outbox`."""
    days, yearly = holidays_of(settings.holidays)
    workdays = Workdays(weekend_of(settings.weekend), days, yearly, zone_of(settings.timezone))
    staff, guards = open_staff(settings, database), open_guards(settings, database)
    register, undo = CaseRepository(database, workdays, settings.case_days), timedelta(seconds=settings.undo_seconds)
    return CaseService(database, register, outbox, staff, guards, undo)


def open_holdings(database: Database, office: CaseService, shelf: FaqRepository) -> PersonalData:
    """Return all that is kept, with whoever has to let go of something when a chat is erased."""
    holdings = PersonalData(database)
    holdings.listen(FaqForgetting(database, shelf))  # before the cases go: by them it knows its drafts
    holdings.listen(office.erase_chat)
    return holdings


def _redacted(text: str, language: Language) -> str:
    return redact(text, language).text


def open_porter(settings: Settings, database: Database) -> AccessControl:
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
    return AccessControl(database, roles, invitations, AccessRequests(database), Audit(database))


def open_conversation(
    settings: Settings, library: Library, database: Database, outbox: Outbox | None = None
) -> Conversation:
    """Return the conversation that terminal and Telegram share: its rooms, in the order in which they are asked.

    What it sends of its own goes into `outbox`, where the one that serves Telegram finds it at once.
    """
    from bot.answering.advisor import Advisor
    from bot.conversation.handlers.question_handler import QuestionHandler
    from bot.conversation.handlers.reference_handler import ReferenceHandler
    from bot.domain.faq.faq_finder import FaqFinder

    texts = Advisor(library)
    advisor = open_advisor(settings, library, database, texts)
    languages, log = ChatLanguages(database), ConsultationLog(database)
    preference = LanguagePreference(languages)
    memory = timedelta(minutes=settings.context_minutes)
    outbox = outbox or Outbox(database)
    office, shelf = open_office(settings, database, outbox), FaqRepository(database)
    holdings = open_holdings(database, office, shelf)
    porter = open_porter(settings, database)

    def advise(text: str, language: Language, pinned: bool) -> Answer:
        return texts.advise(Inquiry(text, language=language, is_pinned=pinned))

    def concerns_others(text: str) -> bool:
        # Not what a text resembles as a question: a remark ("we call each other every Monday") is none.
        return is_urgent(text) or holds_a_list_of_people(text)

    def is_urgent(text: str) -> bool:
        return texts.danger_detector.detect(text) is not None

    terms = {fold(name) for term in library.corpus.glossary.terms for name in term.name.values()}

    def hears(text: str) -> DetectedDanger | None:
        return None if fold(text) in terms else texts.danger_detector.detect(text)  # a term alone is looked up

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
    safeguarding = SafeguardingHandler(hears, contacts, SafeguardingCases(office), preference, answer_after_all)
    questions = QuestionHandler(advisor, library, log, preference, memory, safeguarding.respond)
    model = Endpoint.of(settings.model, settings.model_base_url) if settings.model else None
    pace = RateLimiter(settings.questions_per_10_minutes, settings.questions_per_10_minutes_in_all)
    pacing = RateLimitHandler(pace, preference, is_urgent)
    admitting = AccessRequestHandler(
        porter, outbox, preference, answer, _redacted, _language_at(settings, languages), is_urgent
    )
    for room in (safeguarding, pacing):
        holdings.listen(room.forget)
    rooms = (
        safeguarding,
        StaffGroupHandler(office, FaqSuggestions(shelf, office)),
        MyCasesHandler(office, preference, concerns_others),
        *([admitting] if settings.access == "approval" else []),
        InvitationHandler(porter, preference),
        HandoffHandler(office, ConsentRequests(database), log, preference, advise, title, answer),
        ReferenceHandler(library, preference),
        LanguageHandler(preference),
        PrivacyHandler(holdings, PrivacyNotices(database), log, preference, retention_of(settings, database), model),
        CheckHandler(library.corpus, CheckLog(database), log, preference, concerns_others, contacts),
        pacing,
        FaqHandler(shelf, FaqFinder(shelf, library), log, preference, topic, concerns_others, office.staff_team.role),
        questions,
    )
    conversation = Conversation(rooms, preference, advisor.warm_up, SafeWords(settings.safe_words.split(",")))
    return conversation


def _language_at(settings: Settings, languages: ChatLanguages) -> Callable[[str], Language]:
    """Return what tells the language of the chat at an address."""
    keys = ChatKeys(load_secret(prepare_home(settings.home)))
    return lambda address: languages.get(keys.key(address))[0] or "fr"


def open_rounds(settings: Settings, database: Database, outbox: Outbox) -> CaseReminders:
    """Return the rounds of the office, and have it hear from now on what becomes of letters in `outbox`."""
    office = open_office(settings, database, outbox)
    DeliveryUpdates(office).attach(outbox)
    return CaseReminders(office, OncePerDay(database, office.workdays), ConsentRequests(database), settings.digest_hour)


def retention_of(settings: Settings, database: Database) -> Retention:
    """Return how long things are kept."""
    staff, guards = open_staff(settings, database).key, open_guards(settings, database).key
    return Retention(settings.retention_days, settings.safeguarding_retention_days, staff, guards)


def open_telegram(
    settings: Settings,
    conversation: Conversation,
    database: Database,
    outbox: Outbox,
    patience: RetryPolicy | None = None,
) -> TelegramApplication:
    """Return the Telegram room for `settings`, wired; `patience` is how long it insists on a delivery."""
    from bot.telegram.application import wire

    keys, rounds = ChatKeys(load_secret(settings.home)), open_rounds(settings, database, outbox)

    def expire() -> object:
        return PersonalData(database).expire(retention_of(settings, database))

    def each_minute() -> None:
        try:
            rounds.run()
        finally:
            conversation.tick()

    roles = open_porter(settings, database).roles
    return wire(settings, conversation, database, keys, patience, outbox, each_minute, expire, roles)


def serve(settings: Settings, conversation: Conversation, database: Database, outbox: Outbox) -> None:
    """Serve Telegram until the process is told to stop. Raise SettingsError for a refused token."""
    from bot.telegram import application

    application.serve(open_telegram(settings, conversation, database, outbox))
