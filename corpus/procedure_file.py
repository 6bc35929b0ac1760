"""Read procedures from their files and say where a file is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from corpus.fields import Fields, Mistake
from corpus.procedure import (
    EXITS,
    FORCES,
    KINDS,
    PRESSED,
    SKIPPED,
    TYPED,
    Condition,
    Exit,
    Force,
    Option,
    Procedure,
    ProcedurePart,
    Step,
    StepKind,
)
from corpus.yamlfile import CorpusError, Marked, mark

# A step is one message on a small screen: with its heading and its list of answers it stays below 600 characters.
LONGEST_TITLE, LONGEST_LABEL, LONGEST_ASK, LONGEST_WHY, LONGEST_ACTION, LONGEST_OPTION = 60, 60, 300, 400, 120, 48
LONGEST_TOGETHER = 400  # a question and the names of its options
# A button's data holds both ids, the check's and a seal (Bot API: 64 bytes in all).
_STEP_ID, _OPTION_ID = r"[a-z][a-z0-9-]{0,21}", r"[a-z][a-z0-9-]{0,15}"
_STEP_FIELDS = ("id", "label", "ask", "why", "answers", "options", "card", "force", "action", "gap", "when")
_WHOLE_FIELDS = ("id", "version", "date", "title", "purpose", "parts")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a procedure may rest on: the ids of the cards and of the gaps that there are."""

    cards: Collection[str]
    gaps: Collection[str]


def read_procedures(folder: Path, grounds: Grounds) -> dict[str, Procedure]:
    """Return the procedures in `folder` by id, none if there is no such folder. Raise CorpusError with all mistakes."""
    return {procedure.id: procedure for procedure in (read(path, grounds) for path in files(folder))}


def files(folder: Path) -> list[Path]:
    """Return the files of procedures in `folder`, by name."""
    return sorted(folder.glob("*.yaml"))


