"""Play the stories and print each conversation: ``python -m tests.stories [--language fr] [--home DIR] [STORY ...]``.

What is printed is the transcript of the Bot API server on loopback; the bot is the one that `relais run` serves. The
home holds the index (default: build/home, built when it is missing); each story has a bot of its own beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from types import ModuleType

from bot.container import Container
from bot.settings import Settings
from corpus.language import LANGUAGES, Language
from tests.stories import (
    access_story,
    case_story,
    check_story,
    dialogue_story,
    disclosure_story,
    faq_story,
    media_story,
)
from tests.stories.script import LONGEST, too_long
from tests.stories.story_run import ROOT, open_story

STORIES: dict[str, ModuleType] = {
    "case": case_story,
    "check": check_story,
    "faq": faq_story,
    "disclosure": disclosure_story,
    "media": media_story,
    "access": access_story,
    "dialogue": dialogue_story,
}


async def play(module: ModuleType, language: Language, prebuilt: Path) -> list[str]:
    """Play one story and print it, also when it breaks off; return the bot's texts that are too long.

    Raise AssertionError where the bot had to apologise for a fault of its own.
    """
    print(f"\n{'=' * 100}\n{module.TITLE} ({language})\n{'=' * 100}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="relais-story-") as home:
        async with open_story(prebuilt, Path(home), language) as story:
            try:
                await module.play(story)
            finally:
                print(story.script, flush=True)
            story.check()
            return too_long(story.entries)


def main() -> int:
    """Play what was asked for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.stories", description=__doc__)
    parser.add_argument("stories", nargs="*", metavar="STORY", help=f"of {', '.join(STORIES)}; default: all")
    parser.add_argument("--language", choices=LANGUAGES, action="append", help="default: both, one after the other")
    parser.add_argument("--home", type=Path, default=ROOT / "build" / "home", help="where the index is")
    given = parser.parse_args()
    if unknown := set(given.stories) - set(STORIES):
        parser.error(f"there is no story {', '.join(sorted(unknown))}: choose of {', '.join(STORIES)}")
    library = Container(Settings(home=given.home)).library
    if library.is_stale():
        print("Building the index…", file=sys.stderr)
        library.build(lambda done, total: None)
    long: list[str] = []
    for name in given.stories or STORIES:
        for language in given.language or LANGUAGES:
            long += asyncio.run(play(STORIES[name], language, given.home.resolve()))
    print(f"\nTexts of more than {LONGEST} characters: {len(long)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
