"""Every text of the desk that a page asks for exists in both languages, and every text is asked for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import bot.desk
from bot.answering.answer import AnswerPath
from bot.answering.evidence import CARD_EVIDENCE, DOCUMENT_EVIDENCE
from bot.answering.explanation import Verdict
from bot.desk.background import TaskState
from bot.desk.desk_texts import desk_text, desk_texts
from bot.desk.pages.audit import desk_action
from bot.desk.pages.case_view import ACTIONS, REFUSALS
from bot.desk.pages.cases import CHOICES
from bot.desk.pages.faq import STATES as FAQ_STATES
from bot.desk.pages.faq_case import Doubt
from bot.desk.pages.faq_form import too_long
from bot.desk.pages.health import PARTS as HEALTH_PARTS
from bot.desk.pages.health import STATES as HEALTH_STATES
from bot.desk.pages.new_card import FIELDS
from bot.desk.pages.outcome_reasons import Reason
from bot.desk.pages.questions import OUTCOMES, RETRIEVERS, STAGES
from bot.desk.pages.text_search import SearchState
from bot.desk.pages.texts import AUTHORITIES, READERS
from bot.desk.pages.try_it import AUDIENCES
from bot.domain.access.access_control import AuditAction
from bot.domain.access.roles import ROLES
from bot.domain.cases.case import EventKind
from bot.domain.cases.case_answers import AnswerState
from bot.domain.faq.faq_entry import FaqEntry
from bot.evaluation.card_check import Change
from bot.examination.doctor import SUBJECTS
from bot.replies.texts import say
from bot.storage.outgoing_messages import FailureReason
from corpus.language import LANGUAGES
from index.library import Stage
from tests.support.source_keys import keys_in

UNSENT = {"stopped", "draft"}  # of the states of answers: words that are no answer yet
DESK = Path(bot.desk.__file__).parent
LONG = FaqEntry("a", questions={"fr": "x" * 501}, answers={"fr": "x" * 4001}, author="x" * 81)


def written_actions() -> Iterator[str]:
    """Yield each action that code can write to the audit trail of the desk: of a form, or as the detail of an entry."""
    for path in (*DESK.rglob("*.py"), *DESK.parent.glob("container_desk*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Write":
                if any(one.arg == "is_noted" for one in node.keywords):
                    continue
                yield from (key.replace("{}", one) for key in keys_in(node.args[1]) for one in ACTIONS)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "note":
                yield from (key for one in node.keywords if one.arg == "detail" for key in keys_in(one.value))


# What the values in a key that is put together may be, by what it begins with.
BUILT: Mapping[str, Iterable[str]] = {
    "audience.": AUDIENCES,
    "authority.": AUTHORITIES,
    "change.": get_args(Change),
    "evidence.": {*CARD_EVIDENCE, *DOCUMENT_EVIDENCE},
    "index_stage.": get_args(Stage),
    "new_card.": FIELDS,
    "readers.": READERS,
    "search.": {*get_args(SearchState)} - {"ready"},
    "texts.left_": ("before", "replaced", "field_before", "field_replaced", "field_new"),
    "task.": ("read", "add", "replace", "details", "remove", "build", "check"),
    "task_result.": (
        *("read", "added", "replaced", "details", "unchanged", "removed", "built", "checked", "refused", "bad_set"),
        *("index", "fault"),
    ),
    "task_state.": get_args(TaskState),
    "verdict.": get_args(Verdict),
    "action.": (*ACTIONS, "hand_over", "later"),
    "answer.": {*get_args(AnswerState)} - UNSENT,
    "case.": UNSENT,
    "case.hand_": ("told", "untold"),
    "case.helped_": ("yes", "no"),
    "case.text_": LANGUAGES,
    "event.": get_args(EventKind),
    "people.for_": ROLES[1:],
    "faq.": {field.field for field in too_long(LONG)},
    "faq.doubt_": {*get_args(Doubt)} - {""},
    "menu.": ("overview", "cases", "safeguarding", "questions", "faq", "texts", "try", "people", "health"),
    "health.": HEALTH_STATES,
    "health.part_": HEALTH_PARTS,
    "health_means.": SUBJECTS,
    "failure.": get_args(FailureReason),
    "failure_mend.": get_args(FailureReason),
    "outcome.": OUTCOMES,
    "path.": get_args(AnswerPath),
    "questions.": ("up", "down"),
    "retriever.": RETRIEVERS,
    "stage.": STAGES,
    "audit.": get_args(AuditAction),
    "desk_action.": {desk_action(one) for one in written_actions()},
    "faq_state.": FAQ_STATES,
    "problem.": (
        *("given_pending", "given_held", "given_sent", "given_kept"),
        *("changed", "too_late", "decided", "no_colleague", "no_preview", "choose_colleague", "empty", "too_long"),
        "bad_period",
        *("gone", "decided_request", "bad_invitation", "long_note"),
        *(
            "nothing_asked",
            "long_message",
            "late_date",
            "no_file",
            "bad_kind",
            "empty_file",
            "large_file",
            "too_many_waiting",
            "bad_date",
            "long_owner",
        ),
        *("gone_document", "card_changed", "long_card", "bad_card", "not_checked"),
        *("card_exists", "bad_card_id", "card_incomplete"),
        *(
            "entry_changed",
            "long_entry",
            "no_source",
            "both_languages",
            "no_author",
            "bad_review",
            "no_review",
            "unknown_card",
            "days_turned",
            "publish_anew",
            "no_target",
        ),
    ),
    "state.": CHOICES,
    "why.": get_args(Reason),
    "next.": ("gap", "unexplained", "uncertain", "closest", "unsure", "nearest", "passages"),
}
# Sections of which code looks up what it has a name for; each name stands in the code, between quotation marks.
NAMED = ("done", "refused", "problem", "menu")
_WHOLE = re.compile(r"""\btext(?:_in)?\((?:spoken, )?\s*'([a-z_]+\.[a-z_]+)'\s*[,)]""")
_EITHER = re.compile(r"""\btext(?:_in)?\((?:spoken, )?\s*'([a-z_.]+)' if [^)]*? else '([a-z_.]+)'""")
_BEGUN = re.compile(r"""\btext\(\s*'([a-z_.]+)' ~""")
_OF_BOT = re.compile(r"""\bbot_text\(\s*'([a-z_]+\.[a-z_]+)'\s*[,)]""")

TEMPLATES = "\n".join(path.read_text(encoding="utf-8") for path in sorted((DESK / "templates").glob("*.html")))
OWN = re.sub(r"\bbot_text\(", "of_bot(", TEMPLATES)


def keys() -> set[str]:
    """Return every key of the French texts."""
    return {f"{section}.{name}" for section, names in desk_texts("fr").items() for name in names}


def asked() -> set[str]:
    """Return every key that templates and code ask for."""
    either = {key for pair in _EITHER.findall(OWN) for key in pair}
    built = {start + value for start, values in BUILT.items() for value in values}
    return {*_WHOLE.findall(OWN), *either, *built, *(key for key in constants() if key in keys())}


def constants() -> Iterator[str]:
    """Yield the texts between quotation marks in the code of the desk, alone and as names of those sections."""
    for path in DESK.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
                yield from (f"{section}.{node.value}" for section in NAMED)


def test_both_languages_have_the_same_texts_in_the_same_order() -> None:
    """With the same values to fill in."""
    both = [[(section, *names) for section, names in desk_texts(language).items()] for language in LANGUAGES]
    assert both[0] == both[1]
    for key in keys():
        assert values_of("fr", key) == values_of("en", key), key


def values_of(language: str, key: str) -> set[str]:
    """Return the names of the values that a text has room for."""
    return {name for _, name, _, _ in Formatter().parse(desk_text(language, key)) if name}  # type: ignore[arg-type]  # one of ours


def test_each_action_that_can_be_in_the_audit_trail_is_found() -> None:
    """Those of forms, those whose name is put together, and those that no form takes: the test above relies on it."""
    assert {"case:reopen", "faq:publish", "desk:in", "desk:link", "desk:language", "text:save"} <= set(
        written_actions()
    )
    assert len(set(written_actions())) > 30


def test_each_text_that_is_asked_for_exists() -> None:
    """A wrong key would break a page."""
    assert asked() - keys() == set()
    assert set(_BEGUN.findall(OWN)) - set(BUILT) == set()


def test_each_text_is_asked_for() -> None:
    """So that no dead one is translated any more."""
    actions = {f"done.{action}" for action in ACTIONS}
    assert keys() - asked() - actions == set()


@pytest.mark.parametrize("key", sorted(set(_OF_BOT.findall(TEMPLATES))))
def test_each_text_of_the_bot_that_is_asked_for_exists(key: str) -> None:
    """The desk uses the bot's words for the same things."""
    assert all(say(language, key) for language in LANGUAGES)


@pytest.mark.parametrize("reason", REFUSALS)
def test_each_refusal_of_a_case_has_its_words(reason: str) -> None:
    """Those of the bot."""
    assert all(say(language, f"case_error.{reason}") for language in LANGUAGES)


def test_french_typography() -> None:
    """A space that does not break stands before a colon and inside guillemets."""
    for names in desk_texts("fr").values():
        for text in names.values():
            assert not re.search(r" [:;?!»]|« |'", text), text
