"""Have a language model write entry questions for the passages of added documents; keep those that pass the checks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.answering.llm.prompt import prompt, tagged
from bot.answering.llm.request import LanguageModel, ModelRequest, ModelSession, ModelUnavailable
from bot.answering.llm.verification.verifier import asks_about
from corpus.language import LANGUAGES, Language
from index.library import EntryQuestion, QuestionFile
from index.passage import Passage

MOST = 3  # questions kept of a passage in each language
LONGEST_PASSAGE = 3000  # characters that the model reads
LONGEST_ANSWER = 3000  # characters; what comes after is not read
LEAST_ODDS = 0.0  # log-odds, by the passage reader, that the passage answers its question
SCHEMA: dict[str, Any] = {
    "title": "Questions",
    "description": "Questions that the passage answers, by language.",
    "type": "object",
    "properties": {language: {"type": "array", "items": {"type": "string"}} for language in LANGUAGES},
    "required": list(LANGUAGES),
    "additionalProperties": False,
}

Judge = Callable[[str, Sequence[str]], list[float]]  # log-odds that each text answers a question
Knows = Callable[[str], bool]  # tells whether any text has a word
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class WritingResult:
    """How many passages were asked about, how many questions were kept and dropped, and why it ended early, if so."""

    passages: int = 0
    kept: int = 0
    dropped: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class QuestionWriter:
    """Writes with `model`, each passage within `seconds`; `judge` is the passage reader, `knows` the texts' words."""

    model: LanguageModel
    seconds: float
    judge: Judge
    knows: Knows

    def add_to(
        self,
        file: QuestionFile,
        passages: Sequence[Passage],
        until: float,
        progress: Progress = lambda done, total: None,
    ) -> WritingResult:
        """Write questions for the `passages` of which `file` has none yet; each is in the file as soon as it is kept.

        It ends at the moment `until` of the monotonic clock, or when the model fails or its budget is spent; another
        call goes on from there.
        """
        held, result = file.read(), WritingResult()
        known = {question.target for question in held}
        waiting = [passage for passage in passages if passage.id not in known]
        progress(0, len(waiting))
        for passage in waiting:
            if time.monotonic() >= until:
                result.why = "time"
                break
            try:
                written = self.written(passage)
            except ModelUnavailable as error:
                result.why = error.reason
                break
            kept = self.kept(passage, written, {question.text for question in held})
            held += kept or [EntryQuestion("none", passage.id, passage.language, "-")]
            file.write(held)
            result.passages += 1
            result.kept += len(kept)
            result.dropped += len(written) - len(kept)
            progress(result.passages, len(waiting))
        return result

    def written(self, passage: Passage) -> list[tuple[Language, str]]:
        """Return the model's questions for `passage` as it wrote them; none if it wrote no JSON of the right form.

        Raise ModelUnavailable.
        """
        session = ModelSession(self.model, passage.language, self.seconds)
        system, user = prompt("questions").fill(
            passage.language, passage=tagged("passage", _shown(passage)[:LONGEST_PASSAGE], passage.language)
        )
        text = ""
        for piece in session.chunks(ModelRequest(system, user, SCHEMA)):
            text += piece.text
            if len(text) > LONGEST_ANSWER:
                break
        return read_questions(text)

    def kept(self, passage: Passage, written: Iterable[tuple[Language, str]], others: set[str]) -> list[EntryQuestion]:
        """Return the questions that are new, that pass the checks, and that the passage answers by its reader."""
        found: list[EntryQuestion] = []
        for language, text in written:
            enough = sum(one.language == language for one in found) >= MOST
            is_new = text not in others and text not in {one.text for one in found}
            if enough or not is_new or not asks_about(text, language, _shown(passage), passage.language, self.knows):
                continue
            if self.judge(text, [_shown(passage)])[0] >= LEAST_ODDS:
                found.append(EntryQuestion("used", passage.id, language, text))
        return found


def read_questions(text: str) -> list[tuple[Language, str]]:
    """Return the questions in a model's JSON, by language, on one line each; none for anything else.

    >>> read_questions('{"fr": ["Quand ?", 3], "en": ["When?"]}'), read_questions("Quand ?"), read_questions("[]")
    ([('fr', 'Quand ?'), ('en', 'When?')], [], [])
    """
    try:
        held = json.loads(text[text.index("{") : text.rindex("}") + 1])
    except ValueError:
        return []
    lists = {language: held.get(language) for language in LANGUAGES}
    return [
        (language, " ".join(one.split()))
        for language, listed in lists.items()
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, str)
    ]


def _shown(passage: Passage) -> str:
    heading = passage.section or passage.title
    return f"{heading}\n{passage.text}"
