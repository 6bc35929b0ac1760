"""The conversation: its handlers in their order, and what they ask of the rest."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from bot.container_team import TeamServices

if TYPE_CHECKING:
    from bot.conversation.handler import ChatHandler, Message
    from bot.conversation.handlers.access_list_handler import AccessListHandler
    from bot.conversation.handlers.access_request_handler import AccessRequestHandler
    from bot.conversation.handlers.checks.check_handler import CheckHandler
    from bot.conversation.handlers.faq_handler import FaqHandler
    from bot.conversation.handlers.handoff_handler import HandoffHandler
    from bot.conversation.handlers.language_handler import LanguageHandler
    from bot.conversation.handlers.misconduct_handler import MisconductHandler
    from bot.conversation.handlers.my_cases_handler import MyCasesHandler
    from bot.conversation.handlers.privacy_handler import PrivacyHandler
    from bot.conversation.handlers.question_handler import QuestionHandler
    from bot.conversation.handlers.rate_limit_handler import RateLimitHandler
    from bot.conversation.handlers.reference_handler import ReferenceHandler
    from bot.conversation.handlers.safeguarding_handler import SafeguardingHandler
    from bot.conversation.last_case import LastCase
    from bot.conversation.router import Conversation
    from bot.conversation.words_on_danger import WordsOnDanger
    from bot.domain.chat import Chat
    from bot.replies.reply import Reply

# The order in which a message is offered to the handlers; each name is that of a part, without "_handler".
HANDLER_ORDER = (
    "safeguarding",
    "misconduct",
    "case_list",
    "staff_group",
    "binding",
    "my_cases",
    "access_request",
    "invitation",
    "access_list",
    "desk",
    "handoff",
    "reference",
    "language",
    "privacy",
    "check",
    "rate_limit",
    "faq",
    "question",
)


class ConversationServices(TeamServices):
    """The conversation that terminal and Telegram share, and its handlers."""

    @cached_property
    def conversation(self) -> Conversation:
        """The conversation that terminal and Telegram share."""
        from bot.conversation.router import Conversation
        from bot.conversation.small_intents import SafeWords
        from bot.setting_values import items_of

        for handler in (self.safeguarding_handler, self.rate_limit_handler):
            self.personal_data.listen(handler.forget)
        return Conversation(
            handlers=self.handlers,
            preference=self.language_preference,
            warm_up=self.advisor.warm_up,
            safe_words=SafeWords(items_of(self.settings.safe_words)),
            caching=self.one_state,
            scope=self.scope,
            permissions=self.permissions,
            answer_unlogged=self.answer_unlogged,
        )

    @cached_property
    def handlers(self) -> tuple[ChatHandler, ...]:
        """The handlers in their order; nobody asks for access where everybody has it."""
        names = [name for name in HANDLER_ORDER if name != "access_request" or self.settings.access == "approval"]
        return tuple(getattr(self, f"{name}_handler") for name in names)

    @cached_property
    def safeguarding_handler(self) -> SafeguardingHandler:
        """Answers messages about danger."""
        from bot.conversation.danger_consent import WhatElseWaits
        from bot.conversation.handlers.safeguarding_handler import SafeguardingHandler
        from bot.domain.cases.safeguarding_cases import SafeguardingCases
        from bot.storage.alarm_folder import AlarmFolder

        return SafeguardingHandler(
            detect_danger=self.detect_danger,
            contacts=self.contacts,
            cases=SafeguardingCases(self.case_service),
            preference=self.language_preference,
            answer=self.answer,
            answer_aside=self.answer_aside,
            words=self.words_on_danger,
            exchanges=self.danger_exchanges,
            alarms=AlarmFolder(self.home / "alarms"),
            permissions=self.permissions,
            elsewhere=WhatElseWaits(self.last_case.waits_elsewhere, self.last_case.end_offers),
        )

    @cached_property
    def words_on_danger(self) -> WordsOnDanger:
        """What people who agreed to a reply about a danger write, for the focal point."""
        from bot.conversation.words_on_danger import WordsOnDanger

        return WordsOnDanger(self.case_service, self.last_case, self.language_preference, self.danger_exchanges)

    @cached_property
    def my_cases_handler(self) -> MyCasesHandler:
        """Shows people their own cases."""
        from bot.conversation.handlers.my_cases_handler import MyCasesHandler

        cases, preference = self.case_service, self.language_preference
        return MyCasesHandler(
            cases,
            self.last_case,
            self.consent_requests,
            preference,
            self.is_sensitive,
            self.is_answered,
            self.ask,
            self.words_on_danger,
        )

    @cached_property
    def last_case(self) -> LastCase:
        """Which case a person means who replies to no message."""
        from bot.conversation.last_case import LastCase
        from bot.domain.checks.check import CheckLog

        return LastCase(self.case_service, self.consultations, self.consent_requests, CheckLog(self.database))

    @cached_property
    def access_request_handler(self) -> AccessRequestHandler:
        """Takes requests for access from people without a role."""
        from bot.conversation.handlers.access_request_handler import AccessRequestHandler

        return AccessRequestHandler(
            access=self.access_control,
            decisions=self.access_decisions,
            cards=self.request_cards,
            outbox=self.outbox,
            preference=self.language_preference,
            answer=self.ask,
            is_urgent=self.is_urgent,
            hold=lambda chat, message: self.safeguarding_handler.hold(chat, message),
        )

    @cached_property
    def access_list_handler(self) -> AccessListHandler:
        """Shows admins who has access and who waits for it."""
        from bot.conversation.handlers.access_list_handler import AccessListHandler

        return AccessListHandler(
            self.permissions, self.language_preference, lambda chat, name: self.conversation.command(chat, name)
        )

    @cached_property
    def handoff_handler(self) -> HandoffHandler:
        """Hands questions to the staff."""
        from bot.conversation.handlers.handoff_handler import HandoffHandler

        return HandoffHandler(
            cases=self.case_service,
            consent_requests=self.consent_requests,
            consultations=self.consultations,
            preference=self.language_preference,
            advisor=self.text_advisor,
            title=self.title,
            theme=self.theme_of,
            readers=self.document_readers,
            answer=self.ask,
        )

    @cached_property
    def reference_handler(self) -> ReferenceHandler:
        """Lists sources and explains terms."""
        from bot.conversation.handlers.reference_handler import ReferenceHandler

        return ReferenceHandler(self.library, self.language_preference, self.document_readers)

    @cached_property
    def language_handler(self) -> LanguageHandler:
        """Lets people choose the language of the chat."""
        from bot.conversation.handlers.language_handler import LanguageHandler

        return LanguageHandler(self.language_preference)

    @cached_property
    def privacy_handler(self) -> PrivacyHandler:
        """States, hands out and erases personal data."""
        from bot.answering.llm.endpoint import Endpoint
        from bot.conversation.handlers.privacy_handler import PrivacyHandler
        from bot.storage.consultations import PrivacyNotices

        settings = self.settings
        return PrivacyHandler(
            personal_data=self.personal_data,
            notices=PrivacyNotices(self.database),
            consultations=self.consultations,
            preference=self.language_preference,
            retention=self.retention(),
            model=Endpoint.of(settings.model, settings.model_base_url) if settings.model else None,
        )

    @cached_property
    def misconduct_handler(self) -> MisconductHandler:
        """Names the reporting channel for fraud and theft."""
        from bot.conversation.handlers.misconduct_handler import MisconductHandler

        return MisconductHandler()

    @cached_property
    def check_handler(self) -> CheckHandler:
        """Guides people through the checks."""
        from bot.conversation.handlers.checks.check_handler import CheckHandler
        from bot.domain.checks.check import CheckLog

        return CheckHandler(
            corpus=self.library.corpus,
            checks=CheckLog(self.database),
            consultations=self.consultations,
            preference=self.language_preference,
            is_sensitive=self.is_sensitive,
            contacts=self.contacts,
            offer_exchange=self.handoff_handler.offer_exchange,
        )

    @cached_property
    def rate_limit_handler(self) -> RateLimitHandler:
        """Limits the number of questions."""
        from bot.conversation.handlers.rate_limit_handler import RateLimitHandler
        from bot.domain.access.rate_limit import RateLimiter

        settings = self.settings
        limiter = RateLimiter(settings.questions_per_10_minutes, settings.questions_per_10_minutes_in_all)
        follows_danger = self.safeguarding_handler.told_of_danger
        return RateLimitHandler(limiter, self.language_preference, self.is_urgent, follows_danger)

    @cached_property
    def faq_handler(self) -> FaqHandler:
        """Answers questions that have a published answer."""
        from bot.conversation.handlers.faq_handler import FaqHandler

        return FaqHandler(
            entries=self.faq_repository,
            finder=self.faq_finder,
            consultations=self.consultations,
            preference=self.language_preference,
            composer=self.faq_composer,
            is_sensitive=self.is_sensitive,
        )

    @cached_property
    def question_handler(self) -> QuestionHandler:
        """Answers every other message."""
        from bot.conversation.handlers.question_handler import QuestionHandler

        return QuestionHandler(
            advisor=self.advisor,
            library=self.library,
            consultations=self.consultations,
            exchange_of=self.sent_exchanges.consultation,
            preference=self.language_preference,
            memory=timedelta(minutes=self.settings.context_minutes),
            answer_danger=self.safeguarding_handler.respond,
            offer_exchange=self.handoff_handler.offer_exchange,
            readers=self.document_readers,
        )

    # --- what handlers ask of the rest --------------------------------------------------------------------

    def answer(self, chat: Chat, message: Message) -> Reply:
        """Have the conversation answer `message`."""
        return self.conversation.answer(chat, message)

    def ask(self, chat: Chat, text: str, identity: int | None = None) -> Reply:
        """Have the conversation answer the text of the message `identity`."""
        return self.conversation.ask(chat, text, identity=identity)

    def is_answered(self, chat: Chat, text: str) -> bool:
        """Tell whether the texts answer a message; nothing of it is logged."""
        from bot.answering.inquiry import Inquiry

        language, readers = self.language_preference.of(chat), self.document_readers.of(chat)
        inquiry = Inquiry(text, (), language, declared_safe=True, readers=readers)
        return self.text_advisor.advise(inquiry).outcome in ("answered", "partial")

    def answer_aside(self, chat: Chat, text: str) -> Reply:
        """Answer the question in a text that tells of danger from the texts alone: nothing is logged or sent on."""
        from bot.answering.inquiry import Inquiry
        from bot.conversation.answer_reply import compose
        from bot.conversation.origins import Origins

        language, is_pinned = self.language_preference.of(chat), self.language_preference.is_pinned(chat)
        readers = self.document_readers.of(chat)
        inquiry = Inquiry(text, (), language, is_pinned, declared_safe=True, readers=readers)
        return compose(self.text_advisor.advise(inquiry), link=Origins(self.library).link, is_logged=False)

    def answer_unlogged(self, chat: Chat, text: str) -> Reply:
        """Answer a question from the texts alone, for a chat of which nothing can be read from the database."""
        from bot.answering.inquiry import Inquiry
        from bot.conversation.answer_reply import compose
        from bot.conversation.origins import Origins
        from index.text.language_detection import detect

        inquiry = Inquiry(text, language=detect(text, chat.hint or "fr"), declared_safe=True)
        return compose(self.text_advisor.advise(inquiry), link=Origins(self.library).link, is_logged=False)
