"""The errors of the bot; each says who sees it."""

from __future__ import annotations


class SettingsError(Exception):
    """A setting can't be used: says what was read and what is allowed. One line on the command line.

    `setting` is the field of the settings that is to blame, which the command line names as its users set it.
    """

    def __init__(self, problem: str, setting: str = "") -> None:
        super().__init__(problem)
        self.setting = setting


class ContactsError(Exception):
    """The file of safeguarding contacts can't be used: names the country and the key. One line on the command line."""


class UnknownCountryError(ContactsError):
    """The default country is not in the file of contacts: names those that are. One line on the command line."""


class BatchError(Exception):
    """A line of a batch file can't be used: names the line. One line on the command line."""


class EvaluationError(Exception):
    """A question set, a former report or a floor can't be used: names file and line. One line on the command line."""


class TrainingError(Exception):
    """There is nothing to train with, or to go back to. One line on the command line."""


class CaseError(Exception):
    """A case can't be found or changed as asked. `reason` is a key of the texts in section `case_error`.

    A sentence in the chat, one line on the command line.
    """

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


class FaqError(Exception):
    """An FAQ entry can't be found or published: names what is missing. One line on the command line."""


class UnknownEntryError(FaqError):
    """There is no FAQ entry of an id."""


class ChangedEntryError(FaqError):
    """An FAQ entry was erased or changed by somebody else while it was being reviewed: nothing was stored."""


class UnsourcedEntryError(FaqError):
    """An FAQ entry has neither a card nor the reply to a case as its source."""


class PromptError(Exception):
    """A prompt file can't be used: names the file and the variable. One line on the command line."""
