"""Every text that the code asks for by its key exists, and every text is asked for."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import get_args

import pytest

from bot.answering.answer import AnswerOutcome
from bot.answering.dialogue import NOTICES
from bot.conversation.handlers.question_handler import REASONS
from bot.conversation.invitation_line import Fault
from bot.domain.access.roles import ROLES
from bot.domain.cases.answer_messages import UNSENT
from bot.domain.cases.case import CaseKind, CaseState
from bot.domain.cases.case_list import CHOICES
from bot.domain.checks.check_question import BY, WHO
from bot.domain.faq.faq_entry import FaqState
from bot.replies.texts import texts
from bot.reports.case_times import ENDS
from bot.reports.period import GRAINS
from bot.reports.question_figures import RATINGS, RESULTS
from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from corpus.danger_examples import read_danger_examples
from corpus.language import LANGUAGES
from corpus.procedure import EXITS, FORCES, PRESSED
from index.passage import Authority
from tests.support.source_keys import keys_in

BOT = Path(__file__).parents[3] / "bot"
YES_NO = ("yes", "no")
CARE = ("body", "danger", "report", "care")
WORDINGS = ("self_harm", "staff", "child")
CONSENT = (
    *("case_open", "case_new", "consent", "consent_words", "consent_ask", "agreed", "agreed_words", "waiting_words"),
    *("choice", "half_yes", "declined", "unstaffed", "passed_on", "passed_later", "away", "held", "held_way"),
)
COUNTS = ("done", "missing", "open", "not_applicable", "skipped")
VERBS = ("take", "over", "release", "close", "reopen", "faq")  # on the buttons under a case's card
CHECK = (
    *("back", "skip", "keep", "same", "why", "pause", "unremark", "fr", "en"),  # under a step
    *("resume", "drop", "change", "again", "details", "previous", "next", "name_hint", "name_ask"),
)
CASES = (
    *("helped", "unhelped", "yes", "no", "pass_on", "cancel", "promise", "no_promise", "no_date"),
    *("answer_from", "answer_from_safeguarding", "see", "anew"),
)
CASE_ERRORS = (
    *("unknown", "already_taken", "yours", "already_answered", "already_sent", "already_closed", "is_closed"),
    *("not_taken", "not_answered", "elsewhere", "no_consent", "no_colleague"),
    *("bad_day", "danger_waits_not", "not_put_off", "not_for_faq"),
)
UNITS = ("second", "minute", "hour", "day")
REPORT = (
    *UNITS,
    *("course", "results", "helpful", "times", "topics", "groups"),  # sections
    *("result", "end", "gap", "refused", "suggested", "text", "cited", "unhelpful", "outdated"),  # heads of columns
    *("question", "asked", "faq_state", "texts_said", "nothing_shown", "helpful_none", "helpful_few"),
    *("in_numbers", "show_numbers", "notes"),  # in the template
    *(f"note_{one}" for one in ("people", "content", "cases", "groups")),
    *(f"{part}_{one}" for part in ("in", "language") for one in LANGUAGES),
    *(f"{part}_{one}" for part in ("chart", "described") for one in ("results", "helpful", "times", "topics")),
    *(f"{part}_{one}" for part in ("col", "chart_course", "described_course") for one in GRAINS),
    *(f"result_{one}" for one in RESULTS),
    *(f"rating_{one}" for one in RATINGS),
    *(f"end_{one}" for one in ENDS),
    *(f"state_{one}" for one in get_args(FaqState)),
    *("title", "demo_title"),
)

# What the values in a key that code puts together may be, by the key with "{}" for each value.
BUILT: Mapping[str, Iterable[str]] = {
    "answer.unsaid_by_{}": ("owner", "title", "nobody"),
    "out_of_scope.{}": ("medicine", "law"),
    "admission.decided_{}": YES_NO,
    "admission.{}": YES_NO,
    "authority.{}": set(get_args(Authority)) - {"official"},
    "buttons.{}": ("up", "down", *REASONS),
    "case_error.{}": CASE_ERRORS,
    "cases.did_{}": ("helped", "unhelped"),
    "cases.state_{}": get_args(CaseState),
    "cases.{}": CASES,
    "check.ask_{}": ("date", "file_name"),
    "check.count_{}": COUNTS,
    "clarify.{}": ("which", "which_list"),
    "check.exit_{}": EXITS,
    "error.{}": ("apology", "storage", "texts"),
    "check.result_{}": set(FORCES) - {"fact"},  # a fact leaves nothing to be done
    "check.{}": {*CHECK, *WHO, *BY, *PRESSED, "who", "by"} - set(LANGUAGES),
    "check_document.count_{}": COUNTS,
    "check_document.{}": {"what", "who", "by", "force", "source", *FORCES} - {"fact"},
    "dangers.{}": {*read_danger_examples().disclosures, "other"},
    "examples.{}": ("one", "two", "three"),
    "forget.button_{}": YES_NO,
    "forget.{}": YES_NO,
    "language.{}": LANGUAGES,
    "long.{}": ("questions", "ends"),
    "notice.thanks_{}": ("up", "down"),
    "privacy.{}": ("kept", "passing", "danger"),
    "binding.{}": (
        *YES_NO,
        *("replaced", "replaced_unnamed", "regained", "undone", "undone_none", "undone_back", "undone_elsewhere"),
    ),
    "case_list.{}": CHOICES,
    "invite.misread_{}": get_args(Fault),
    "report.{}": REPORT,
    "report.{}s": UNITS,
    "revoke.button_{}": ("role", "code"),
    "revoke.{}": ("title", "one_fits", "several_fit"),
    "roles.could_{}": set(ROLES) - {"stranger"},
    "roles.{}": set(ROLES) - {"stranger"},
    "safeguarding.{}": (
        *CARE,
        *YES_NO,
        *("child_self_harm_danger", "self_harm_care_in_group", "child_care_in_group", "group_body", "group_care"),
        *(f"{who}{part}" for who in ("", "child_") for part in ("health", *CONSENT)),
        *(f"{who}_{part}" for who in WORDINGS for part in CARE),
    ),
    "smalltalk.{}": {"people", "other_language", *NOTICES}
    | {intent.id for intent in read_corpus(BUNDLED_CORPUS).intents}
    - {"out_of_scope", "safeguarding", "about_safeguarding", "language_switch"},  # answered otherwise
    "staff.now_{}": ("taken", "answered", "closed"),
    "staff.button_{}": (*VERBS, "answer", "later", "resume"),
    "staff.done_{}": (*VERBS, "release_for", "resume"),
    "staff.held_{}": ("pending", "sent", "kept", "send", "drop", "expired", "closed", "expired_all", "closed_all"),
    "staff.kind_{}": get_args(CaseKind),
    "staff.language_{}": LANGUAGES,
    "staff.later_{}": ("date", "card"),
    "staff.outcome_{}": (*get_args(AnswerOutcome), "check"),
    "staff.unsent_{}": UNSENT,
    "start.{}": ("body", "limits", "try"),
    "team_chat.{}": (
        *("lost", "lost_private", "lost_safeguarding", "lost_safeguarding_private"),
        *("regained", "regained_private", "regained_safeguarding"),
    ),
    "welcome.{}": set(ROLES) - {"stranger"},
}
WHOLE = {"commands", "mydata_tables", "unsupported", "unread"}  # sections of which code looks up what it has a name for

Tree = Mapping[Path, ast.Module]


@pytest.fixture(scope="module")
def tree() -> Tree:
    """Return the code of the bot."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in BOT.rglob("*.py")}


