"""The tokens that a language model took today, in all and for each chat. Older days are deleted."""

from __future__ import annotations

from bot.storage.database import Database


class ModelUsage:
    """The table of tokens by day and chat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reserve(self, day: str, chat: str, tokens: int, day_limit: int, chat_limit: int) -> bool:
        """Count `tokens` for `chat` on `day` if neither limit is passed by it (0: no limit); tell whether."""
        with self._database.write() as db:
            db.execute("DELETE FROM model_usage WHERE day < ?", [day])
            if day_limit and self.taken(day) + tokens > day_limit:
                return False
            if chat_limit and self.taken(day, chat) + tokens > chat_limit:
                return False
            self._add(day, chat, tokens)
            return True

    def settle(self, day: str, chat: str, difference: int) -> None:
        """Correct what was reserved by what was really taken."""
        with self._database.write():
            self._add(day, chat, difference)

    def taken(self, day: str, chat: str | None = None) -> int:
        """Return the tokens counted on `day`, for one chat or in all."""
        clause, values = (" AND chat = ?", [day, chat]) if chat is not None else ("", [day])
        with self._database.read() as db:
            total = "SELECT coalesce(sum(tokens), 0) FROM model_usage WHERE day = ?" + clause  # noqa: S608 - fixed text
            return int(db.fetch_value(total, values))

    def _add(self, day: str, chat: str, tokens: int) -> None:
        with self._database.write() as db:
            db.execute(
                "INSERT INTO model_usage (day, chat, tokens) VALUES (?, ?, ?)"
                " ON CONFLICT (day, chat) DO UPDATE SET tokens = model_usage.tokens + excluded.tokens",
                [day, chat, tokens],
            )
