"""What a message wants of what was shown, as people type it."""

from __future__ import annotations

import pytest

from bot.answering.places import LAST
from bot.answering.wishes import WishKind, read_wish

TALK: dict[str, WishKind] = {
    "ok": "fine",
    "d'accord": "fine",
    "c bon": "fine",
    "ok c’est clair": "fine",
    "super": "fine",
    "great": "fine",
    "got it": "fine",
    "👍": "fine",
    "d'accord merci": "thanks",
    "ok thank you so much": "thanks",
    "merci beaucoup pour votre réponse !": "thanks",
    "non": "no",
    "non merci": "no",
    "annuler": "no",
    "no thanks": "no",
    "never mind": "no",
    "oui": "yes",
    "oui svp": "yes",
    "yes please": "yes",
    "t nul": "complaint",
    "c'est nul": "complaint",
    "tu n’as pas répondu à ma question": "complaint",
    "you are useless": "complaint",
    "this is not what I asked": "complaint",
    "👎": "complaint",
}


@pytest.mark.parametrize(("text", "kind"), TALK.items())
def test_talk_is_taken_as_what_it_is(text: str, kind: WishKind) -> None:
    """Alone, with nothing but courtesies around it."""
    assert read_wish(text).kind == kind
    assert read_wish(text).is_talk


@pytest.mark.parametrize(
    "text",
    [
        "ok et le budget ?",
        "oui mais qui paie ?",
        "merci, mais l’annexe manque.",
        "non, je parle de la FRA",
        "no, I mean the other network",
        "what more is required?",
        "plus d'argent ?",
        "et après la fin du partenariat, on se consulte ?",
        "combien de jours avant la fin ?",
        "is it useful to evaluate?",
        "Qui résume les conclusions ?",
        "a summary of the evaluation is shared with whom?",
    ],
)
def test_what_asks_something_is_a_question(text: str) -> None:
    """However it begins."""
    assert read_wish(text).kind == "question"


@pytest.mark.parametrize(
    "text",
    [
        *("résume", "tu peux résumer ?", "plus court", "plus simplement stp", "en bref", "c’est trop long", "tl;dr"),
        *("explique avec des mots simples", "résume en deux mots"),
        *("summarise", "in short?", "shorter please", "explain it more simply", "too long"),
    ],
)
def test_a_shorter_form_is_asked_for_in_many_words(text: str) -> None:
    """With courtesies around them."""
    assert read_wish(text).kind == "shorter"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "explique-moi autrement",
            "dis-le autrement stp",
            "tu peux reformuler ?",
            "en d’autres termes ?",
            "autrement dit",
        ),
        *(
            "je n'ai pas compris",
            "J’ai rien compris",
            "je ne comprends toujours pas",
            "ce n’est pas clair",
            "c’est-à-dire ?",
        ),
        *(
            "qu’est-ce que ça veut dire ?",
            "que voulez-vous dire ?",
            "pas compris, plus simplement svp",
            "explique mieux",
        ),
        *("explain it differently", "say it another way please", "can you rephrase that?", "in other words?"),
        *("I don’t understand", "I still don't get it", "not clear", "what do you mean?", "what does that mean?"),
        *("sorry, I’m lost", "put it in different words", "that is unclear, explain better"),
    ],
)
def test_other_words_are_asked_for_in_many_words(text: str) -> None:
    """Also by who only says that it was not understood."""
    assert read_wish(text).kind == "reword"


@pytest.mark.parametrize(
    "text",
    [
        *("que veut dire résiliation ?", "je n’ai pas compris le délai de préavis", "comment faire autrement ?"),
        *("what does early termination mean?", "I don’t understand who signs", "is there another way to end it?"),
    ],
)
def test_what_is_not_understood_may_be_named(text: str) -> None:
    """Then it is a question."""
    assert read_wish(text).kind == "question"


@pytest.mark.parametrize(
    ("text", "about"),
    [
        *(("Dites-m’en plus", ""), ("dis m'en un peu plus svp", ""), ("C’est tout ?", ""), ("plus de détails", "")),
        *(("tell me more", ""), ("yes please tell me more", ""), ("go on", ""), ("tell me more about it", "")),
        *(("plus de détails sur le plaidoyer", "plaidoyer"), ("dis-m’en plus sur l’INCO", "inco")),
        *(
            ("tell me more about the platform", "platform"),
            ("more information on early termination", "early termination"),
        ),
    ],
)
def test_more_is_asked_for_of_the_same_or_of_what_is_named(text: str, about: str) -> None:
    """A pronoun names nothing."""
    wish = read_wish(text)
    assert (wish.kind, wish.about) == ("more", about)


@pytest.mark.parametrize(
    ("text", "kind", "about"),
    [
        *(("et la suivante ?", "next", ""), ("et après ?", "next", ""), ("et la suite ?", "next", "")),
        *(("Et après ça elle fait quoi ?", "next", ""), ("prochaine étape ?", "next", "")),
        *(("the next one", "next", ""), ("and then?", "next", ""), ("what comes next?", "next", "")),
        *(("celui d’avant", "previous", ""), ("et avant ?", "previous", ""), ("the one before", "previous", "")),
        *(
            ("et après le diagnostic ?", "next", "diagnostic"),
            ("après le plan d’action on fait quoi ?", "next", "plan action"),
        ),
        *(
            ("and after the action plan?", "next", "action plan"),
            ("what happens after the diagnosis?", "next", "diagnosis"),
        ),
    ],
)
def test_a_neighbour_is_that_of_the_item_shown_last_or_named(text: str, kind: WishKind, about: str) -> None:
    """In the words that are left without articles and elisions."""
    wish = read_wish(text)
    assert (wish.kind, wish.about) == (kind, about)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        *(
            ("développe le quatrième", 3),
            ("la deuxième", 1),
            ("le 5", 4),
            ("point 3", 2),
            ("le dernier, c’est quoi ?", LAST),
        ),
        *(("donne un exemple pour le quatrième", 3), ("tu peux développer le premier point ?", 0), ("n° 2", 1)),
        *(("the last one", LAST), ("can you expand on the fourth?", 3), ("tell me more about the second", 1)),
        *(("the first one, with an example please", 0), ("what does the third mean?", 2)),
    ],
)
def test_an_item_is_picked_by_its_place(text: str, place: int) -> None:
    """Alone, or with words that ask for nothing but the item."""
    wish = read_wish(text)
    assert (wish.kind, wish.places, wish.picks) == ("item", (place,), True)


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("Quelle est la première étape pour une ville candidate ?", "etape"),
        ("le deuxième, qui s’en occupe ?", "qui"),
        ("who signs the second agreement?", "agreement"),
    ],
)
def test_a_question_about_an_item_says_more_than_its_place(text: str, noun: str) -> None:
    """The noun after the ordinal tells whether an item of the list can be meant."""
    wish = read_wish(text)
    assert (wish.kind, wish.picks) == ("item", False)
    assert wish.noun in (noun, "")
