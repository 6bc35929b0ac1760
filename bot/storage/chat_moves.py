"""A group that has become a supergroup has another id, hence another key and address: its rows follow it."""

from __future__ import annotations

from collections.abc import Callable

from bot.storage.database import Database

# Every column with the key of a chat or of a person, by table; anonymous administrators act under the key of a group.
KEY_COLUMNS: dict[str, tuple[str, ...]] = {
    "consultations": ("chat",),
    "chat_languages": ("chat",),
    "privacy_notices": ("chat",),
    "model_usage": ("chat",),
    "cases": ("chat", "owner"),
    "case_events": ("actor",),
    "case_answers": ("actor",),
    "consent_requests": ("chat", "person"),
    "danger_exchanges": ("chat",),
    "checks": ("chat",),
    "roles": ("person",),
    "access_requests": ("person", "chat"),
    "audit": ("actor", "subject"),
    "desk_links": ("person",),
    "desk_sessions": ("person",),
}
# Of these a chat or a person has one row; its key is their first column above.
UNIQUE_TABLES = ("chat_languages", "privacy_notices", "roles", "access_requests", "danger_exchanges")
# Every column with an address but those of the outbox, which moves them itself, and of `staff_chats`, whose teams are
# shown their cases in the new chat.
ADDRESS_COLUMNS = dict.fromkeys(("updates", "cases", "roles", "access_requests", "access_cards"), "address")
# Tables of message ids by chat: in the new chat these ids are those of other messages.
MESSAGE_TABLES = ("sent_answers", "sent_keyboards", "sent_exchanges", "case_messages")

_ADD_USAGE = (
    "INSERT INTO model_usage (day, chat, tokens) SELECT day, :new, tokens FROM model_usage WHERE chat = :old"
    " ON CONFLICT (day, chat) DO UPDATE SET tokens = model_usage.tokens + excluded.tokens"
)


class ChatMoves:
    """Gives the rows of a chat that has moved its new key and address; `key_of` turns an id into a key."""

    def __init__(self, database: Database, key_of: Callable[[str], str]) -> None:
        self._database, self._key_of = database, key_of

    def move(self, old: str, new: str) -> None:
        """Move everything from the chat with the id `old` to the one with the id `new`.

        Where both have a row of which there can be only one, that of the old chat stays.
        """
        keys, ids = {"old": self._key_of(old), "new": self._key_of(new)}, {"old": old, "new": new}
        with self._database.write() as db:
            for table in MESSAGE_TABLES:
                db.delete(table, "chat = :old", keys)
            db.execute("UPDATE checks SET message = NULL WHERE chat = :old", keys)
            db.execute("UPDATE access_cards SET message = NULL WHERE address = :old", ids)
            db.execute(_ADD_USAGE, keys)
            db.delete("model_usage", "chat = :old", keys)
            for table in UNIQUE_TABLES:
                column = KEY_COLUMNS[table][0]
                has_old = f"EXISTS (SELECT 1 FROM {table} WHERE {column} = :old)"  # noqa: S608 - the names are the constants above
                db.delete(table, f"{column} = :new AND {has_old}", keys)
            for table, columns in KEY_COLUMNS.items():
                for column in columns:
                    db.execute(f"UPDATE {table} SET {column} = :new WHERE {column} = :old", keys)  # noqa: S608 - as above
            for table, column in ADDRESS_COLUMNS.items():
                db.execute(f"UPDATE {table} SET {column} = :new WHERE {column} = :old", ids)  # noqa: S608 - as above
