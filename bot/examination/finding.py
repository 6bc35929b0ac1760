"""The finding of one check of the installation, and how a check tells a fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import SettingsError
from bot.examination.remedies import explanation
from bot.findings.wording import in_words
from bot.storage.transactions import StorageError
from corpus.yamlfile import CorpusError
from index.errors import IndexFailure
from index.statement import Statement, state


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """The result of one check. A fault keeps the bot from working; a warning is of what people miss though it works.

    `subject` is a name of section "subject" of the texts of findings; `said` is what was found, with the remedy.
    """

    subject: str
    said: Statement
    is_fault: bool = False
    is_warning: bool = False

    @property
    def text(self) -> str:
        """What was found, as the command line tells it: in English."""
        return in_words(self.said, "en")

    @property
    def line(self) -> str:
        """The finding as one line of the command line."""
        sign = "✗" if self.is_fault else "⚠" if self.is_warning else "✓"
        return f"{sign} {in_words(state(f'subject.{self.subject}'), 'en')}: {self.text}"


class FlawFound(Exception):  # noqa: N818 - it ends a check and is no error
    """A check found what is to be mended, which is told by a statement."""

    def __init__(self, said: Statement) -> None:
        super().__init__(said.key)
        self.said = said


class FaultFound(FlawFound):
    """The bot does not work until it is mended."""


class WarningFound(FlawFound):
    """The bot works, and people miss something until it is mended."""


def guarded(subject: str, check: Callable[[], Statement]) -> DoctorFinding:
    """Return the finding of a check: its statement, the flaw that it found, or as a fault what kept it from either."""
    try:
        return DoctorFinding(subject, check())
    except FaultFound as fault:
        return DoctorFinding(subject, fault.said, is_fault=True)
    except WarningFound as warning:
        return DoctorFinding(subject, warning.said, is_warning=True)
    except (SettingsError, StorageError, CorpusError, IndexFailure, OSError) as error:
        return DoctorFinding(subject, explanation(error), is_fault=True)
