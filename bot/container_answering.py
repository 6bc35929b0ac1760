"""The index, the language model and the advisors that answer questions with them."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from bot.container_services import Services

if TYPE_CHECKING:
    from bot.answering.advisor import Advisor
    from bot.answering.inquiry import Advises
    from bot.answering.llm.client import ModelClient
    from bot.answering.llm.writer import Writer
    from bot.answering.scope import Scope
    from bot.domain.chat import Chat
    from bot.safety.danger_detector import DangerDetector
    from corpus.language import Language
    from index.library import Library


class AnsweringServices(Services):
    """The services, and what answers questions."""

    @cached_property
    def library(self) -> Library:
        """The corpus and its index; from here on redaction asks its model too. Raise CorpusError or SettingsError."""
        from bot.safety.redaction.learned import LearnedFinder
        from bot.safety.redaction.redaction import use_learned
        from corpus.collection import read_corpus
        from index.library import Library

        settings = self.settings
        corpus = read_corpus(settings.corpus)
        library = Library(corpus, self.home, settings.chroma_url, settings.embedding_model)
        use_learned(LearnedFinder(library.message_model))
        return library

    @cached_property
    def text_advisor(self) -> Advisor:
        """The advisor that answers from the texts alone."""
        from bot.answering.advisor import Advisor

        return Advisor(self.library)

    @cached_property
    def danger_detector(self) -> DangerDetector:
        """The detector of messages about danger, the same that the advisor asks."""
        return self.text_advisor.danger_detector

    @cached_property
    def advisor(self) -> Advises:
        """The advisor that people talk to: the texts, with a language model in front where one is set."""
        model = self.model
        if model is None:
            return self.text_advisor
        from bot.answering.llm.budget import MeteredModel, TokenLimits
        from bot.answering.llm.llm_advisor import LlmAdvisor
        from bot.storage.model_usage import ModelUsage

        limits = TokenLimits(self.settings.model_tokens_per_day, self.settings.model_tokens_per_chat)
        metered = partial(MeteredModel, model, ModelUsage(self.database), limits)
        return LlmAdvisor(self.text_advisor, self.writer(), metered, self.settings.model_timeout)

    @cached_property
    def model(self) -> ModelClient | None:
        """The language model of RELAIS_MODEL; None if none is set. Raise as `model_named` does."""
        return self.model_named(self.settings.model) if self.settings.model else None

    def model_named(self, name: str) -> ModelClient:
        """Return a client for a model named as provider:model.

        Address and key of RELAIS_MODEL are for its own provider: another one never sees them.
        Raise SettingsError if the client can't be built, PromptError if a prompt can't be used.
        """
        from bot.answering.llm.client import ModelClient
        from bot.answering.llm.endpoint import Endpoint
        from bot.answering.llm.prompt import NAMES, prompt

        for each in NAMES:
            prompt(each)  # a mistake in a prompt is reported now and not to the first person who asks
        settings, provider = self.settings, name.partition(":")[0]
        if settings.model and settings.model.partition(":")[0] != provider:
            return ModelClient(Endpoint.of(name))
        return ModelClient(Endpoint.of(name, settings.model_base_url), settings.model_key.get_secret_value())

    def writer(self, checked: bool = True) -> Writer:
        """Build the writer that has a model word findings; unless `checked`, nothing it writes is verified."""
        from bot.answering.llm.verification.verifier import Verifier
        from bot.answering.llm.writer import Writer
        from index.library import PairModel

        entailment = self.settings.entailment
        pairs = PairModel(entailment).entailment if entailment else None
        return Writer(Verifier.of_library(self.library, pairs) if checked else None)

    def scope(self, chat: Chat) -> Scope | None:
        """Return the scope of the texts that a chat may read; None for the shipped cards."""
        from bot.answering.scope import scope_of

        return scope_of(self.library, self.document_readers.of(chat))

    def title(self, identity: str, language: Language) -> str:
        """Return the section or title of the passage `identity` in `language`; empty if there is none."""
        passage = self.library.searcher().passage(identity, language)
        return passage.section or passage.title if passage else ""

    def topic(self, identity: str, language: Language) -> str:
        """Return the title without its subsections."""
        return self.title(identity, language).partition(" › ")[0]