def read(path: Path, grounds: Grounds) -> Procedure:
    """Return the procedure in the file `path`. Raise CorpusError with all its mistakes."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} can't be read: {error}") from error
    procedure, mistakes = examine(text, str(path), grounds)
    if procedure.id and procedure.id != path.stem:
        mistakes.append(Mistake(str(path), 1, "id", f'"{procedure.id}" must be the name of the file, {path.stem}'))
    if mistakes:
        raise CorpusError("\n".join(str(mistake) for mistake in sorted(mistakes)))
    return procedure


def examine(text: str, name: str, grounds: Grounds | None = None) -> tuple[Procedure, list[Mistake]]:
    """Return the procedure that `text` of the file `name` holds and what is wrong with it.

    Cards and gaps are looked up in `grounds`, or not at all for None: a kept procedure outlives its cards.
    Raise CorpusError if it is no YAML at all.
    """
    whole = Fields(name, mark(text, name), "")
    whole.expect(_WHOLE_FIELDS)
    parts = _parts(whole, grounds)
    procedure = Procedure(
        id=whole.text("id", 24, _STEP_ID, "early-termination"),
        version=whole.text("version", 10, r"\d+(\.\d+){0,2}", "1.0"),
        date=whole.text("date", 10, r"\d{4}-\d\d-\d\d", "2026-11-30"),
        title=whole.texts("title", LONGEST_TITLE),
        purpose=whole.texts("purpose", LONGEST_ASK),
        parts=parts,
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
        text=text,
    )
    return procedure, whole.mistakes


def _parts(whole: Fields, grounds: Grounds | None) -> tuple[ProcedurePart, ...]:
    parts: list[ProcedurePart] = []
    before: dict[str, Step] = {}
    for number, marked in enumerate(whole.items("parts"), 1):
        fields = whole.inner(marked, f"part {number}")
        fields.expect(("title", "steps"))
        steps = [_step(fields, item, before, grounds) for item in fields.items("steps")]
        parts.append(ProcedurePart(fields.texts("title", LONGEST_TITLE), tuple(steps)))
    return tuple(parts)


def _step(part: Fields, marked: Marked, before: dict[str, Step], grounds: Grounds | None) -> Step:
    """Return the step and add it to those `before`, which the conditions of later ones may name."""
    named = marked.value.get("id") if isinstance(marked.value, dict) else None
    fields = part.inner(marked, f"step {named.value if named else len(before) + 1}")
    fields.expect(_STEP_FIELDS)
    so_far = len(fields.mistakes)
    force = cast(Force, fields.word("force", FORCES))
    step = Step(
        id=fields.text("id", 24, _STEP_ID, "timeline-end"),
        label=fields.texts("label", LONGEST_LABEL),
        ask=fields.texts("ask", LONGEST_ASK),
        why=fields.texts("why", LONGEST_WHY),
        answers=cast("tuple[StepKind, ...]", fields.words("answers", KINDS)),
        card=fields.text("card", 100),
        force=force,
        options=_options(fields) if fields.has("options") else (),
        action=fields.texts("action", LONGEST_ACTION) if force != "fact" or fields.has("action") else None,
        gap=fields.text("gap", 100) if fields.has("gap") else "",
        when=_conditions(fields, before) if fields.has("when") else (),
    )
    if len(fields.mistakes) == so_far:  # else one mistake would be told twice
        _check_answers(fields, step)
    _check_grounds(fields, step, grounds)
    if step.id in before:
        fields.wrong("id", f'"{step.id}" is the id of an earlier step')
    before[step.id] = step
    return step


def _options(fields: Fields) -> tuple[Option, ...]:
    options: list[Option] = []
    for number, marked in enumerate(fields.items("options"), 1):
        inner = fields.inner(marked, f"{fields.place}, option {number}")
        inner.expect(("id", "label", "exit"))
        identity = inner.text("id", 16, _OPTION_ID, "context")
        if identity in (*KINDS, SKIPPED) or identity in {option.id for option in options}:
            inner.wrong("id", f'"{identity}" already means something else here')
        leads = cast(Exit, inner.word("exit", EXITS)) if inner.has("exit") else ""
        options.append(Option(identity, inner.texts("label", LONGEST_OPTION), leads))
    return tuple(options)


def _conditions(fields: Fields, before: dict[str, Step]) -> tuple[Condition, ...]:
    conditions: list[Condition] = []
    for number, marked in enumerate(fields.items("when"), 1):
        inner = fields.inner(marked, f"{fields.place}, condition {number}")
        inner.expect(("step", "is"))
        earlier = before.get(inner.text("step", 24))
        if earlier is None:
            inner.wrong("step", "is no earlier step")
            continue
        possible = [*(choice for choice in earlier.choices if not _leaves(earlier, choice)), SKIPPED]
        conditions.append(Condition(earlier.id, frozenset(inner.words("is", possible))))
    return tuple(conditions)


def _leaves(step: Step, choice: str) -> bool:
    option = step.option(choice)
    return bool(option and option.exit)


def _check_answers(fields: Fields, step: Step) -> None:
    typed = [kind for kind in step.answers if kind in TYPED]
    if len(typed) > 1:
        fields.wrong("answers", f"{' and '.join(typed)} are both typed: a step can hold one of them")
    if ("choice" in step.answers) != bool(step.options):
        fields.wrong("answers", "choice and the field options go together")
    if step.options and any(kind in step.answers for kind in PRESSED[:3]):
        fields.wrong("answers", "yes, partly and no can't stand beside choice")
    if step.options and len(step.options) < 2:
        fields.wrong("options", "holds one option; two is the least")
    if step.force == "fact" and step.action:
        fields.wrong("action", "a fact asks for nothing: leave the action out, or give it another force")
    if step.force != "fact" and not {"yes", "no"} <= set(step.answers):
        fields.wrong("answers", "a step with an action needs yes and no, to know what remains to be done")
    for language, ask in step.ask.items():
        together = len(ask) + sum(len(option.label[language]) for option in step.options)
        if together > LONGEST_TOGETHER:
            fields.wrong("ask", f"with its options {together} characters in {language}; {LONGEST_TOGETHER} is the most")


def _check_grounds(fields: Fields, step: Step, grounds: Grounds | None) -> None:
    if step.force == "open" and not step.gap:
        fields.wrong("gap", "is missing: an open step names what the texts leave open")
    if grounds is None:
        return
    for name, identity, known in (("card", step.card, grounds.cards), ("gap", step.gap, grounds.gaps)):
        if identity and identity not in known:
            fields.wrong(name, f'there is no {name} "{identity}"')
