"""A response to one question of a check, and the reading of typed responses: remarks and file names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

LONGEST_NOTE, LONGEST_FILE_NAME = 500, 120  # characters


@dataclass(frozen=True, slots=True)
class Response:
    """An answer (`value`: a choice, a date as ISO 8601, or what was typed) and a remark beside it.

    `again` tells that the question is to be asked again, as the answer that it depends on is being corrected.

    >>> Response().settled, Response("yes").settled, Response(note="see page 3").settled, Response(skipped=True).settled
    (False, True, False, True)
    """

    value: str = ""
    note: str = ""
    skipped: bool = False
    again: bool = False

    @property
    def settled(self) -> bool:
        """Whether the question is answered or skipped, and not to be asked again."""
        return (bool(self.value) or self.skipped) and not self.again


def dump(answers: Mapping[str, Response]) -> str:
    """Return the responses by question as JSON.

    >>> dump({"plan": Response("yes")})
    '{"plan": {"value": "yes", "note": "", "skipped": false, "again": false}}'
    """
    return json.dumps({key: asdict(response) for key, response in answers.items()}, ensure_ascii=False)


def load(text: str) -> dict[str, Response]:
    """Return the responses that `dump` wrote.

    >>> load(dump({"plan": Response("yes")}))
    {'plan': Response(value='yes', note='', skipped=False, again=False)}
    """
    return {key: Response(**response) for key, response in json.loads(text).items()}


def read_note(text: str) -> str:
    r"""Return a remark with single white space, its lines kept; it may be longer than LONGEST_NOTE.

    >>> read_note("  deux   mots \n\n\n fin ")
    'deux mots\nfin'
    """
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def read_file_name(text: str) -> str:
    r"""Return the file's name in `text`, without the folders before it; empty if it is none.

    A name ends in a dot and 1 to 5 letters or figures, and holds none of `\ / : * ? " < > |`.

    >>> read_file_name(r"C:\Dossiers\Plan correctif v2.docx")
    'Plan correctif v2.docx'
    >>> read_file_name("je ne sais pas"), read_file_name("a?.pdf")
    ('', '')
    """
    name = re.split(r"[\\/]", text.strip().strip("\"'«»“” \u00a0"))[-1].strip()
    if len(name) > LONGEST_FILE_NAME or not re.fullmatch(r'[^\\/:*?"<>|\n]*[^\\/:*?"<>|\n.\s]\.[A-Za-z0-9]{1,5}', name):
        return ""
    return name