@pytest.fixture(scope="module")
def keys() -> set[str]:
    """Return every key that there is in both languages."""
    found = [{f"{section}.{name}" for section, names in texts(lang).items() for name in names} for lang in LANGUAGES]
    return found[0] & found[1]


def test_each_key_in_the_code_exists(tree: Tree, keys: set[str]) -> None:
    """A wrong one would break an answer."""
    sections = {key.partition(".")[0] for key in keys}
    asked = {key for module in tree.values() for key in _asked(module) if "{" not in key}
    assert {key for key in asked if key.partition(".")[0] in sections} - keys == set()
    assert len(asked) > 100


def test_each_key_that_is_put_together_exists(tree: Tree, keys: set[str]) -> None:
    """Each is listed above with the values it can be made of."""
    patterns = {key for module in tree.values() for key in _asked(module) if "{}" in key}
    assert patterns == set(BUILT)
    assert {pattern.format(value) for pattern, values in BUILT.items() for value in values} - keys == set()


def test_each_text_is_asked_for(tree: Tree, keys: set[str]) -> None:
    """So that no dead one is translated any more."""
    constants = (node for module in tree.values() for node in ast.walk(module) if isinstance(node, ast.Constant))
    named = {node.value for node in constants if isinstance(node.value, str)}
    built = {pattern.format(value) for pattern, values in BUILT.items() for value in values}
    whole = {key for key in keys if key.partition(".")[0] in WHOLE}
    assert keys - named - built - whole == set()


def test_each_call_fills_in_what_the_text_has_room_for(tree: Tree) -> None:
    """A value too few would break an answer."""
    missing = set()
    for call, key in ((call, key) for module in tree.values() for call, key in _calls(module)):
        given = {keyword.arg for keyword in call.keywords}
        if "{}" not in key and None not in given:  # none of ** either
            section, _, name = key.partition(".")
            missing |= {(key, value) for value in _placeholders(texts("fr")[section][name]) - given}
    assert missing == set()


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _asked(module: ast.Module) -> Iterator[str]:
    """Yield the keys that the module asks for, with "{}" for what is filled in."""
    return (key for _, key in _calls(module))


def _calls(module: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Yield the calls of `say`, `sentence`, `say_of` and `say_it` that name a key, each with that key."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = {"say": 1, "sentence": 1, "say_it": 0, "say_of": 2}.get(node.func.id)
            if place is not None and len(node.args) > place:
                yield from ((node, key) for key in keys_in(node.args[place]))
