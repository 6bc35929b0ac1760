"""Find that the remark beside an answer says the contrary of it: "no, we want to stop it"."""

from __future__ import annotations

import re

from corpus.procedure import Step
from corpus.word_list import word_lists
from index.text.folding import fold, without_marks

_LISTS = word_lists("check_answers")
_DENYING = _LISTS["denial"].alternation()
_AGAINST = {
    answer: re.compile(
        rf"(?:{_LISTS['plan_link'].alternation()} )*{_LISTS[f'against_{answer}'].alternation()}\b(?! {_DENYING}\b)"
    )
    for answer in ("yes", "no")
}
_STOPPING, _DENIAL = (re.compile(rf"\b{_LISTS[name].alternation()}\b") for name in ("stopping", "denial"))


def contradicts(answer: str, remark: str, step: Step) -> bool:
    """Tell whether `remark` says the contrary of the `answer` to `step`, "yes" or "no"; of others it never does."""
    plain = without_marks(remark)
    if answer not in _AGAINST:
        return False
    if _AGAINST[answer].match(plain):
        return True
    asks_for_an_end = any(_STOPPING.search(fold(asked)) for asked in step.ask.values()) and step.action is None
    if not (asks_for_an_end and _STOPPING.search(plain)):
        return False
    return bool(_DENIAL.search(plain)) == (answer == "yes")
