"""The review of FAQ entries: what waits for it, and what is decided; on the command line and at the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from bot.clock import now
from bot.domain.faq.faq_drafts import FaqSuggestions, draft_complaints
from bot.domain.faq.faq_entry import FaqEntry, merge
from bot.domain.faq.faq_repository import FaqRepository
from bot.domain.faq.question_clusters import LoggedQuestion, complaints, read_logged
from bot.errors import FaqError
from bot.storage.database import Database

_MOST_YEARS = 2  # until an entry is looked at again


class FaqReview:
    """Decides on entries. `digests` returns a digest of each indexed card by its id, `today` the day of decisions.

    Every change raises ChangedEntryError if the entry is not stored as it was shown.
    """

    def __init__(
        self,
        database: Database,
        repository: FaqRepository,
        suggestions: FaqSuggestions,
        digests: Callable[[], dict[str, str]],
        today: Callable[[], date] = lambda: now().date(),
    ) -> None:
        self._database, self._repository, self._suggestions = database, repository, suggestions
        self._digests, self.today = digests, today

    def waiting(self) -> list[FaqEntry]:
        """Return the entries to review: drafts, expired ones, published ones with complaints.

        Drafts of cases get the latest answers first, and questions whose answers were voted down become drafts.
        """
        self._suggestions.update()
        logged = read_logged(self._database)
        draft_complaints(logged, self._repository)
        waiting = self._repository.entries("draft", "expired")
        return waiting + [entry for entry in self._repository.entries("published") if complaints(entry, logged)]

    def complaints(self, entry: FaqEntry) -> list[LoggedQuestion]:
        """Return the logged questions whose answers, of this entry, were voted down."""
        return complaints(entry, read_logged(self._database))

    def expire(self) -> list[FaqEntry]:
        """Withdraw the entries whose day has come or whose cards have changed, and return them."""
        return self._repository.expire(self._digests(), self.today())

    def publish(
        self, before: FaqEntry, after: FaqEntry, cards: Sequence[str] = (), day: date | None = None
    ) -> FaqEntry:
        """Publish `after` in place of `before`, resting on `cards`, until `day`; by default its own, for a year.

        Raise FaqError if something is missing, the day is past `last_day` or a card is not in the index.
        """
        known, today = self._digests(), self.today()
        chosen = cards or tuple(after.cards)
        if unknown := [card for card in chosen if card not in known]:
            raise FaqError(f"There is no card {', '.join(unknown)} in the index.")
        due = day or years_after(today, 1)
        if due > self.last_day():
            raise FaqError(f"{after.id} needs a review date by {self.last_day()}: each answer is looked at again.")
        filled = replace(after, cards={card: known[card] for card in chosen}, review=due.isoformat(), joined="")
        return self._repository.publish(filled, today, before)

    def merge(self, entry: FaqEntry, target: FaqEntry) -> None:
        """Make the questions of an entry further wordings of another one, and dismiss it."""
        with self._repository.transaction():
            self._repository.update(target, merge(target, [entry]))
            self._repository.update(entry, replace(entry, state="dismissed", joined=target.id))

    def last_day(self) -> date:
        """Return the last day that an entry which is published now can be due for review."""
        return years_after(self.today(), _MOST_YEARS)

    def joined_to(self, entry: FaqEntry) -> list[FaqEntry]:
        """Return the entries whose questions an entry holds since they were merged into it."""
        return [one for one in self._repository.entries("dismissed") if one.joined == entry.id]

    def dismiss(self, entry: FaqEntry) -> None:
        """Dismiss an entry, so that it is not proposed again."""
        self._repository.update(entry, replace(entry, state="dismissed"))


def years_after(day: date, years: int) -> date:
    """Return the same day `years` later; of a 29 February the 1 March where there is none.

    >>> years_after(date(2028, 2, 29), 1), years_after(date(2028, 2, 29), 4), years_after(date(2026, 3, 2), 2)
    (datetime.date(2029, 3, 1), datetime.date(2032, 2, 29), datetime.date(2028, 3, 2))
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
