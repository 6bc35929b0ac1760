"""The desk: its pages over the services, and how people sign in."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from bot.container_reports import ReportServices
from index.errors import IndexFailure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.applications import Starlette

    from bot.answering.explanation import Explainer, Explanation
    from bot.answering.inquiry import Inquiry
    from bot.conversation.trial import TrialResult
    from bot.desk.background import BackgroundTasks
    from bot.desk.page import DeskPages
    from bot.desk.pages.health import Finding, Health
    from bot.desk.pages.outcome_reasons import Lack
    from bot.desk.pages.questions import QuestionsBehind
    from bot.desk.responses import Responses
    from bot.desk.security import DeskAddress
    from bot.desk.sessions import DeskSessions
    from bot.desk.sign_in import SignIn
    from bot.domain.chat import Chat
    from bot.evaluation.card_check import CardCheck
    from bot.reports.citations import CitationCounts
    from bot.storage.logged_exchanges import LoggedExchange
    from corpus.collection import Corpus
    from corpus.language import Language
    from index.library import Progress
    from index.passage import Passage

_CARDS_NEAR = 8  # offered to an entry of the FAQ


class DeskServices(ReportServices):
    """The services, and the desk over them."""

    @cached_property
    def desk_pages(self) -> tuple[DeskPages, ...]:
        """The pages, in the order of the menu."""
        from bot.clock import now
        from bot.desk.pages.case import CasePages
        from bot.desk.pages.case_answering import CaseAnsweringPages
        from bot.desk.pages.case_view import CaseView
        from bot.desk.pages.cases import CaseListPages
        from bot.desk.pages.faq import FaqPages
        from bot.desk.pages.health import HealthPages
        from bot.desk.pages.overview import OverviewPages
        from bot.desk.pages.people import PeoplePages
        from bot.desk.pages.questions import QuestionPages
        from bot.desk.pages.safeguarding import SafeguardingPages
        from bot.desk.pages.try_it import TryPages
        from bot.desk.pages.visible_cases import VisibleCases
        from bot.domain.cases.colleagues import Colleagues
        from bot.storage.logged_exchanges import LoggedExchanges

        visible = VisibleCases(self.case_service)
        colleagues = Colleagues(self.database, self.access_control.roles).named
        view = CaseView(visible, self.theme_name, self.outbox.due_at, now, colleagues)  # the clock of the outbox
        return (
            OverviewPages(visible, self.recent_figures.of),
            CaseListPages(visible, self.theme_name),
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
            ),
            FaqPages(
                visible,
                self.faq_repository,
                self.faq_review,
                self.faq_suggestions,
                self.cards_near,
                self.collect_drafts,
                lambda card, language: self.theme_name(self.theme_of([card]), language),
            ),
            *self._text_pages(),
            TryPages(self._try, lambda: self.model is not None),
            PeoplePages(self.access_control, self.access_decisions),
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

        texts = TextPages(self.library, Uploads(self.home / "uploads"), self.desk_tasks, self._citations)
        changes = TextChangePages(texts, BackgroundTasks("desk-reading", explanation))
        own = OwnCardPages(self.library, self.settings.corpus, self.desk_tasks, self._check_edit)
        return texts, changes, own, NewCardPages(own)

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

        trial = Trial(self.explainer, self.library, self.faq_finder, self.detect_danger, self.contacts)
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
            backup=last_backup(self.settings.home),
            version=version("relais"),
            generation=generation.id if generation else "",
            built=generation.built if generation else "",
        )

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
        """Return the gaps of the texts that the answer of an exchange names, with words of what would close each."""
        from bot.desk.pages.outcome_reasons import Lack

        catalogue = self.text_catalogue()
        gaps = catalogue.gaps_in(exchange.answer, exchange.language)
        return [Lack(catalogue.gap(one, language), catalogue.settling_words(one, language)[:4]) for one in gaps]

    def _index(self) -> str:
        generation = self.library.generation
        return generation.id if generation else ""

    @cached_property
    def desk(self) -> Starlette:
        """The desk as a web application."""
        from bot.desk.application import Desk

        return Desk(
            pages=self.desk_pages,
            sign_in=self.desk_sign_in,
            responses=self.desk_responses,
            access=self.access_control,
            database=self.database,
            address=self.desk_address,
        ).application()

    @cached_property
    def desk_address(self) -> DeskAddress:
        """The addresses at which the desk is reached."""
        from bot.desk.security import DeskAddress

        return DeskAddress(self.settings.desk_url)

    @cached_property
    def desk_sessions(self) -> DeskSessions:
        """The links that sign in, and the sessions."""
        from bot.desk.sessions import DeskSessions

        return DeskSessions(self.database, self.keys.tag, self.clock)

    @cached_property
    def desk_responses(self) -> Responses:
        """The rendering of pages."""
        from bot.desk.rendering import Renderer
        from bot.desk.responses import Responses
        from bot.home import is_demo
        from bot.setting_values import zone_of

        renderer = Renderer(zone_of(self.settings.timezone))
        menu = [pages.menu for pages in self.desk_pages if pages.menu]
        return Responses(renderer, self.desk_sessions, self.chat_languages, menu, is_demo(self.settings.home))

    @cached_property
    def desk_sign_in(self) -> SignIn:
        """The ways to sign in."""
        from bot.desk.proxy_sign_in import ProxySignIn
        from bot.desk.sign_in import SignIn
        from bot.setting_values import networks_of, people_of

        settings = self.settings
        people = people_of(settings.desk_proxy_people.get_secret_value())
        return SignIn(
            sessions=self.desk_sessions,
            responses=self.desk_responses,
            access=self.access_control,
            address=self.desk_address,
            key_of=self.keys.key,
            token=settings.telegram_token.get_secret_value(),
            proxy=ProxySignIn(settings.desk_proxy_header, networks_of(settings.desk_proxies), people),
            clock=self.clock,
        )

    def cards_near(self, question: str, language: Language) -> list[tuple[str, str]]:
        """Return id and title of the cards nearest to a question, the nearest first; none without an index."""
        try:
            query = self.library.reader.read(question, language)
            hits = self.library.searcher().search(query, _CARDS_NEAR)
        except IndexFailure:
            return []
        return [(hit.passage.id, hit.passage.title) for hit in hits if not hit.passage.document]

    def collect_drafts(self) -> int | None:
        """Make FAQ drafts of questions of the log that ask the same thing, and return how many are new.

        None if too few questions were logged.
        """
        from bot.domain.faq.question_clusters import FEWEST, collect, propose, read_logged

        logged = read_logged(self.database)
        if len(logged) < FEWEST:
            return None
        clusters = collect(logged, self.library, lambda done, total: None)
        return len(propose(clusters, self.faq_repository))

    def desk_link(self, chat: Chat) -> str:
        """Return a link that signs the person of a chat in at the desk, once."""
        token = self.desk_sessions.make_link(chat.person, chat.name)
        return f"{self.settings.desk_url or f'http://{self.settings.desk_listen}'}/sign-in/{token}"

    def desk_console_link(self, name: str) -> str:
        """Return a link that signs in whoever runs commands here, once; colleagues know them by `name`.

        Raise SettingsError if a proxy signs people in, since no link is taken then.
        """
        from bot.domain.access.roles import CONSOLE
        from bot.domain.chat import Chat
        from bot.errors import SettingsError

        if self.settings.desk_proxy_header:
            raise SettingsError("A proxy signs people in at the desk: no link is taken.", "desk_proxy_header")
        self.access_control.audit.note(CONSOLE, "desk", detail="desk:link")
        return self.desk_link(Chat(CONSOLE, person=CONSOLE, name=name))

    def serve_desk(self) -> None:
        """Serve the desk alone until the process is told to stop.

        Raise SettingsError if it can't listen, OtherKeyError if the database was written with another secret key.
        """
        from bot.desk.server import serve

        self.key_fingerprint.claim()
        serve(self.desk, self.settings.desk_listen)

    @contextmanager
    def desk_served(self) -> Iterator[tuple[str, int]]:
        """Serve the desk in a thread while the block runs; yield its address. Raise SettingsError as above."""
        from bot.desk.server import serving

        with serving(self.desk, self.settings.desk_listen) as address:
            yield address
