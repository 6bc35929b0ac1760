"""The pages of the desk over the services."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bot.container_reports import ReportServices
from index.errors import IndexFailure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.answering.explanation import Explainer, Explanation
    from bot.answering.inquiry import Inquiry
    from bot.conversation.trial import TrialResult
    from bot.desk.background import BackgroundTasks
    from bot.desk.page import DeskPages
    from bot.desk.pages.health import Finding, Health
    from bot.desk.pages.outcome_reasons import Lack
    from bot.desk.pages.questions import QuestionsBehind
    from bot.desk.pages.text_search import TextSearch
    from bot.domain.faq.faq_entry import FaqEntry
    from bot.evaluation.card_check import CardCheck
    from bot.reports.citations import CitationCounts
    from bot.storage.logged_exchanges import LoggedExchange
    from corpus.collection import Corpus
    from corpus.language import Language
    from index.library import Progress
    from index.passage import Passage

_CARDS_NEAR = 8  # offered to an entry of the FAQ


class DeskPageServices(ReportServices):
    """The services, and the pages of the desk."""

    @cached_property
    def desk_pages(self) -> tuple[DeskPages, ...]:
        """The pages, in the order of the menu."""
        from bot.clock import now
        from bot.desk.pages.audit import AuditPages
        from bot.desk.pages.case import CasePages
        from bot.desk.pages.case_answering import CaseAnsweringPages
        from bot.desk.pages.case_view import CaseView
        from bot.desk.pages.cases import CaseListPages
        from bot.desk.pages.delivery import Delivery
        from bot.desk.pages.faq import FaqPages
        from bot.desk.pages.health import HealthPages
        from bot.desk.pages.overview import OverviewPages
        from bot.desk.pages.people import PeoplePages
        from bot.desk.pages.questions import QuestionPages
        from bot.desk.pages.safeguarding import SafeguardingPages
        from bot.desk.pages.texts import card_pair
        from bot.desk.pages.try_it import TryPages
        from bot.desk.pages.visible_cases import VisibleCases
        from bot.domain.cases.colleagues import Colleagues
        from bot.home import bot_username
        from bot.storage.logged_exchanges import LoggedExchanges

        visible = VisibleCases(self.case_service)
        colleagues = Colleagues(self.database, self.access_control.roles)
        delivery = Delivery(self.outbox.due_at, now, self._delivers)  # by the clock of the outbox
        view = CaseView(visible, self.theme_name, delivery, colleagues.named, self.places_of)
        return (
            OverviewPages(visible, self.recent_figures.of, self._examined_quickly),
            CaseListPages(visible, self.theme_name, delivery),
            SafeguardingPages(visible),
            CasePages(view),
            CaseAnsweringPages(view),
            QuestionPages(
                log=LoggedExchanges(self.database),
                passage=self._passage,
                explain=self._explain,
                case_of=self._case_of,
                index=self._index,
                behind=self._questions_behind,
                lacks=self._lacks,
                search=self.text_search,
            ),
            FaqPages(
                visible,
                self.faq_repository,
                self.faq_review,
                self.faq_suggestions,
                self.cards_near,
                self.collect_drafts,
                self.draft_question,
                lambda card, language: card_pair(self.library, card).get(language),
                lambda card, language: self.theme_name(self.theme_of([card]), language),
                self.text_search,
            ),
            *self._text_pages(),
            TryPages(self._try, lambda: self.model is not None, self.text_search),
            PeoplePages(
                self.access_control,
                self.access_decisions,
                lambda: bot_username(self.settings.home),
                delivery.is_running,
            ),
            AuditPages(
                self.access_control.audit.entries,
                colleagues.names,
                lambda: {one.id: one.title for one in self.library.titled_documents()},
                lambda: {str(one.id): one.note for one in self.access_control.open_invitations() if one.note},
                self.workdays.zone,
                visible.is_hidden,
            ),
            HealthPages(self._health, self._examined),
        )

    def _text_pages(self) -> tuple[DeskPages, ...]:
        from bot.desk.background import BackgroundTasks
        from bot.desk.pages.new_card import NewCardPages
        from bot.desk.pages.own_cards import OwnCardPages
        from bot.desk.pages.text_changes import TextChangePages
        from bot.desk.pages.texts import TextPages
        from bot.desk.uploads import Uploads
        from bot.examination.remedies import explanation

        reading = BackgroundTasks("desk-reading", explanation)
        uploads = Uploads(self.home / "uploads")
        texts = TextPages(self.library, uploads, self.desk_tasks, reading, self._citations, self.text_search)
        own = OwnCardPages(self.library, self.settings.corpus, self.desk_tasks, self._check_edit)
        return texts, TextChangePages(texts, self.workdays.today), own, NewCardPages(own)

    @cached_property
    def text_search(self) -> TextSearch:
        """Tells the pages whether the texts can be searched."""
        from bot.desk.pages.text_search import TextSearch

        return TextSearch(self.library, self.desk_tasks)

    @cached_property
    def desk_tasks(self) -> BackgroundTasks:
        """What the desk does to the index, one after the other."""
        from bot.desk.background import BackgroundTasks
        from bot.examination.remedies import explanation

        return BackgroundTasks("desk-index", explanation)

    def _citations(self) -> CitationCounts:
        from datetime import timedelta

        from bot.desk.pages.texts import DAYS
        from bot.reports.citations import count_citations
        from bot.reports.period import Period

        today = self.workdays.today()
        period = Period(today - timedelta(days=DAYS - 1), today)
        return count_citations(self.database, period, self.workdays.zone, self.text_catalogue())

    def _check_edit(self, card: str, edited: Corpus, progress: Progress) -> CardCheck:
        """Build the index of an edited corpus in a folder of its own, and compare its answers."""
        from pathlib import Path
        from tempfile import TemporaryDirectory

        from bot.evaluation.card_check import check_edit, sets_of

        folder = self.settings.corpus
        if folder is None:
            raise AssertionError("A card that is edited is in a folder.")
        sets = sets_of(folder, edited, card)
        with TemporaryDirectory(prefix="relais-check-", dir=self.home) as temporary:
            if self.library.is_stale():
                self.library.build(lambda done, total: None)
            variant = self.library.variant(edited, Path(temporary))
            variant.build(lambda done, total: progress(done, 2 * total))
            return check_edit(card, self.library, variant, sets, lambda done, total: progress(total + done, 2 * total))

    def _try(self, inquiry: Inquiry, by_model: bool) -> TrialResult:
        from bot.conversation.trial import Trial

        trial = Trial(
            self.explainer, self.library, self.faq_finder, self.faq_composer, self.detect_danger, self.contacts
        )
        return trial.answer(inquiry, self.advisor if by_model else self.text_advisor)

    @cached_property
    def explainer(self) -> Explainer:
        """Tells why the bot answers as it does."""
        from bot.answering.explanation import Explainer

        return Explainer(self.library)

    def _health(self) -> Health:
        """Return the state that is read at once: queues, index and backup."""
        from importlib.metadata import version

        from bot.desk.pages.health import Health
        from bot.monitoring.state import queue_state
        from bot.storage.backup import last_backup

        generation = self.library.generation
        return Health(
            queues=queue_state(self.database, self.clock),
            token_limit=self.settings.model_tokens_per_day if self.settings.model else 0,
            backup=last_backup(self.settings.home),
            version=version("relais"),
            generation=generation.id if generation else "",
            built=generation.built if generation else "",
        )

    def _delivers(self) -> bool:
        from bot.examination.running_checks import delivers

        return delivers(self)

    def _examined_quickly(self) -> Sequence[Finding]:
        return self._examined(is_thorough=False)

    def _examined(self, *, is_thorough: bool) -> Sequence[Finding]:
        from bot.examination.doctor import examine, examine_quickly

        return examine(self) if is_thorough else examine_quickly(self)

    def _passage(self, identity: str, language: Language) -> Passage | None:
        from index.errors import IndexFailure
        from index.passage import STAFF

        try:
            return self.library.searcher(STAFF).passage(identity, language)
        except IndexFailure:
            return None  # there is no index yet: the page shows what the log has

    def places_of(self, titles: Sequence[str]) -> Mapping[str, str]:
        """Return the addresses of pages of the desk by the titles of passages; none without an index."""
        from bot.desk.pages.passage_links import addresses
        from index.passage import STAFF

        try:
            return addresses(titles, self.library.searcher(STAFF).passages())
        except IndexFailure:
            return {}

    def _explain(self, question: str, language: Language) -> Explanation:
        """Answer a question of the log as everybody is answered, and search for it."""
        from bot.answering.inquiry import Inquiry

        inquiry = Inquiry(question, language=language, is_pinned=True, declared_safe=True)
        return self.explainer.explain(inquiry, self.text_advisor)

    def _case_of(self, consultation: str) -> str:
        case = self.case_service.of_consultation(consultation)
        return case.number if case and case.kind != "safeguarding" else ""

    def _questions_behind(self, name: str, identity: str, language: Language) -> QuestionsBehind | None:
        """Return the questions behind a gap of the texts, or those of an entry of the FAQ; None if there is none."""
        from bot.desk.pages.questions import QuestionsBehind
        from bot.errors import UnknownEntryError

        if name == "gap":
            catalogue = self.text_catalogue()
            refusals = catalogue.refusals(identity)
            return QuestionsBehind(catalogue.gap(identity, language), refusals) if refusals else None
        try:
            entry = self.faq_repository.find(identity)
        except UnknownEntryError:
            return None
        asked = entry.questions.get(language) or next(filter(None, entry.questions.values()), identity)
        return QuestionsBehind(asked, ids=frozenset(entry.members))

    def _lacks(self, exchange: LoggedExchange, language: Language) -> list[Lack]:
        """Return the gaps of the texts that the answer of an exchange names, with the question’s words for each."""
        from bot.desk.pages.outcome_reasons import Lack

        catalogue = self.text_catalogue()
        gaps = catalogue.gaps_in(exchange.answer, exchange.language)
        asked, spoken = exchange.question, exchange.language
        return [Lack(catalogue.gap(one, language), catalogue.called_by(one, asked, spoken)) for one in gaps]

    def _index(self) -> str:
        generation = self.library.generation
        return generation.id if generation else ""

    def cards_near(self, question: str, language: Language) -> list[str]:
        """Return the ids of the cards nearest to a question, the nearest first; none without an index."""
        try:
            query = self.library.reader.read(question, language)
            hits = self.library.searcher().search(query, _CARDS_NEAR)
        except IndexFailure:
            return []
        return [hit.passage.id for hit in hits if not hit.passage.document]

    def collect_drafts(self) -> list[str] | None:
        """Make FAQ drafts of questions of the log that ask the same thing, and return the ids of the new ones.

        None if too few questions were logged.
        """
        from bot.domain.faq.question_clusters import FEWEST, collect, propose, read_logged

        logged = read_logged(self.database)
        if len(logged) < FEWEST:
            return None
        clusters = collect(logged, self.library, lambda done, total: None)
        return [draft.id for draft in propose(clusters, self.faq_repository)]

    def draft_question(self, identity: str) -> FaqEntry | None:
        """Return the entry of the FAQ that holds a question of the log, else a new draft; None if that is gone."""
        from bot.domain.faq.faq_drafts import draft_question
        from bot.storage.logged_exchanges import LoggedExchanges

        asked = LoggedExchanges(self.database).find(identity)
        return draft_question(asked.id, asked.question, asked.language, self.faq_repository) if asked else None
