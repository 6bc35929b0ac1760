"""Someone writes about a person in danger: the reply, the alert to the protection team, and the exchange with it."""

from __future__ import annotations

from corpus.language import Language
from tests.stories.story_run import StoryRun

TITLE = "A disclosure"
PROTECTION_CHAT = -1001000000002

SAID: dict[Language, str] = {
    "fr": "un collègue touche les enfants dans notre centre, je ne sais pas quoi faire",
    "en": "a colleague touches the children in our centre, what do I do",
}
TALK: dict[Language, str] = {"fr": "je veux parler à quelqu’un", "en": "I want to talk to someone"}
ANSWER: dict[Language, str] = {
    "fr": "Merci. Appelez-moi au 116 quand personne ne vous entend.",
    "en": "Thank you. Call me on 116 when nobody can hear you.",
}
STOP: dict[Language, str] = {"fr": "oubliez", "en": "forget it"}
MISTAKEN: dict[Language, str] = {
    "fr": "Un enfant en danger n’attend pas, et quels sont les motifs d’une résiliation anticipée ?",
    "en": "A child in danger can't wait, and what are the grounds for early termination?",
}
ASKED: dict[Language, str] = {
    "fr": "Que disent les textes sur la lutte contre l’exploitation sexuelle des enfants ?",
    "en": "What do the texts say about fighting the sexual exploitation of children?",
}
THREAT: dict[Language, str] = {
    "fr": "Les rebelles disent qu’ils vont nous tuer tous ce soir. Et le rapport, on le rend quand ?",
    "en": "The rebels say they will kill us all tonight. And when is the report due?",
}
CONTACTS = """
[burkina-faso]
name = { fr = "Burkina Faso", en = "Burkina Faso" }
contacts = { fr = "Numéro vert : 116 (gratuit, jour et nuit)", en = "Helpline: 116 (free, day and night)" }
[senegal]
name = { fr = "Sénégal", en = "Senegal" }
contacts = { fr = "Ginddi : 116 (gratuit)", en = "Ginddi: 116 (free)" }
"""


async def play(story: StoryRun) -> None:
    """The reply with contacts, the alert, consent and an answer, the safe word; a false alarm; a question; a threat."""
    mariam, john, paul = story.person(4001, "Mariam"), story.person(4002, "John"), story.person(4003, "Paul")
    fatou, ines = story.person(5002, "Fatou"), story.person(5003, "Inès")
    (story.home / "contacts.toml").write_text(CONTACTS, encoding="utf-8")
    await story.launch(safeguarding_contacts="contacts.toml", safeguarding_chat=str(PROTECTION_CHAT))
    await story.staff(fatou)
    protection_team = story.server.group(
        PROTECTION_CHAT, title={"fr": "Sauvegarde", "en": "Safeguarding"}[story.language], members=(ines,)
    )
    story.names[str(PROTECTION_CHAT)] = protection_team.chat.api_object["title"]
    await story.after(protection_team, protection_team.say(ines, f"/language@relais_bot {story.language}"))
    await story.ask(mariam, SAID[story.language])
    await story.press(mariam, "Burkina Faso")
    await story.ask(mariam, TALK[story.language])
    await story.press(mariam, story.say("safeguarding.yes"))
    card = await story.wait_until_idle(protection_team)
    await story.after(mariam, protection_team.say(ines, ANSWER[story.language], reply_to=card.message_id))
    await story.ask(mariam, STOP[story.language])
    await story.ask(john, MISTAKEN[story.language])
    if story.say("buttons.mistaken") in john.replies[-1].labels:
        await story.press(john, story.say("buttons.mistaken"))
    await story.wait_until_idle(protection_team)
    await story.ask(john, ASKED[story.language])
    await story.ask(paul, THREAT[story.language])
    assert "Burkina Faso" in paul.replies[-1].labels, paul.replies[-1].text
