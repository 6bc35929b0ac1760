"""The bundled procedures are complete in both languages; a problem in a file is reported by line and field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.card import BUNDLED_CORPUS
from corpus.collection import PROCEDURES, read_corpus
from corpus.language import LANGUAGES
from corpus.procedure import Procedure
from corpus.procedure_file import KnownReferences, parse_procedure, procedure_files, read_procedure, read_procedures
from corpus.yamlfile import CorpusError

CORPUS = read_corpus(BUNDLED_CORPUS)
KNOWN = KnownReferences({card.id for card in CORPUS.cards}, CORPUS.gaps)
BUNDLED = list(CORPUS.procedures.values())

SMALL = """\
id: small
version: "1.0"
date: "2026-11-30"
title: {fr: Petite, en: Small}
purpose: {fr: Essai, en: Trial}
parts:
  - title: {fr: Partie, en: Part}
    steps:
      - id: ground
        label: {fr: Motif, en: Ground}
        ask: {fr: Lequel ?, en: Which one?}
        why: {fr: Voilà, en: Because}
        answers: [choice]
        options:
          - {id: context, label: {fr: Contexte, en: Context}}
          - {id: abuse, label: {fr: Abus, en: Abuse}, exit: safeguarding}
        card: termination-grounds
        force: fact
      - id: plan
        label: {fr: Plan, en: Plan}
        ask: {fr: Un plan ?, en: A plan?}
        why: {fr: Voilà, en: Because}
        answers: [yes, no]
        card: termination-documented
        force: must
        action: {fr: Faire un plan, en: Make a plan}
        when:
          - {step: ground, is: [context]}
