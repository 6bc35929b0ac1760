"""What is not a plain question: pictures with words, albums, what others wrote, links, letters; and where it stands."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from corpus.language import Language
from tests.stories.story_run import StoryRun, count_acts
from tests.support.botapi import Group, Person, Shown
from tests.support.botapi.person import document, photo, video, voice

TITLE = "Pictures, albums, forwarded messages, links and letters; and the way to the source"


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of the partner and of the colleague, in the order of the story."""

    question: str
    forwarded: str
    letter: str
    asked: str
    uncovered: str
    harmless: str
    danger: str
    answer: str
    link: str = "https://www.unicef.org/french/about/partnerships/index_60073.html"


LINES: dict[Language, Lines] = {
    "fr": Lines(
        "Quels sont les motifs d’une résiliation anticipée ?",
        "Salut, sais-tu qui prend part à l’évaluation finale du partenariat ?",
        "Nous avons commencé le projet en mars. Quand les pluies sont venues, tout a pris du retard. ",
        "Ma question : quelles mesures correctives faut-il prévoir quand il y a peu de progrès",
        "Combien de jours dure le préavis de résiliation ?",
        "Quels sont les bénéfices d’un partenariat ?",
        "mon mari me bat tous les soirs",
        "Le préavis est à l’article 12.",
    ),
    "en": Lines(
        "What are the grounds for early termination?",
        "Hi, do you know who takes part in the final evaluation of the partnership?",
        "We started the project in March. When the rains came, everything was delayed. ",
        "My question: which corrective measures should be planned when there is little progress",
        "How many days is the notice of termination?",
        "What are the benefits of a partnership?",
        "my husband beats me every night",
        "The notice is in article 12.",
    ),
}


async def play(story: StoryRun) -> None:
    """A partner sends everything but a plain question; a colleague answers the case by a photo."""
    lines = LINES[story.language]
    awa, fatou = story.person(4001, "Awa"), story.person(5002, "Fatou")
    await story.launch()
    group = await story.staff(fatou)
    await _captions(story, awa, lines)
    await _others_words(story, awa, lines)
    await _letter(story, awa, lines)
    await _sources(story, awa, lines)
    await _case(story, awa, fatou, group, lines)
    await _edit(story, awa, lines)
    await _stop(story, awa)


async def _captions(story: StoryRun, awa: Person, lines: Lines) -> None:
    """The caption is the question; of an album, whichever photo bears it."""
    for kind, sent in (
        ("photo", photo(lines.question)),
        ("document", document(caption=lines.question)),
        ("video", video(lines.question)),
        ("voice", voice(caption=lines.question)),
    ):
        answer = await story.after(awa, awa.send(sent))
        _expect(story, answer, f"unread.{kind}")
        assert _is_sourced(answer), answer.text
    _expect(story, await story.after(awa, awa.send_photo()), "unsupported.photo")
    before = len(awa.replies)
    answer = await story.after(awa, awa.send_album("", lines.question, ""))
    assert _is_sourced(answer), answer.text
    assert len(awa.replies) == before + 1


async def _others_words(story: StoryRun, awa: Person, lines: Lines) -> None:
    """What somebody else wrote is answered as theirs; a link alone says nothing."""
    answer = await story.after(awa, awa.forward(lines.forwarded))
    assert answer.text.startswith(story.say("forwarded.lead")), answer.text
    assert _is_sourced(answer), answer.text
    _expect(story, await story.ask(awa, "https://example.org/report"), "links.ask")
    known = await story.ask(awa, lines.link)
    assert "UNICEF" in known.text, known.text


async def _letter(story: StoryRun, awa: Person, lines: Lines) -> None:
    """One question at the end of a letter, in one message or cut into three."""
    for times in (20, 100):
        answer = await story.ask(awa, lines.letter * times + lines.asked)
        first = next(link for link in _links(answer))
        assert "index_60073" in first, answer.text
        assert _expect(story, answer, "long.questions")


async def _sources(story: StoryRun, awa: Person, lines: Lines) -> None:
    """Each answer leads to its page, [Sources] to the words there, /sources to all pages."""
    answer = await story.ask(awa, lines.question)
    assert _links(answer), answer.text
    shown = await story.press(awa, story.say("buttons.sources"))
    assert _links(shown), shown.text
    assert "Parfois la cessation d'un partenariat" in shown.text
    assert "index_60073" in (await story.ask(awa, "/sources")).text


async def _case(story: StoryRun, awa: Person, fatou: Person, group: Group, lines: Lines) -> None:
    """Nothing but text goes to a person, and nothing but text comes back."""
    await story.ask(awa, lines.uncovered)
    await story.press(awa, story.say("buttons.person"))
    await story.press(awa, story.say("cases.yes"))
    card = await story.wait_until_idle(group)
    number = card.text.split()[0]
    for sent in (photo(lines.answer), document(), voice()):
        told = await story.after(group, group.send(fatou, sent, reply_to=card))
        assert told.text == story.say("staff.unread", number=number), told.text
    before = len(awa.replies)
    await story.after(group, group.say(fatou, lines.answer, reply_to=card))
    while len(awa.replies) == before:
        await story.wait_until_idle(awa)
    answer = awa.replies[-1]
    told = await story.after(awa, awa.send(voice(), reply_to=answer))
    assert told.text == story.say("cases.unread", number=number), told.text


async def _edit(story: StoryRun, awa: Person, lines: Lines) -> None:
    """A question that is changed into a cry for help gets a new message, below all others."""
    before = count_acts(awa)
    asked = await awa.say(lines.harmless)
    old = await story.wait_for_more(awa, before)
    await story.ask(awa, lines.question)
    new = await story.after(awa, awa.edit(asked, lines.danger))
    assert new.message_id > old.message_id
    assert new.reply_to == asked
    assert _links(new) == [], new.text


async def _stop(story: StoryRun, awa: Person) -> None:
    """One word takes all buttons away, at the pace that Telegram allows."""
    story.server.limit_flood(1)
    assert (await story.ask(awa, "/stop")).text == story.say("stop.done")
    while any(shown.labels for shown in awa.replies):
        await asyncio.sleep(0.5)


def _expect(story: StoryRun, shown: Shown, key: str) -> bool:
    assert story.say(key) in shown.text, shown.text
    return True


def _is_sourced(shown: Shown) -> bool:
    return any(text.startswith("[1]") for text in shown.spans("italic"))


def _links(shown: Shown) -> list[str]:
    return [entity["url"] for entity in shown.entities if entity["type"] == "text_link"]
