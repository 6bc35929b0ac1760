"""A stranger asks for access, an admin is told where they can be, and a role comes and goes."""

from __future__ import annotations

from tests.stories.story_run import StoryRun, count_acts
from tests.support.botapi import Group, Person

TITLE = "Who may do what: a request, a role given and revoked"
ADMIN, VICTOR, PARTNERS = 7001, 6001, -1001000000007
LATE = {"fr": "Quels dossiers sont en retard ?", "en": "Which cases are late?"}
QUESTION = {"fr": "Qui assure le suivi des mesures correctives ?", "en": "Who follows up the corrective measures?"}
OPEN = {
    "fr": "/personne Qui paie le solde de la dernière tranche ?",
    "en": "/person Who pays the balance of the last instalment?",
}
ANSWER = {"fr": "Le bureau le paie.", "en": "The office pays it."}


async def play(story: StoryRun) -> None:
    """The admin has never written to the bot; the group learns of the request, and only the admin's press counts."""
    awa, boss = story.person(1001, "Awa"), story.person(ADMIN, "Boss")
    moussa, victor = story.person(5001, "Moussa"), story.person(VICTOR, "Victor")
    await story.launch(access="approval", admins=str(ADMIN))
    group = await story.staff(moussa, victor, boss)
    await _admitted(story, awa, boss, moussa, group)
    await _answered(story, awa, boss, victor, group)
    await _bound_by_mistake(story, awa, boss, moussa, group)


async def _admitted(story: StoryRun, awa: Person, boss: Person, moussa: Person, group: Group) -> None:
    """The first question waits; a colleague may not decide, the admin may, and it is answered."""
    before = count_acts(group)
    await story.ask(awa, QUESTION[story.language])
    await story.wait_for_more(group, before)
    await story.press(group, story.say("admission.yes"), by=moussa)
    await story.press(group, story.say("admission.yes"), by=boss)
    await story.wait_until_idle(awa)
    await story.ask(boss, "/start")
    await story.ask(boss, "/help")


async def _answered(story: StoryRun, awa: Person, boss: Person, victor: Person, group: Group) -> None:
    """Victor is in the group without a role, is invited, answers, and has the role no longer."""
    await story.ask(awa, OPEN[story.language])
    await story.press(awa, story.say("cases.yes"))
    card = await story.wait_until_idle(group)
    await story.press(group, story.say("staff.button_take"), by=victor)
    await story.after(group, group.say(victor, ANSWER[story.language], reply_to=card))
    await story.ask(boss, "/invite manager 7 Victor")
    await story.ask(boss, "/invite")
    made = await story.press(boss, story.say("roles.staff").capitalize())
    await story.ask(victor, f"/start {made.text.partition('?start=')[2].split()[0]}")
    await story.press(group, story.say("staff.button_take"), by=victor)
    await story.ask(boss, "/revoke")
    await story.ask(boss, f"/revoke {victor.user['first_name']}")
    await story.press(boss, f"{story.say('revoke.button_role', number=2)} · {victor.user['first_name']}")
    await story.press(group, story.say("staff.button_close"), by=victor)


async def _bound_by_mistake(story: StoryRun, awa: Person, boss: Person, moussa: Person, group: Group) -> None:
    """The admin sends the command in the partners' group, reads what it means, confirms all the same, and undoes it."""
    partners = story.group(PARTNERS, {"fr": "Partenaires du Nord", "en": "Partners in the North"}, awa, boss)
    await story.after(partners, partners.say(boss, f"/language@relais_bot {story.language}"))
    await story.after(partners, partners.say(awa, f"@relais_bot {QUESTION[story.language]}"))
    await story.after(partners, partners.say(boss, "/bind"))
    await story.press(partners, story.say("binding.no"), by=boss)
    await story.after(partners, partners.say(boss, "/bind"))
    before = count_acts(group)
    await story.press(partners, story.say("binding.yes"), by=boss)
    await story.wait_for_more(group, before)
    await story.press(group, story.say("binding.button_back"), by=boss)
    await story.wait_until_idle(partners)
    await story.after(group, group.say(moussa, "/cases"))
    await story.ask(moussa, LATE[story.language])
