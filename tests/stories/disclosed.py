"""Someone writes of a person in danger: what they are told, who learns what, and how they are written to."""

from __future__ import annotations

from corpus.language import Language
from tests.stories.stage import Stage

TITLE = "A disclosure"
GUARDS = -1001000000002

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
CONTACTS = """
[burkina-faso]
name = { fr = "Burkina Faso", en = "Burkina Faso" }
contacts = { fr = "Numéro vert : 116 (gratuit, jour et nuit)", en = "Helpline: 116 (free, day and night)" }
[senegal]
name = { fr = "Sénégal", en = "Senegal" }
contacts = { fr = "Ginddi : 116 (gratuit)", en = "Ginddi: 116 (free)" }
"""


async def play(stage: Stage) -> None:
    """The reply with contacts, the alert, consent and an answer, the safe word; a false alarm; a question."""
    mariam, john = stage.person(4001, "Mariam"), stage.person(4002, "John")
    fatou, ines = stage.person(5002, "Fatou"), stage.person(5003, "Inès")
    (stage.home / "contacts.toml").write_text(CONTACTS, encoding="utf-8")
    await stage.launch(safeguarding_contacts="contacts.toml", safeguarding_chat=str(GUARDS))
    await stage.staff(fatou)
    guards = stage.server.group(
        GUARDS, title={"fr": "Sauvegarde", "en": "Safeguarding"}[stage.language], members=(ines,)
    )
    stage.names[str(GUARDS)] = guards.chat.face["title"]
    await stage.heard(guards, guards.say(ines, f"/language@relais_bot {stage.language}"))
    await stage.ask(mariam, SAID[stage.language])
    await stage.press(mariam, "Burkina Faso")
    await stage.ask(mariam, TALK[stage.language])
    await stage.press(mariam, stage.say("safeguarding.yes"))
    card = await stage.quiet(guards)
    await stage.heard(mariam, guards.say(ines, ANSWER[stage.language], reply_to=card.message_id))
    await stage.ask(mariam, STOP[stage.language])
    await stage.ask(john, MISTAKEN[stage.language])
    if stage.say("buttons.mistaken") in john.replies[-1].labels:
        await stage.press(john, stage.say("buttons.mistaken"))
    await stage.quiet(guards)
    await stage.ask(john, ASKED[stage.language])
