"""Storage and domain services: what commands about cases, access and personal data need."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from bot.container_storage import StorageServices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.access.access_control import AccessControl
    from bot.domain.access.access_decisions import AccessDecisions
    from bot.domain.access.permissions import Permissions, Team
    from bot.domain.access.readers import DocumentReaders
    from bot.domain.access.request_cards import RequestCards
    from bot.domain.access.roles import ConfiguredRole, Role
    from bot.domain.cases.case import Actor
    from bot.domain.cases.case_repository import CaseRepository
    from bot.domain.cases.case_service import CaseService
    from bot.domain.cases.consent_requests import ConsentRequests
    from bot.domain.cases.danger_exchanges import DangerExchanges
    from bot.domain.cases.lost_chats import LostChats
    from bot.domain.cases.reminders import CaseReminders
    from bot.domain.cases.staff_group_choice import StaffGroupChoice
    from bot.domain.cases.staff_team import StaffTeam
    from bot.domain.cases.workdays import Workdays
    from bot.domain.faq.faq_repository import FaqRepository
    from bot.safety.contacts import Contacts
    from bot.storage.confirmed_questions import ConfirmedQuestions
    from bot.storage.personal_data import PersonalData, Retention
    from corpus.language import Language
    from corpus.theme import Theme


class Services(StorageServices):
    """The services below the conversation."""

    # --- cases --------------------------------------------------------------------------------------------

    @cached_property
    def workdays(self) -> Workdays:
        """The staff's calendar."""
        from bot.domain.cases.workdays import Workdays
        from bot.setting_values import holidays_of, weekend_of, zone_of

        days, yearly = holidays_of(self.settings.holidays)
        weekend, zone = weekend_of(self.settings.weekend), zone_of(self.settings.timezone)
        return Workdays(weekend, days, yearly, zone, self.clock, self.settings.case_days)

    @cached_property
    def staff_team(self) -> StaffTeam:
        """The staff group: chat address, language, displayed role."""
        from bot.domain.cases.staff_team import StaffChat, StaffTeam

        roles: dict[Language, str] = {"fr": self.settings.focal_point_fr, "en": self.settings.focal_point_en}
        return StaffTeam(StaffChat(self.database, self.settings.staff_chat), self.chat_languages, self.keys.key, roles)

    @cached_property
    def safeguarding_team(self) -> StaffTeam:
        """The group of the safeguarding focal point: chat address, language, displayed role."""
        from bot.domain.cases.staff_team import SAFEGUARDING, StaffChat, StaffTeam

        chat = StaffChat(self.database, self.settings.safeguarding_chat, SAFEGUARDING)
        return StaffTeam(chat, self.chat_languages, self.keys.key, role_key="safeguarding.role")

    @cached_property
    def case_repository(self) -> CaseRepository:
        """The stored cases."""
        from bot.domain.cases.case_repository import CaseRepository

        return CaseRepository(self.database, self.workdays)

    @cached_property
    def undo_period(self) -> timedelta:
        """The time in which an answer to a case can be taken back."""
        return timedelta(seconds=self.settings.undo_seconds)

    @cached_property
    def case_service(self) -> CaseService:
        """The service that changes cases and queues the resulting messages in the outbox."""
        from bot.domain.cases.case_service import CaseService

        return CaseService(
            database=self.database,
            repository=self.case_repository,
            outbox=self.outbox,
            staff_team=self.staff_team,
            safeguarding_team=self.safeguarding_team,
            undo_period=self.undo_period,
            label=self.theme_name,
            may_answer=self._may_answer,
            link=self.case_address,
        )

    def case_address(self, number: str) -> str:
        """Return the web address of a case at the desk; empty unless the desk is reached from outside, by https."""
        url = self.settings.desk_url
        return f"{url}/cases/{number}" if url.startswith("https://") else ""

    def _may_answer(self, team: StaffTeam, actor: Actor) -> bool:
        """Tell whether somebody may answer the cases of a team now, wherever they write from."""
        from bot.domain.access.desk_permissions import may_at_desk
        from bot.domain.chat import Chat

        role = self.access_control.roles.of(actor.key)
        if not team.address:  # a team without a chat answers at the desk
            return may_at_desk(role, "case:answer")
        chat = Chat(team.key, person=actor.key, is_private=False, role=role)
        return self.permissions.allows(chat, "write:answer")

    def theme_name(self, theme: str, language: Language) -> str:
        """Return the name of a theme, by its id; empty if the corpus has none of that id."""
        return next((one.name[language] for one in self.themes if one.id == theme), "")

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The themes by which cases are labelled."""
        from corpus.theme import read_themes

        return read_themes(self.settings.corpus / "themes.yaml") if self.settings.corpus else ()

    @cached_property
    def lost_chats(self) -> LostChats:
        """Records the teams whose chats the bot can't write in."""
        from bot.domain.cases.lost_chats import LostChats
        from bot.domain.cases.reminders import OncePerDay

        return LostChats(
            self.case_service,
            self.outbox,
            lambda: self.access_control.admin_addresses(),
            self.languages_at,
            OncePerDay(self.database, self.workdays),
        )

    @cached_property
    def staff_group_choice(self) -> StaffGroupChoice:
        """The choice of the group in which the staff works."""
        from bot.domain.cases.staff_group_choice import StaffGroupChoice

        return StaffGroupChoice(
            self.case_service, self.consultations, self.access_control.audit, self.outbox, self.language_at
        )

    @cached_property
    def consent_requests(self) -> ConsentRequests:
        """The questions that wait for the person's consent to be handed to the staff."""
        from bot.domain.cases.consent_requests import ConsentRequests

        return ConsentRequests(self.database)

    @cached_property
    def danger_exchanges(self) -> DangerExchanges:
        """Who wrote of a danger within the last hours."""
        from bot.domain.cases.danger_exchanges import DangerExchanges

        return DangerExchanges(self.database, self.clock)

    @cached_property
    def case_reminders(self) -> CaseReminders:
        """The scheduled reminders about cases that are due."""
        from bot.domain.cases.reminders import CaseReminders, OncePerDay

        schedule = OncePerDay(self.database, self.workdays)
        return CaseReminders(self.case_service, schedule, self.consent_requests, self.settings.digest_hour)

    # --- FAQs, access, personal data ----------------------------------------------------------------------

    @cached_property
    def faq_repository(self) -> FaqRepository:
        """The stored FAQ entries."""
        from bot.domain.faq.faq_repository import FaqRepository

        return FaqRepository(self.database)

    @cached_property
    def access_control(self) -> AccessControl:
        """The access-control service: roles, invitations, requests, audit."""
        from bot.domain.access.access_control import AccessControl, Audit
        from bot.domain.access.invitations import Invitations
        from bot.domain.access.requests import AccessRequests
        from bot.domain.access.roles import Roles

        database, clock = self.database, self.clock
        default: Role = "everyone" if self.settings.access == "open" else "stranger"
        return AccessControl(
            database,
            Roles(database, self._configured_roles(), default, clock),
            Invitations(database, partial(self.keys.tag, "invitation"), clock),
            AccessRequests(database, clock),
            Audit(database, clock),
        )

    @cached_property
    def request_cards(self) -> RequestCards:
        """The messages that tell admins of requests for access."""
        from bot.domain.access.request_cards import RequestCards

        access, staff = self.access_control, self.staff_team
        return RequestCards(
            database=self.database,
            outbox=self.outbox,
            requests=access.requests,
            admins=access.admin_addresses,
            staff=lambda: staff.address,
            languages_at=self.languages_at,
        )

    @cached_property
    def access_decisions(self) -> AccessDecisions:
        """The decisions about access, which those concerned are told of."""
        from bot.domain.access.access_decisions import AccessDecisions

        return AccessDecisions(self.database, self.access_control, self.request_cards, self.outbox, self.languages_at)

    @cached_property
    def permissions(self) -> Permissions:
        """The table of who may do what, with the teams' present chats."""
        from bot.domain.access.permissions import Permissions

        return Permissions(self._team_of)

    def _team_of(self, chat: str) -> Team | None:
        team = self.case_service.team_at(chat)  # asked for each time: a team can move to another group
        return None if team is None else "staff" if team is self.case_service.staff_team else "safeguarding"

    def language_at(self, address: str) -> Language:
        """Return the language of the chat at `address`; French if it is not known."""
        return self.languages_at(address)[0]

    def languages_at(self, address: str) -> tuple[Language, ...]:
        """Return the language of the chat at `address`, all if it is not known: an admin may never have written."""
        from corpus.language import LANGUAGES

        known = self.chat_languages.get(self.keys.key(address.partition("/")[0]))[0]
        return (known,) if known else LANGUAGES

    @cached_property
    def document_readers(self) -> DocumentReaders:
        """The rule by which documents for the staff alone are shown."""
        from bot.domain.access.readers import DocumentReaders

        return DocumentReaders(self.permissions)

    def _configured_roles(self) -> Mapping[str, ConfiguredRole]:
        """Return the roles that the settings give, by chat key; who is both staff and admin is an admin.

        A team whose chat is private is the one colleague who writes in it.
        """
        from bot.domain.access.roles import ConfiguredRole
        from bot.setting_values import ids_of

        staff, admins = self.settings.staff.get_secret_value(), self.settings.admins.get_secret_value()
        own = ",".join(chat for chat in (self.settings.staff_chat, self.settings.safeguarding_chat) if chat.isdecimal())
        listed: tuple[tuple[Role, str], ...] = (("staff", staff), ("staff", own), ("admin", admins))
        # A person's private chat with the bot has the person's own id (Bot API, Chat.id).
        return {self.keys.key(one): ConfiguredRole(role, one) for role, ids in listed for one in ids_of(ids)}

    @cached_property
    def confirmed_questions(self) -> ConfirmedQuestions:
        """The questions that a person has confirmed, or is to."""
        from bot.storage.confirmed_questions import ConfirmedQuestions
        from index.entry_questions import HomeQuestions

        place = self.shared_storage.text if self.shared_storage else None
        return ConfirmedQuestions(self.home, self.database, HomeQuestions(self.home, place))

    @cached_property
    def personal_data(self) -> PersonalData:
        """Everything stored about people, with the services that clean up when a chat is erased."""
        from bot.domain.faq.faq_repository import FaqErasure
        from bot.storage.personal_data import PersonalData

        stored = PersonalData(self.database, self.clock)
        # Drafts of FAQ entries are found through their cases, so they are erased before these.
        stored.listen(FaqErasure(self.database, self.faq_repository))
        stored.include("confirmed_questions", self.confirmed_questions)
        stored.listen(self.case_service.erase_chat)
        stored.listen(self.request_cards.forget)
        return stored

    def retention(self) -> Retention:
        """Return the retention periods; the chats of the present staff groups are exempt."""
        from bot.storage.personal_data import Retention

        return Retention(
            self.settings.retention_days,
            self.settings.safeguarding_retention_days,
            self.staff_team.key,
            self.safeguarding_team.key,
        )

    @cached_property
    def contacts(self) -> Contacts:
        """The safeguarding contacts by country. Raise SettingsError if their file can't be read."""
        from bot.safety.contacts import read_contacts

        path = self.settings.safeguarding_contacts
        return read_contacts(
            self.settings.home / path.expanduser() if path else None, self.settings.safeguarding_country
        )
