"""Formatting: markup to text and entities, by TDLib's own parser, run offline.

TDLib is what api.telegram.org itself runs, so what it accepts and the words of its errors are Telegram's.
Offsets and lengths are UTF-16 code units throughout (Bot API, "MessageEntity").
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from tests.support.botapi.api_error import ApiError, Json, bad_request

MAX_ENTITIES = 100  # what comes after is dropped without a word (Bot API, "Formatting options")

PARSE_MODES: dict[str, Json] = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}
ENTITY_KINDS = {
    "Bold": "bold", "Italic": "italic", "Underline": "underline", "Strikethrough": "strikethrough",
    "Spoiler": "spoiler", "Code": "code", "Pre": "pre", "PreCode": "pre", "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote", "TextUrl": "text_link", "MentionName": "text_mention",
    "Url": "url", "EmailAddress": "email", "PhoneNumber": "phone_number", "Mention": "mention",
    "Hashtag": "hashtag", "Cashtag": "cashtag", "BotCommand": "bot_command", "CustomEmoji": "custom_emoji",
}  # fmt: skip  # a table reads better in pairs than in twenty lines
UNNESTED = {"code", "pre", "text_link", "text_mention", "mention", "url", "email", "bot_command", "hashtag"}


def utf16_length(text: str) -> int:
    """Count UTF-16 code units.

    >>> utf16_length("é😀")
    3
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, offset: int, length: int) -> str:
    """Return a span given in UTF-16 code units.

    >>> cut("😀 oui", 3, 3)
    'oui'
    """
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


@cache
def _silence_tdlib() -> None:
    _execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


def _execute(request: Json) -> Json:
    from tdjson import td_execute  # 30 MB of shared library: loaded only once a message is formatted

    answer = td_execute(json.dumps(request).encode())
    if answer is None:
        raise ApiError(500, "Internal Server Error: no answer from the entity parser")
    decoded: Json = json.loads(answer)
    return decoded


def _to_bot_api(entity: Json) -> Json:
    kind: Json = entity["type"]
    name = ENTITY_KINDS[kind["@type"].removeprefix("textEntityType")]
    converted: Json = {"type": name, "offset": entity["offset"], "length": entity["length"]}
    extras: dict[str, Any] = {"url": kind.get("url"), "language": kind.get("language")}
    if "custom_emoji_id" in kind:
        extras["custom_emoji_id"] = str(kind["custom_emoji_id"])
    if "user_id" in kind:
        extras["user"] = {"id": kind["user_id"]}
    return converted | {key: value for key, value in extras.items() if value}


def detect(text: str) -> list[Json]:
    """Find what Telegram highlights on its own: commands, mentions, links, addresses, hashtags."""
    _silence_tdlib()
    found = _execute({"@type": "getTextEntities", "text": text}).get("entities", [])
    return [
        _to_bot_api(entity)
        for entity in found
        if entity["type"]["@type"].removeprefix("textEntityType") in ENTITY_KINDS
    ]


def parse(text: str, parse_mode: str) -> tuple[str, list[Json]]:
    """Return text and entities of a marked-up text; 400 "can't parse entities: ..." when it is malformed."""
    if not parse_mode or parse_mode.lower() == "none":
        return text, []
    mode = PARSE_MODES.get(parse_mode.lower())
    if mode is None:
        raise bad_request("unsupported parse_mode")
    _silence_tdlib()
    answer = _execute({"@type": "parseTextEntities", "text": text, "parse_mode": mode})
    if answer["@type"] == "error":
        message = answer["message"]
        raise bad_request(message[:1].lower() + message[1:])
    return answer["text"], [_to_bot_api(entity) for entity in answer["entities"]]


def _overlaps(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def _clip(entity: Json, shift: int, size: int) -> Json:
    start = max(0, entity["offset"] - shift)
    end = min(size, entity["offset"] + entity["length"] - shift)
    return {**entity, "offset": start, "length": end - start}


def finish(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Clean as the server does: drop carriage returns and control characters, trim, add detected entities."""
    clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", text).rstrip()
    trimmed = clean.lstrip()
    shift, size = utf16_length(clean) - utf16_length(trimmed), utf16_length(trimmed)
    kept = [clipped for entity in entities if (clipped := _clip(entity, shift, size))["length"] > 0]
    unnested = [entity for entity in kept if entity["type"] in UNNESTED]
    found = [entity for entity in detect(trimmed) if not any(_overlaps(entity, other) for other in unnested)]
    return trimmed, sorted(kept + found, key=lambda e: (e["offset"], -e["length"]))[:MAX_ENTITIES]
