"""What a person types at a step of a check: an answer, a remark, a plan, the correction of an earlier answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.conversation.handlers.checks import check_step
from bot.conversation.handlers.checks.check_acts import CheckActs
from bot.conversation.handlers.checks.check_step import step
from bot.conversation.handlers.checks.contradiction import contradicts
from bot.conversation.handlers.checks.correction import (
    Correction,
    named_among,
    names_none,
    other_step,
    read_correction,
    read_named,
    wants_as_it_was,
)
from bot.conversation.handlers.checks.typed_answer import (
    TypedRefusal,
    is_unknown,
    leading_choice,
    read_day,
    read_remark,
    read_typed,
    verb_of,
)
from bot.conversation.handlers.checks.typed_plan import TypedPlan, read_plan, without_opening
from bot.domain.chat import Chat
from bot.domain.checks.check import Check
from bot.domain.checks.check_question import INCOMPLETE, CheckQuestion
from bot.domain.checks.progress import CheckProgress
from bot.domain.date_reading import names_no_year
from bot.replies.reply import Paragraph, Reply
from bot.replies.texts import say, truncated
from bot.safety.redaction.redaction import redact

_SHOWN = 60  # characters of what is kept in place of what was written


class CheckAnswers(CheckActs):
    """Takes what is typed at a step."""

    def _typed(self, chat: Chat, check: Check, text: str) -> Reply:
        """Take a text as the word for a button, an answer or a remark."""
        question, language = check.progress.question, self._preference.of(chat)
        assert question is not None
        if verb := verb_of(text, question):
            return self._do(chat, check, verb)
        try:
            if planned := self._planned(chat, check, text):
                return planned
            choice, rest = leading_choice(text, question)
            if choice and (question.aspect == "step" or not rest):
                return self._choose_and_remark(chat, check, choice, rest)
            is_day = question.typed == "date" and not is_unknown(text)
            told = without_opening(text)[0] if is_day else text
            value = read_typed(told, question, self._today(), language)
            if question.remarks:
                return self._remarked(chat, check, value)
        except TypedRefusal as refusal:
            return step(check, language, (str(refusal),))
        return self._answered(chat, check, value, text)

    def _remarked(self, chat: Chat, check: Check, text: str) -> Reply:
        """Keep a remark, after those that the question has already. Raise TypedRefusal if that is too long."""
        language, earlier = self._preference.of(chat), check.progress.response.note
        kept, hint = self._redacted(chat, text)
        note = read_remark(f"{earlier}\n{kept}" if kept not in earlier else earlier, language)
        saved = self._checks.save(replace(check, progress=check.progress.remark(note), state="open"))
        added = say(language, "check.remark_added") if earlier and note != earlier else ""
        return self._show(chat, saved, *filter(None, (added, hint)))

    def _redacted(self, chat: Chat, text: str, is_role: bool = False) -> tuple[str, str]:
        """Return `text` as it is kept, and the notice that this is not as it was written, if so."""
        language = self._preference.of(chat)
        kept = redact(text, language, is_role=is_role).text
        return kept, say(language, "check.redacted", kept=truncated(kept, _SHOWN)) if kept != text else ""

    def _answered(self, chat: Chat, check: Check, value: str, text: str, hint_before: str = "") -> Reply:
        """Take `value`, which was typed as `text`, as the answer; say `hint_before` under it."""
        question, language = check.progress.question, self._preference.of(chat)
        assert question is not None
        kept, hint = self._redacted(chat, value, question.aspect == "who")
        guessed = say(language, "check.year_guessed") if question.typed == "date" and names_no_year(text) else ""
        answered = replace(check, progress=check.progress.answer(kept))
        hints = " ".join(filter(None, (guessed, hint, hint_before)))
        return self._go_on(chat, answered, check_step.echo_plan(check, question, kept, language), hint=hints)

    def _planned(self, chat: Chat, check: Check, text: str) -> Reply | None:
        """Take who does the action of the present step and by when; at the day, one of both is enough."""
        question = check.progress.question
        assert question is not None
        if question.step.action is None:
            return None
        asked = CheckQuestion(question.step)
        choice, rest = leading_choice(text, asked, with_numbers=question.aspect == "step")
        if question.aspect != "step" and (choice not in INCOMPLETE or not rest):
            choice, rest = "", ""  # "no" alone is no plan
        told = text[len(text.rstrip()) - len(rest) :] if choice else text  # `rest` begins with a capital
        plan = read_plan(told, question.step, self._today(), is_asked=question.aspect == "who")
        is_day = question.aspect == "by" and plan is not None and plan.day
        if plan is None or not ((plan.who and (plan.day or question.aspect == "by")) or is_day):
            return None
        if question.aspect == "step":
            given = choice or check.progress.response.value
            if given not in INCOMPLETE:
                return None
            check = replace(check, progress=check.progress.answer(given))
        elif question.aspect == "who":  # refuse what is no name
            who = plan.who if plan.who in question.choices else read_typed(plan.who, question, self._today(), "en")
            plan = replace(plan, who=who)
        return self._plan(chat, check, CheckQuestion(question.step, "by"), plan)

    def _plan(self, chat: Chat, check: Check, day: CheckQuestion, plan: TypedPlan) -> Reply:
        """Take a plan for the action whose `day` is asked; one that can't be is asked for again."""
        language, progress, hint = self._preference.of(chat), check.progress, ""
        if plan.who and day.aspect == "by":
            who, hint = self._redacted(chat, plan.who, is_role=True)
            progress = progress.go(f"{day.step.id}/who").answer(who)
        asked = replace(check, progress=progress.go(day.key), state="open")
        if not plan.day:
            who = check_step.echo(CheckQuestion(day.step, "who"), progress.given(f"{day.step.id}/who").value, language)
            return step(
                self._reopened(chat, asked, asked.progress),
                language,
                (*check_step.noted(who, "", language), *filter(None, [hint])),
            )
        try:
            value = read_day(plan.day, day, self._today(), language)
        except TypedRefusal as refusal:
            return step(self._reopened(chat, asked, asked.progress), language, (str(refusal),))
        return self._answered(chat, asked, value, plan.day, hint)

    def _corrected(self, chat: Chat, check: Check, text: str) -> Reply | None:
        """Take the correction of an earlier answer; None if `text` is none."""
        if named := self._named(chat, check, text):
            return named
        if correction := read_correction(text):
            return self._correct(chat, check, correction)
        progress = check.progress
        last, question = next(iter(progress.days), None), progress.question
        if last is None or (question and (question.aspect != "step" or question.typed == "date")):
            return None
        before = date.fromisoformat(progress.given(last.key).value)
        plan = read_plan(text, last.step, self._today(), before=before)
        is_next = question is None or progress.back().at == last.key
        if plan is None or not (without_opening(text)[1] or (plan.who and plan.day and is_next)):
            return None
        return self._plan(chat, check, last, plan)

    def _named(self, chat: Chat, check: Check, text: str) -> Reply | None:
        """Correct the date or the answer that is named in words."""
        named = read_named(text, self._today())
        if named is None:
            return None
        progress = check.progress
        asked = progress.days if named.is_date else progress.answered
        is_last = names_none(named.what) and named.is_date and (named.is_wish or named.answer)
        found = next(iter(asked), None) if is_last else named_among(named.what, asked)
        if found is None:
            if not (named.is_wish and named.is_date and named.answer):
                return None
            return self._show(chat, check, say(self._preference.of(chat), "check.no_such_date"))
        if named.is_date:
            return (
                self._plan(chat, check, found, TypedPlan(day=named.answer))
                if named.answer
                else self._go(chat, check, found.key)
            )
        return self._go(chat, check, found.key)

    def _go(self, chat: Chat, check: Check, key: str) -> Reply:
        """Show an earlier question again, to be corrected."""
        return self._show(chat, self._reopened(chat, check, check.progress.reopen(key)), *self._warning(chat, check))

    def _correct(self, chat: Chat, check: Check, correction: Correction) -> Reply:
        """Go back to the step to be corrected; with the new answer, take it."""
        progress, number = check.progress, correction.number
        gone = progress.back() if number is None else progress.go_to(number)
        if number is not None and (gone.question is None or gone.position[0] != number):
            return self._show(chat, check, self._no_step(chat, progress, number))
        opened = self._reopened(chat, check, gone)
        if correction.answer:
            return self._typed(chat, opened, correction.answer)
        which = ["check.which"] if number is None else []
        return self._show(chat, opened, *self._warning(chat, check, *which))

    def _no_step(self, chat: Chat, progress: CheckProgress, number: int) -> str:
        """Return why the step of this number can't be corrected: it is not there, or has not been asked."""
        language, last = self._preference.of(chat), progress.position[1]
        if not 0 < number <= last:
            return say(language, "check.no_step_of_number", n=number, last=last)
        return say(language, "check.no_such_step", n=number)

    def _recorrected(self, chat: Chat, check: Check, text: str) -> Reply | None:
        """Take what refuses the step that is shown: the correction is of another one, or is left; None if nothing does.

        It comes before the answer that it may begin with: "no, step 4: yes".
        """
        correction, progress = read_correction(text), check.progress
        if correction and correction.is_refusal and self._fits(correction, progress):
            return self._correct(chat, check, correction)
        if not progress.is_correction:
            return None
        if wants_as_it_was(text):
            return self._leave_correction(chat, check)
        match other_step(text):
            case "step_before":
                return self._correct(chat, check, Correction(progress.position[0] - 1))
            case "step_after":
                return self._correct(chat, check, Correction(progress.position[0] + 1))
            case "not_this_step":
                return self._show(chat, check, say(self._preference.of(chat), "check.which_step"))
        return None

    def _fits(self, correction: Correction, progress: CheckProgress) -> bool:
        """Tell whether a correction has no new answer, or one that its step takes; else it may be a remark."""
        question = progress.numbered(correction.number or 0)
        return not correction.answer or question is None or bool(leading_choice(correction.answer, question)[0])

    def _leave_correction(self, chat: Chat, check: Check) -> Reply:
        """Go on where the correction began; the answer stays."""
        kept = check.with_progress(check.progress.leave_correction())
        said = say(self._preference.of(chat), "check.as_it_was")
        shown = self._go_on(chat, kept, hint=said)
        if kept.progress.question is None:
            return replace(shown, paragraphs=(Paragraph(said), *shown.paragraphs))
        return shown

    def _choose_and_remark(self, chat: Chat, check: Check, choice: str, rest: str) -> Reply:
        """Take a choice with the remark that follows it; one that leaves the check keeps no remark."""
        question, language = check.progress.question, self._preference.of(chat)
        assert question is not None
        option = question.step.option(choice)
        if option and option.exit:
            return self._choose(chat, check, choice)
        given = check.progress.response
        if rest and contradicts(choice, rest, question.step):
            kept, _ = self._redacted(chat, rest)
            asked = self._checks.save(replace(check, progress=check.progress.remark(kept), state="open"))
            told = check_step.choice(question, choice, language)
            return step(asked, language, (say(language, "check.contradiction", answer=told),))
        remark, hint = self._redacted(chat, rest)
        earlier = [] if given.value and rest else [given.note]  # a new answer comes with its own remark
        note = read_remark("\n".join(dict.fromkeys(filter(None, [*earlier, remark]))), language)
        return self._choose(chat, replace(check, progress=check.progress.remark(note)), choice, hint)
