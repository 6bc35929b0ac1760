"""The index, the language model and the advisors that answer questions with them."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from functools import cached_property, partial
from typing import TYPE_CHECKING

from bot.container_services import Services

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.answering.advisor import Advisor
    from bot.answering.inquiry import Advises
    from bot.answering.llm.ability import AbilityFile
    from bot.answering.llm.client import ModelClient
    from bot.answering.llm.question_writer import QuestionWriter
    from bot.answering.llm.writer import Writer
    from bot.answering.scope import Scope
    from bot.conversation.faq_composer import FaqComposer
    from bot.domain.chat import Chat
    from bot.domain.faq.faq_drafts import FaqSuggestions
    from bot.domain.faq.faq_finder import FaqFinder
    from bot.domain.faq.faq_replies import FaqReplies
    from bot.domain.faq.faq_review import FaqReview
    from bot.monitoring.metrics import Figures
    from bot.safety.danger_detector import DangerDetector, DetectedDanger
    from corpus.language import Language
    from index.library import Library

_log = logging.getLogger(__name__)
_ENRICHMENT = "enrichment"  # in place of a chat, where the tokens of `question_writer` are counted


class AnsweringServices(Services):
    """The services, and what answers questions."""

    @cached_property
    def library(self) -> Library:
        """The corpus and its index; from here on redaction asks its model too. Raise CorpusError or SettingsError."""
        from bot.safety.redaction.learned import LearnedFinder
        from bot.safety.redaction.redaction import use_learned
        from corpus.collection import read_corpus
        from index.library import ChromaAddress, Library

        settings = self.settings
        corpus, token = read_corpus(settings.corpus), settings.chroma_token.get_secret_value()
        chroma = ChromaAddress(settings.chroma_url, token, settings.chroma_tenant, settings.chroma_database)
        library = Library(corpus, self.home, chroma, settings.embedding_model, self.shared_storage)
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

    def is_urgent(self, text: str) -> bool:
        """Tell whether `text` tells of danger without doubt."""
        danger = self.danger_detector.detect(text)
        return danger is not None and danger.is_certain

    def is_sensitive(self, text: str, declared_safe: bool = False) -> bool:
        """Tell whether `text` tells of danger, unless it was `declared_safe`, or lists people.

        Not what it resembles as a question: a remark ("we call each other every Monday") is none.
        """
        from bot.safety.redaction.people_lists import holds_a_list_of_people

        return (not declared_safe and self.is_urgent(text)) or holds_a_list_of_people(text)

    def detect_danger(self, text: str) -> DetectedDanger | None:
        """Return the danger that `text` tells of; None for a term of the glossary alone, which is looked up."""
        from index.text.folding import fold

        return None if fold(text) in self._terms else self.danger_detector.detect(text)

    @cached_property
    def _terms(self) -> frozenset[str]:
        from index.text.folding import fold

        terms = self.library.corpus.glossary.terms
        return frozenset(fold(name) for term in terms for name in term.name.values())

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
        seconds = self.settings.model_timeout
        return LlmAdvisor(self.text_advisor, self.writer(), metered, seconds, self.model_may_choose)

    def model_may_choose(self) -> bool:
        """Tell whether the model chooses passages: by the setting, or by the trial that it passed or failed last."""
        model, chooses = self.model, self.settings.model_chooses
        return model is not None and (chooses == "on" or (chooses == "auto" and bool(self.ability.read(model.name))))

    def try_model(self) -> bool:
        """Try whether the model can choose passages, and keep the result. Raise ModelUnavailable if it is silent."""
        from bot.answering.llm.ability import can_choose
        from bot.answering.llm.llm_advisor import CHOICE_SHARE

        if self.model is None:
            return False
        able = can_choose(self.model, self.settings.model_timeout * CHOICE_SHARE)
        self.ability.write(self.model.name, able)
        return able

    @cached_property
    def ability(self) -> AbilityFile:
        """The result of the model's last trial."""
        from bot.answering.llm.ability import AbilityFile

        return AbilityFile(self.home / "model.json")

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

    def question_writer(self, tokens: int) -> QuestionWriter:
        """Build the writer of entry questions, which takes at most `tokens`. Raise SettingsError without a model."""
        from bot.answering.llm.budget import MeteredModel, TokenLimits
        from bot.answering.llm.question_writer import QuestionWriter
        from bot.clock import now
        from bot.errors import SettingsError
        from bot.storage.model_usage import ModelUsage
        from corpus.language import LANGUAGES
        from index.passage import STAFF
        from index.text.folding import terms

        if self.model is None:
            raise SettingsError("No language model is set: name one.", "model")
        usage, searcher = ModelUsage(self.database), self.library.searcher(STAFF)
        taken = usage.taken(now().date().isoformat(), _ENRICHMENT)
        limits = TokenLimits(self.settings.model_tokens_per_day, taken + tokens)
        metered = MeteredModel(self.model, usage, limits, _ENRICHMENT)

        def knows(word: str) -> bool:
            return any(searcher.knows(term, lang) for lang in LANGUAGES for term in terms(word, lang))

        return QuestionWriter(metered, self.settings.model_timeout, self.library.passage_reader.judge, knows)

    @cached_property
    def faq_finder(self) -> FaqFinder:
        """Finds the published answer to a question."""
        from bot.domain.faq.faq_finder import FaqFinder

        return FaqFinder(self.faq_repository, self.library)

    @cached_property
    def faq_composer(self) -> FaqComposer:
        """Composes the replies of published entries."""
        from bot.conversation.faq_composer import FaqComposer
        from bot.conversation.origins import Origins

        return FaqComposer(self.topic, Origins(self.library).card_link, self.staff_team.role)

    @cached_property
    def faq_replies(self) -> FaqReplies:
        """Finds the published answers that may answer a case."""
        from bot.domain.faq.faq_replies import FaqReplies

        return FaqReplies(self.faq_repository, self.faq_finder)

    @cached_property
    def faq_suggestions(self) -> FaqSuggestions:
        """The drafts of FAQ entries that follow from answered cases."""
        from bot.domain.faq.faq_drafts import FaqSuggestions

        return FaqSuggestions(self.faq_repository, self.case_service)

    @cached_property
    def faq_review(self) -> FaqReview:
        """The review of FAQ entries."""
        from bot.domain.faq.faq_finder import card_digests
        from bot.domain.faq.faq_review import FaqReview

        return FaqReview(self.database, self.faq_repository, self.faq_suggestions, lambda: card_digests(self.library))

    def refresh_index(self) -> None:
        """Delete what earlier states of the index hold, and build it anew without questions that were erased."""
        from index.errors import IndexFailure

        if self.library.generation is None:
            return
        try:
            self.library.tidy()
            if self.library.is_stale():
                self.library.build(lambda done, total: None)
        except IndexFailure as error:
            _log.warning("The index could not be built without what was erased (%s).", type(error).__name__)

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

    def theme_of(self, identities: Iterable[str]) -> str:
        """Return the id of the theme of the first passage or gap among `identities` that has one; empty if none has."""
        from corpus.theme import theme_of

        return theme_of(identities, self.library.corpus.themes)

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Have one message read each row of the database once, and one generation of the index."""
        with self.database.caching(), self.library.pinned():
            yield

    # --- monitoring ---------------------------------------------------------------------------------------

    @contextmanager
    def monitored(self, is_receiving: Callable[[], bool]) -> Iterator[tuple[str, int] | None]:
        """Serve figures and health while the block runs, if an address is set; yield it, None if none is.

        `is_receiving` tells it of the channel.
        """
        if not self.settings.monitoring_listen:
            yield None
            return
        from bot.monitoring.http_server import serving
        from bot.monitoring.metrics import exposition

        metrics, health = partial(exposition, self.figures()), partial(self.health, is_receiving)
        with serving(self.settings.monitoring_listen, metrics, health) as address:
            yield address

    def figures(self) -> Figures:
        """Return the figures of the answers, the queues and the model's budget."""
        from bot.monitoring.metrics import Figures
        from bot.monitoring.state import queue_state

        limit = self.settings.model_tokens_per_day if self.settings.model else 0
        return Figures(self.counters, partial(queue_state, self.database), limit)

    def health(self, is_receiving: Callable[[], bool]) -> dict[str, bool]:
        """Tell of each part whether it works: the disk has room, the database and the index can be read."""
        from bot.monitoring.state import queue_state, works
        from index.storage_folder import is_full

        return {
            "disk": works(lambda: not is_full(self.home)),
            "database": works(lambda: queue_state(self.database).updates >= 0),
            "index": works(lambda: bool(self.library.searcher())),
            "receiving": works(is_receiving),
        }
