"""The list of a team's cases, for colleagues: by command, in words, by the buttons under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.case_list_wish import case_list_wish, read_choice, read_number
from bot.conversation.handler import ChatHandler, Command, Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.access.permissions import Permissions
from bot.domain.cases import case_messages
from bot.domain.cases.case import Case
from bot.domain.cases.case_list import CHOICES, LISTED, CaseChoice, card_buttons_of, case_line
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.staff_team import StaffTeam
from bot.domain.chat import Chat
from bot.errors import CaseError
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import say, sentence
from corpus.language import Language
from corpus.theme import Theme

_LONGEST_SHOWN = 60  # characters of what was not understood
_CHOICES_IN_ROW = 2


class CaseListHandler(ChatHandler):
    """Answers /cases and /dossiers, and colleagues who ask for the cases in words.

    A group sees the cases of its team, a colleague in private those of the staff. `themes` are the labels of cases.
    """

    commands = (Command.of("dossiers", "cases"),)
    actions = frozenset({"cases"})

    def __init__(
        self,
        cases: CaseService,
        preference: LanguagePreference,
        permissions: Permissions,
        themes: Sequence[Theme],
    ) -> None:
        self._cases, self._preference, self._permissions, self._themes = cases, preference, permissions, themes
        self._labels = {name: theme.id for theme in themes for name in (*theme.name.values(), theme.id)}

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """List the cases that the argument names, or show the one of that number; say what was not understood of it."""
        if number := read_number(argument):
            return self._shown(chat, number)
        choice, language = read_choice(argument, self._labels), self._language(chat)
        if choice is None:
            return sentence(language, "case_list.unknown", said=argument[:_LONGEST_SHOWN])
        return self._list(chat, choice, 0)

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """List the cases for a colleague who asks for them in words, or show the one whose number they write."""
        choice, number = case_list_wish(message.text, self._labels), read_number(message.text)
        if not (choice or number) or message.is_forwarded or not self._permissions.allows(chat, "cases"):
            return None
        if choice is None:
            return self._shown(chat, number) if message.answers is None and self._is_of_others(chat, number) else None
        return self._list(chat, choice, 0)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Show another page or other cases in place of these, the labels, or the card of a case."""
        verb, _, rest = argument.partition(":")
        name, _, page = rest.partition(":")
        choice = CaseChoice.of(name)
        if verb == "page" and choice and page.isdecimal():
            return Pressed(revised=self._list(chat, choice, int(page[:4])))
        if verb == "labels":
            return Pressed(revised=self._list_labels(chat))
        if verb in ("card", "show"):
            return self._show(chat, name, is_for_group=verb == "show")
        return inactive_button(self._language(chat))

    def _is_of_others(self, chat: Chat, number: str) -> bool:
        """Tell whether a case is none that was opened in this chat: who opened it is shown it as theirs."""
        try:
            return self._cases.find(number).chat != chat.key
        except CaseError:
            return True

    def _shown(self, chat: Chat, number: str) -> Reply:
        """Show the card of a case, or say why not."""
        pressed, language = self._show(chat, number, is_for_group=False), self._language(chat)
        told = (Paragraph(pressed.notice),) if pressed.notice else ()
        return next(iter(pressed.replies), Reply(language, told))

    def _show(self, chat: Chat, number: str, is_for_group: bool) -> Pressed:
        """Show a card: in the team's group below all else, in private as it is there, without what acts on it."""
        language, team = self._language(chat), self._team(chat)
        try:
            case = self._cases.find(number)
            if self._cases.team_for(case) is not team:
                raise CaseError("elsewhere", number=case.number)
        except CaseError as error:
            return Pressed(notice=case_messages.refused_action(error, language).plain)
        if chat.key == team.key:
            self._cases.show_anew(case.number)
            return Pressed()
        if is_for_group and team.address:
            self._cases.show_anew(case.number)
            return Pressed(notice=say(language, "case_list.shown", number=case.number))
        return Pressed(replies=(self._card(case, language, team),))

    def _card(self, case: Case, language: Language, team: StaffTeam) -> Reply:
        label = next((theme.name[language] for theme in self._themes if theme.id == case.theme), "")
        card = case_messages.card_to_read(case, language, self._cases.today(), label)
        if not team.address:
            return card
        show = Button(say(language, "case_list.button_show"), f"cases:show:{case.number}")
        told = Paragraph(say(language, "case_list.in_group"))
        return Reply(language, (*card.paragraphs, told), ((show,),))

    def _list(self, chat: Chat, choice: CaseChoice, page: int) -> Reply:
        """Return a page of the chosen cases; the last one, if there are fewer pages."""
        language, today = self._language(chat), self._cases.today()
        chosen = [case for case in self._of_team(chat) if choice.has(case, chat.person, today)]
        pages = max(1, -(-len(chosen) // LISTED))
        page = min(page, pages - 1)
        listed = chosen[page * LISTED : (page + 1) * LISTED]
        lines = [case_line(case, language, today) for case in listed] or [say(language, "case_list.none")]
        title = say(language, "case_list.title", which=self._name(choice, language), count=len(chosen))
        if pages > 1:
            title += say(language, "case_list.page", page=page + 1, pages=pages)
        rows = (
            *card_buttons_of(listed, "cases:card"),
            *_turning(choice, page, pages, language),
            *self._others(choice, language),
        )
        return Reply(language, (Paragraph(title, "title"), Paragraph("\n".join(lines))), rows)

    def _list_labels(self, chat: Chat) -> Reply:
        """Return the labels of the cases that wait, with a button and a number each."""
        language, today = self._language(chat), self._cases.today()
        waiting = [case for case in self._of_team(chat) if CaseChoice().has(case, chat.person, today)]
        counts = Counter(case.theme for case in waiting)
        rows = [
            (Button(f"{theme.name[language]} ({counts[theme.id]})", _page(CaseChoice(theme=theme.id))),)
            for theme in self._themes
            if counts[theme.id]
        ]
        told = say(language, "case_list.labels" if rows else "case_list.no_labels")
        back = (Button(say(language, "case_list.all"), _page(CaseChoice())),)
        return Reply(language, (Paragraph(told),), (*rows, back))

    def _others(self, choice: CaseChoice, language: Language) -> tuple[tuple[Button, ...], ...]:
        """Return the buttons of the lists that can be shown in place of this one."""
        others = [other for kind in CHOICES if (other := CaseChoice(kind)) != choice]
        buttons = [Button(say(language, f"case_list.{one.kind}"), _page(one)) for one in others]
        if self._themes:
            buttons.append(Button(say(language, "case_list.by_label"), "cases:labels"))
        return tuple(tuple(buttons[n : n + _CHOICES_IN_ROW]) for n in range(0, len(buttons), _CHOICES_IN_ROW))

    def _name(self, choice: CaseChoice, language: Language) -> str:
        """Return the name of the chosen cases; of a label its own."""
        if choice.is_own:
            others = self._name(replace(choice, is_own=False), language)
            return say(language, "case_list.own", which=others[:1].lower() + others[1:])
        if not choice.theme:
            return say(language, f"case_list.{choice.kind}")
        name = next((theme.name[language] for theme in self._themes if theme.id == choice.theme), choice.theme)
        return case_messages.hashtag(name)

    def _of_team(self, chat: Chat) -> list[Case]:
        team = self._team(chat)
        return [case for case in self._cases.select(CaseFilter()) if self._cases.team_for(case) is team]

    def _team(self, chat: Chat) -> StaffTeam:
        return self._cases.team_at(chat.key) or self._cases.staff_team

    def _language(self, chat: Chat) -> Language:
        team = self._cases.team_at(chat.key)
        return team.language if team else self._preference.of(chat)


def _page(choice: CaseChoice, page: int = 0) -> str:
    return f"cases:page:{choice.code}:{page}"


def _turning(choice: CaseChoice, page: int, pages: int, language: Language) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons that lead to the pages before and after."""
    turned = [(page - 1, "case_list.previous")] if page else []
    turned += [(page + 1, "case_list.next")] if page + 1 < pages else []
    row = tuple(Button(say(language, key), _page(choice, to)) for to, key in turned)
    return (row,) if row else ()
