"""The composition root: each service is built once, when it is first asked for, and handed over by name.

Modules are imported where their part is built: commands about cases need no model, no index and no conversation.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bot.container_conversation import ConversationServices

if TYPE_CHECKING:
    from bot.retry import RetryPolicy
    from bot.telegram.application import TelegramApplication


class Container(ConversationServices):
    """All parts of the bot."""

    delivery_retry: RetryPolicy | None = None  # how long a delivery is retried; None: the usual policy

    @cached_property
    def telegram(self) -> TelegramApplication:
        """The Telegram application; what becomes of its messages is reported to the cases."""
        from bot.domain.cases.delivery_updates import DeliveryUpdates
        from bot.home import note_username
        from bot.storage.chat_moves import ChatMoves
        from bot.telegram.application import TelegramApplication

        # First the rows: the teams are shown their cases in the language of the chat that moved.
        self.outbox.listen_to_moves(ChatMoves(self.database, self.keys.key).move)
        DeliveryUpdates(self.case_service, self.lost_chats).attach(self.outbox)
        self.outbox.guard(":answer", self.case_service.may_leave)
        self.outbox.listen("access:", self.request_cards.record)
        return TelegramApplication(
            settings=self.settings,
            conversation=self.conversation,
            database=self.database,
            keys=self.keys,
            outbox=self.outbox,
            roles=self.access_control.roles,
            replicas=self.replicas,
            on_membership=self.lost_chats.note_membership,
            lost_chats=self.lost_chats.addresses,
            on_flood=self.counters.flooded,
            on_connected=lambda username: note_username(self.settings.home, username),
            link_case=self.case_service.link_message,
            recognise_card=self.case_service.recognise_card,
            each_minute=self.run_scheduled_tasks,
            each_day=self.expire_personal_data,
            retry_own=lambda: self.safeguarding_handler.retry_alarms(),
            retry_policy=self.delivery_retry,
        )

    def run_scheduled_tasks(self) -> None:
        """Send due reminders and reports, and do what has come due in the conversation; called once a minute."""
        try:
            self.case_reminders.run()
            self.lost_chats.remind()
            self.report_sender.run()
        finally:
            self.conversation.tick()

    def expire_personal_data(self) -> None:
        """Erase what has passed its retention period; called once a day."""
        self.personal_data.expire(self.retention())
        self.refresh_index()

    def serve(self) -> None:
        """Serve Telegram until the process is told to stop.

        Raise SettingsError for a refused token, OtherKeyError if the database was written with another secret key.
        """
        from bot.telegram.application import serve

        self.key_fingerprint.claim()
        with self.monitored(self.telegram.is_receiving):
            serve(self.telegram)