"""


def problems(old: str, new: str) -> list[str]:
    """Return the problems of the small procedure once `old` is `new` in it."""
    assert SMALL.count(old) == 1, old
    return [str(problem) for problem in parse_procedure(SMALL.replace(old, new), "small.yaml", KNOWN)[1]]


def test_the_small_procedure_is_right() -> None:
    """So that each mistake below is the only one; the answers keep their names, though YAML has its own idea of yes."""
    procedure, wrong = parse_procedure(SMALL, "small.yaml", KNOWN)
    assert wrong == []
    assert [step.answers for step in procedure.steps] == [("choice",), ("yes", "no")]
    assert procedure.steps[1].when[0].among == {"context"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('version: "1.0"', "version: first", 'small.yaml:2: version: "first" must look like 1.0.'),
        ('date: "2026-11-30"', "date: soon", 'small.yaml:3: date: "soon" must look like 2026-11-30.'),
        ("purpose: {fr: Essai, en: Trial}", "purpose: {fr: Essai}", "small.yaml:5: purpose.en: is missing."),
        ("title: {fr: Petite, en: Small}", "title: Small", "small.yaml:4: title: must be a text in fr and one in en."),
        ("ask: {fr: Lequel ?,", "ask: {fr: '',", "small.yaml:11: step ground: ask.fr: is empty."),
        (
            "answers: [choice]",
            "answers: [maybe]",
            'small.yaml:13: step ground: answers: "maybe" is none of yes, partly',
        ),
        ("answers: [yes, no]", "answers: [yes, yes]", 'small.yaml:23: step plan: answers: "yes" stands twice.'),
        ("answers: [yes, no]", "answers: [date]", "small.yaml:23: step plan: answers: a step with an action needs yes"),
        (
            "answers: [yes, no]",
            "answers: [yes, no, note, date]",
            "small.yaml:23: step plan: answers: note and date are",
        ),
        (
            "answers: [choice]",
            "answers: [choice, yes]",
            "small.yaml:13: step ground: answers: yes, partly and no can't",
        ),
        ("answers: [choice]", "answers: [note]", "small.yaml:13: step ground: answers: choice and the field options"),
        (
            "card: termination-documented",
            "card: nowhere",
            'small.yaml:24: step plan: card: there is no card "nowhere".',
        ),
        ("force: must", "force: open", "small.yaml:19: step plan: gap: is missing: an open step names what"),
        (
            "force: must",
            "force: should\n        gap: none-such",
            'small.yaml:26: step plan: gap: there is no gap "none-',
        ),
        ("force: must", "force: always", 'small.yaml:25: step plan: force: "always" is none of fact, must, should'),
        ("        action: {fr: Faire un plan, en: Make a plan}\n", "", "small.yaml:19: step plan: action: is missing."),
        (
            "force: fact",
            "force: fact\n        action: {fr: A, en: B}",
            "small.yaml:19: step ground: action: a fact asks",
        ),
        ("exit: safeguarding", "exit: door", 'small.yaml:16: step ground, option 2: exit: "door" is none of safeguard'),
        ("{id: abuse,", "{id: context,", 'small.yaml:16: step ground, option 2: id: "context" already means'),
        ("step: ground", "step: later", "small.yaml:28: step plan, condition 1: step: is no earlier step."),
        ("is: [context]", "is: [abuse]", 'small.yaml:28: step plan, condition 1: is: "abuse" is none of context, skip'),
        ("is: [context]", "is: []", "small.yaml:28: step plan, condition 1: is: must be a list with one item or more."),
        ("id: plan", "id: ground", 'small.yaml:19: step ground: id: "ground" is the id of an earlier step.'),
        ("id: plan", "id: A Plan", 'small.yaml:19: step A Plan: id: "A Plan" must look like timeline-end.'),
        ("  - title: {fr: Partie, en: Part}\n    steps:", "  - steps:", "small.yaml:7: part 1: title: is missing."),
        (
            "ask: {fr: Un plan ?, en: A plan?}",
            f"ask: {{fr: {'x' * 301}, en: A plan?}}",
            "small.yaml:21: step plan: ask.fr: has 301 characters; 300 is the most.",
        ),
        (
            "en: Context}",
            f"en: {'x' * 49}}}",
            "small.yaml:15: step ground, option 1: label.en: has 49 characters; 48 is the most.",
        ),
    ],
)
def test_a_problem_names_file_line_and_field(old: str, new: str, expected: str) -> None:
    """One change, one problem, on the line of the change."""
    found = problems(old, new)
    assert len(found) == 1
    assert found[0].startswith(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id: [1, 2\nversion: 1", "a.yaml:2: this is not YAML"),
        ("id: a\nversion: '1'\nid: b\n", "a.yaml:3: id: this field stands twice."),
        ("", "a.yaml:1: the file is empty."),
        ("&a [*a]", "a.yaml:1: an alias"),
    ],
)
def test_what_is_no_yaml_names_its_line(text: str, expected: str) -> None:
    """Only the first error of the syntax can be reported."""
    with pytest.raises(CorpusError, match=re.escape(expected)):
        parse_procedure(text, "a.yaml")


def test_a_misspelt_field_is_reported_with_a_suggestion() -> None:
    """Otherwise it would be ignored in silence."""
    wrong = "small.yaml:20: step plan: lable: is not a field here (did you mean label?)."
    assert problems("label: {fr: Plan,", "lable: {fr: Plan,")[0] == wrong


def test_all_problems_of_a_file_are_reported_at_once(tmp_path: Path) -> None:
    """In the order of their lines, and a file that is not named as its procedure is one of them."""
    path = tmp_path / "other.yaml"
    path.write_text(SMALL.replace("force: must", "force: always").replace("en: Trial", "en: ''"), encoding="utf-8")
    with pytest.raises(CorpusError) as raised:
        read_procedure(path, KNOWN)
    assert [line.split(":")[1] for line in str(raised.value).splitlines()] == ["1", "5", "25"]


def test_another_corpus_has_its_own_procedures_or_none(tmp_path: Path) -> None:
    """They are read from its folder and never substituted."""
    assert read_procedures(tmp_path / "missing", KNOWN) == {}
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    assert list(read_procedures(tmp_path, KNOWN)) == ["small"]


def test_the_bundled_procedures_are_the_two_that_field_staff_need() -> None:
    """Under the names of their files."""
    assert [path.stem for path in procedure_files(BUNDLED_CORPUS / PROCEDURES)] == ["closing", "early-termination"]
    assert set(CORPUS.procedures) == {"closing", "early-termination"}


@pytest.mark.parametrize("procedure", BUNDLED, ids=lambda one: one.id)
def test_both_languages_are_set_as_they_should_be(procedure: Procedure) -> None:
    """Typographic apostrophes and quotation marks; in French a non-breaking space before the high marks."""
    texts = [text for step in procedure.steps for text in (step.label, step.ask, step.why, step.action) if text]
    texts += [option.label for step in procedure.steps for option in step.options]
    texts += [procedure.title, procedure.purpose, *(part.title for part in procedure.parts)]
    assert [text[language] for text in texts for language in LANGUAGES if "'" in text[language]] == []
    assert [text["fr"] for text in texts if re.search("(?:^|[^\u00a0])[;:!?»]|«[^\u00a0]", text["fr"])] == []
    assert [text["en"] for text in texts if re.search("[«»]|\\s[;:!?]", text["en"])] == []


@pytest.mark.parametrize("procedure", BUNDLED, ids=lambda one: one.id)
def test_what_the_page_leaves_open_is_never_settled_here(procedure: Procedure) -> None:
    """Such a step says so, leads to the signed agreement and the focal point, and names no figure."""
    steps = [step for step in procedure.steps if step.force == "open"]
    assert len(steps) >= 4
    for step in steps:
        assert step.action
        assert "accord signé" in step.ask["fr"] and "signed agreement" in step.ask["en"]
        assert "point focal" in step.action["fr"] and "focal point" in step.action["en"]
        assert not re.search(r"\d", "".join((*step.ask.values(), *step.why.values(), *step.action.values())))


def test_the_gaps_that_matter_each_have_their_step() -> None:
    """Notice, form, who may end it, funds, assets, appeal."""
    wanted = {"notice-period", "termination-form", "who-may-terminate", "unspent-funds", "assets-equipment"}
    gaps = {step.gap for step in CORPUS.procedures["early-termination"].steps if step.force == "open"}
    assert wanted | {"appeal-dispute"} <= gaps


def test_what_is_encouraged_or_suggested_is_not_required() -> None:
    """The evaluation is a fact, not a task; the five suggestions are suggestions and may be found not to apply."""
    closing = CORPUS.procedures["closing"]
    evaluation = closing.step("evaluation")
    assert evaluation and evaluation.force == "fact"
    suggested = [step for step in closing.steps if step.card.startswith("sustainability-")]
    assert len(suggested) == 5
    assert all(step.force == "suggested" and "not_applicable" in step.answers for step in suggested)


@pytest.mark.parametrize("procedure", BUNDLED, ids=lambda one: one.id)
def test_abuse_and_fraud_lead_out_of_every_procedure(procedure: Procedure) -> None:
    """From the first step, before anything is written down."""
    assert [option.exit for option in procedure.steps[0].options if option.exit] == ["safeguarding", "misconduct"]
