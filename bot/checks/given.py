"""What a person has given to a question so far: an answer, a remark, or that they passed over it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Given:
    """An answer (`value`: a choice, a date as ISO 8601, or what was typed) and a remark beside it.

    >>> Given().settled, Given("yes").settled, Given(note="see page 3").settled, Given(skipped=True).settled
    (False, True, False, True)
    """

    value: str = ""
    note: str = ""
    skipped: bool = False

    @property
    def settled(self) -> bool:
        """Whether the question has had its turn."""
        return bool(self.value) or self.skipped


def dump(answers: Mapping[str, Given]) -> str:
    """Return what was given to each question as JSON.

    >>> dump({"plan": Given("yes")})
    '{"plan": {"value": "yes", "note": "", "skipped": false}}'
    """
    return json.dumps({key: asdict(given) for key, given in answers.items()}, ensure_ascii=False)


def load(text: str) -> dict[str, Given]:
    """Return what `dump` wrote.

    >>> load(dump({"plan": Given("yes")}))
    {'plan': Given(value='yes', note='', skipped=False)}
    """
    return {key: Given(**given) for key, given in json.loads(text).items()}
