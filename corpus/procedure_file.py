"""Read procedures from their files; every problem of a file is reported with its line."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from corpus.fields import Fields
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
from corpus.validation_problem import ValidationProblem
from corpus.yamlfile import CorpusError, Located, parse_located, read_text

# A step is one message on a small screen: with its heading and its list of answers it stays below 600 characters.
LONGEST_TITLE, LONGEST_LABEL, LONGEST_ASK, LONGEST_WHY, LONGEST_ACTION, LONGEST_OPTION = 60, 60, 300, 400, 120, 48
LONGEST_TOGETHER = 400  # a question and the names of its options
# A button's data holds both ids, the check's and a signature (Bot API: 64 bytes in all).
_STEP_ID, _OPTION_ID = r"[a-z][a-z0-9-]{0,21}", r"[a-z][a-z0-9-]{0,15}"
_STEP_FIELDS = ("id", "label", "ask", "why", "answers", "options", "card", "force", "action", "gap", "when")
_WHOLE_FIELDS = ("id", "version", "date", "title", "purpose", "parts")


@dataclass(frozen=True, slots=True)
class KnownReferences:
    """The ids of the cards and gaps that exist, which a procedure may refer to."""

    cards: Collection[str]
    gaps: Collection[str]


def read_procedures(folder: Path, known: KnownReferences) -> dict[str, Procedure]:
    """Return the procedures in `folder` by id, none if there is no such folder. Raise CorpusError with all problems."""
    return {procedure.id: procedure for procedure in (read_procedure(path, known) for path in procedure_files(folder))}


def procedure_files(folder: Path) -> list[Path]:
    """Return the files of procedures in `folder`, by name."""
    return sorted(folder.glob("*.yaml"))


def read_procedure(path: Path, known: KnownReferences) -> Procedure:
    """Return the procedure in the file `path`. Raise CorpusError with all its problems."""
    procedure, problems = parse_procedure(read_text(path), str(path), known)
    if procedure.id and procedure.id != path.stem:
        problems.append(
            ValidationProblem(str(path), 1, "id", f'"{procedure.id}" must be the name of the file, {path.stem}')
        )
    if problems:
        raise CorpusError(problems=sorted(problems))
    return procedure


def parse_procedure(
    text: str, name: str, known: KnownReferences | None = None
) -> tuple[Procedure, list[ValidationProblem]]:
    """Return the procedure that `text` of the file `name` holds, and its problems.

    Cards and gaps are looked up in `known`, or not at all for None: the copy kept with a check outlives its cards.
    Raise CorpusError if it is no YAML at all.
    """
    whole = Fields(name, parse_located(text, name), "")
    whole.check_names(_WHOLE_FIELDS)
    parts = _parts(whole, known)
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
    return procedure, whole.problems


def _parts(whole: Fields, known: KnownReferences | None) -> tuple[ProcedurePart, ...]:
    parts: list[ProcedurePart] = []
    earlier: dict[str, Step] = {}
    for number, located in enumerate(whole.items("parts"), 1):
        fields = whole.nested(located, f"part {number}")
        fields.check_names(("title", "steps"))
        steps = [_step(fields, item, earlier, known) for item in fields.items("steps")]
        parts.append(ProcedurePart(fields.texts("title", LONGEST_TITLE), tuple(steps)))
    return tuple(parts)


def _step(part: Fields, located: Located, earlier: dict[str, Step], known: KnownReferences | None) -> Step:
    """Return the step and add it to the `earlier` ones, which the conditions of later steps may name."""
    named = located.value.get("id") if isinstance(located.value, dict) else None
    fields = part.nested(located, f"step {named.value if named else len(earlier) + 1}")
    fields.check_names(_STEP_FIELDS)
    so_far = len(fields.problems)
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
        when=_conditions(fields, earlier) if fields.has("when") else (),
    )
    if len(fields.problems) == so_far:  # else one problem would be reported twice
        _check_answers(fields, step)
    _check_references(fields, step, known)
    if step.id in earlier:
        fields.report("id", f'"{step.id}" is the id of an earlier step')
    earlier[step.id] = step
    return step


def _options(fields: Fields) -> tuple[Option, ...]:
    options: list[Option] = []
    for number, located in enumerate(fields.items("options"), 1):
        nested = fields.nested(located, f"{fields.location}, option {number}")
        nested.check_names(("id", "label", "exit"))
        identity = nested.text("id", 16, _OPTION_ID, "context")
        if identity in (*KINDS, SKIPPED) or identity in {option.id for option in options}:
            nested.report("id", f'"{identity}" already means something else here')
        leads_to = cast(Exit, nested.word("exit", EXITS)) if nested.has("exit") else ""
        options.append(Option(identity, nested.texts("label", LONGEST_OPTION), leads_to))
    return tuple(options)


def _conditions(fields: Fields, earlier: dict[str, Step]) -> tuple[Condition, ...]:
    conditions: list[Condition] = []
    for number, located in enumerate(fields.items("when"), 1):
        nested = fields.nested(located, f"{fields.location}, condition {number}")
        nested.check_names(("step", "is"))
        step = earlier.get(nested.text("step", 24))
        if step is None:
            nested.report("step", "is no earlier step")
            continue
        possible = [*(choice for choice in step.choices if not _leaves_the_check(step, choice)), SKIPPED]
        conditions.append(Condition(step.id, frozenset(nested.words("is", possible))))
    return tuple(conditions)


def _leaves_the_check(step: Step, choice: str) -> bool:
    option = step.option(choice)
    return bool(option and option.exit)


def _check_answers(fields: Fields, step: Step) -> None:
    typed = [kind for kind in step.answers if kind in TYPED]
    if len(typed) > 1:
        fields.report("answers", f"{' and '.join(typed)} are both typed: a step can hold one of them")
    if ("choice" in step.answers) != bool(step.options):
        fields.report("answers", "choice and the field options go together")
    if step.options and any(kind in step.answers for kind in PRESSED[:3]):
        fields.report("answers", "yes, partly and no can't stand beside choice")
    if step.options and len(step.options) < 2:
        fields.report("options", "holds one option; two is the least")
    if step.force == "fact" and step.action:
        fields.report("action", "a fact asks for nothing: leave the action out, or give it another force")
    if step.force != "fact" and not {"yes", "no"} <= set(step.answers):
        fields.report("answers", "a step with an action needs yes and no, to know what remains to be done")
    for language, ask in step.ask.items():
        together = len(ask) + sum(len(option.label[language]) for option in step.options)
        if together > LONGEST_TOGETHER:
            fields.report(
                "ask", f"with its options {together} characters in {language}; {LONGEST_TOGETHER} is the most"
            )


def _check_references(fields: Fields, step: Step, known: KnownReferences | None) -> None:
    if step.force == "open" and not step.gap:
        fields.report("gap", "is missing: an open step names what the texts leave open")
    if known is None:
        return
    for name, identity, ids in (("card", step.card, known.cards), ("gap", step.gap, known.gaps)):
        if identity and identity not in ids:
            fields.report(name, f'there is no {name} "{identity}"')
