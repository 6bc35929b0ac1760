"""A conversation that keeps its thread: items, the next one, a shorter form, thanks; after a restart, in a group."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.language import Language
from tests.stories.story_run import StoryRun
from tests.support.botapi import Person, Shown

TITLE = "One question leads to the next"
GROUP = -1001000000002


@dataclass(frozen=True, slots=True)
class Turn:
    """A message, and a word that the answer to it holds; `quotes` if it replies to the first answer of the chat."""

    text: str
    holds: str
    quotes: bool = False


BENEFITS: dict[Language, Turn] = {
    "fr": Turn("Quels sont les six bénéfices d’un partenariat ?", "plaidoyer"),
    "en": Turn("What are the six benefits of a partnership?", "advocacy"),
}
TURNS: dict[Language, tuple[Turn, ...]] = {
    "fr": (
        Turn("donne-moi la deuxième", "Mexique"),
        Turn("et la suivante ?", "Accra"),
        Turn("ok merci", "Avec plaisir"),
        Turn("Quels sont les motifs de résiliation anticipée ?", "circonstances imprévues"),
        Turn("le deuxième, ça veut dire quoi ?", "difficultés de fonctionnement"),
        Turn("Qu’est-ce que le Conseil INCO ?", "INCO"),
        Turn("qui les y représente ?", "directeur général"),
        Turn("les deux derniers", "tout autre facteur"),
        Turn("la douzième", "Cette liste compte 4 points"),
        Turn(BENEFITS["fr"].text, "plaidoyer"),
        Turn("Qu’est-ce que le Conseil INCO ?", "INCO"),
        Turn("le deuxième", "De quelle liste parlez-vous"),
        Turn("2", "difficultés de fonctionnement"),
    ),
    "en": (
        Turn("give me the second one", "Mexico"),
        Turn("and the next one?", "Accra"),
        Turn("ok thanks", "welcome"),
        Turn("What are the grounds for early termination?", "unforeseen circumstances"),
        Turn("what does the second one mean?", "organizational challenges"),
        Turn("What is the INCO council?", "INCO"),
        Turn("who represents them there?", "director general"),
        Turn("the last two", "any other factor"),
        Turn("12", "That list has 4 items"),
        Turn(BENEFITS["en"].text, "advocacy"),
        Turn("What is the INCO council?", "INCO"),
        Turn("the second", "Which list do you mean"),
        Turn("2", "organizational challenges"),
    ),
}
AFTER_RESTART: dict[Language, tuple[Turn, ...]] = {
    "fr": (
        Turn("et le suivant ?", "changement de contexte"),
        Turn("développe le quatrième", "excision", quotes=True),
        Turn("résume", "plus efficace", quotes=True),
        Turn("la 2e et la 4e", "excision", quotes=True),
        Turn("explique-moi autrement", "Est-ce plus clair", quotes=True),
        Turn("t nul", "Désolé"),
    ),
    "en": (
        Turn("and the next one?", "change of context"),
        Turn("expand on the fourth", "FGM", quotes=True),
        Turn("summarise", "more effective aid", quotes=True),
        Turn("the 2nd and the 4th", "FGM", quotes=True),
        Turn("I don’t understand", "Is that clearer", quotes=True),
        Turn("you are useless", "sorry"),
    ),
}


IN_GROUP: dict[Language, Turn] = {
    "fr": Turn("et la dernière ?", "fondations"),
    "en": Turn("and the last one?", "foundations"),
}
FOUNDED: dict[Language, Turn] = {
    "fr": Turn("Qu’est-ce que le Conseil INCO ?", "INCO"),
    "en": Turn("What is the INCO council?", "INCO"),
}


async def play(story: StoryRun) -> None:
    """Items by their place before and after a restart, replies to an older answer, and a reply in a group."""
    awa, ben = story.person(7001, "Awa"), story.person(7002, "Ben")
    group = story.server.group(GROUP, title="ONG", members=(awa, ben))
    story.names[str(GROUP)] = "ONG"
    await story.launch()
    first = await _ask(story, awa, BENEFITS[story.language])
    for turn in TURNS[story.language]:
        await _ask(story, awa, turn, first)
    await story.kill()
    await story.launch()
    for turn in AFTER_RESTART[story.language]:
        await _ask(story, awa, turn, first)

    benefits, founded, last = (one[story.language] for one in (BENEFITS, FOUNDED, IN_GROUP))
    listed = await story.after(group, group.say(awa, f"@relais_bot {benefits.text}"))
    await story.after(group, group.say(ben, f"@relais_bot {founded.text}"))
    shown = await story.after(group, group.say(awa, last.text, reply_to=listed))
    assert last.holds in shown.text, shown.text


async def _ask(story: StoryRun, person: Person, turn: Turn, quoted: Shown | None = None) -> Shown:
    """Ask, and return the answer, which holds what it should."""
    shown = await story.ask(person, turn.text, quoted if turn.quotes else None)
    assert turn.holds in shown.text, f"{turn.text}: {shown.text}"
    return shown
