"""What colleagues and admins do in a chat: cases, the staff's group, invitations and the way to the desk."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bot.container_desk import DeskServices

if TYPE_CHECKING:
    from bot.conversation.handlers.binding_handler import BindingHandler
    from bot.conversation.handlers.case_list_handler import CaseListHandler
    from bot.conversation.handlers.desk_handler import DeskHandler
    from bot.conversation.handlers.invitation_handler import InvitationHandler
    from bot.conversation.handlers.language_handler import LanguagePreference
    from bot.conversation.handlers.staff_group_handler import StaffGroupHandler


class TeamServices(DeskServices):
    """Handlers for those who answer and those who decide who may ask."""

    @cached_property
    def language_preference(self) -> LanguagePreference:
        """The language that each chat is answered in."""
        from bot.conversation.handlers.language_handler import LanguagePreference

        return LanguagePreference(self.chat_languages)

    @cached_property
    def case_list_handler(self) -> CaseListHandler:
        """Lists the cases for colleagues."""
        from bot.conversation.handlers.case_list_handler import CaseListHandler

        return CaseListHandler(self.case_service, self.language_preference, self.permissions, self.themes)

    @cached_property
    def staff_group_handler(self) -> StaffGroupHandler:
        """Takes the answers of the staff in their group."""
        from bot.conversation.handlers.staff_group_handler import StaffGroupHandler

        return StaffGroupHandler(
            cases=self.case_service,
            suggest=self.faq_suggestions,
            faq_replies=self.faq_replies,
            permissions=self.permissions,
        )

    @cached_property
    def binding_handler(self) -> BindingHandler:
        """Makes a group the staff's."""
        from bot.conversation.handlers.binding_handler import BindingHandler

        return BindingHandler(self.staff_group_choice, self.language_preference)

    @cached_property
    def invitation_handler(self) -> InvitationHandler:
        """Redeems and issues invitations."""
        from bot.conversation.handlers.invitation_handler import InvitationHandler

        return InvitationHandler(self.access_control, self.access_decisions, self.language_preference, self.permissions)

    @cached_property
    def desk_handler(self) -> DeskHandler:
        """Sends the staff links to the desk."""
        from bot.conversation.handlers.desk_handler import DeskHandler

        return DeskHandler(self.desk_link, self.language_preference, is_local=not self.settings.desk_url)
