"""What a stranger reads of their request for access."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.container import Container
from bot.domain.access.requests import LONGEST_MESSAGE, MOST_MESSAGES
from bot.domain.chat import Chat
from bot.replies.reply import Reply, unpack
from bot.replies.texts import say
from bot.settings import Settings
from bot.storage.outgoing_messages import DeliveryReceipt
from corpus.language import LANGUAGES, Language
from tests.support.cases import ManualClock
from tests.support.staff_service import scripted_container


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_reads_which_messages_are_kept(tmp_path: Path, language: Language) -> None:
    """The first ones are; one too many and the end of a long one are not, and both is said."""
    stranger = Chat("e5" * 12, hint=language, person="e5" * 12, address="77", role="stranger")
    limits = {"most": MOST_MESSAGES, "longest": LONGEST_MESSAGE}
    with scripted_container(Settings(home=tmp_path, access="approval"), ManualClock()) as container:
        talk, requests = container.conversation, container.access_control.requests
        assert say(language, "admission.greeting") in talk.start(stranger).plain
        talk.ask(stranger, "q1", identity=1)
        (request,) = requests.pending()
        long = talk.ask(stranger, "q" * (LONGEST_MESSAGE + 1), identity=2).plain
        assert say(language, "admission.cut", **limits) in long
        talk.ask(stranger, "q3", identity=3)
        full = talk.ask(stranger, "q4", identity=4).plain
        assert full == say(language, "admission.full", number=request.number, **limits)
        greeting = talk.start(stranger).plain
        state = say(language, "admission.undecided", number=request.number, count=MOST_MESSAGES, most=MOST_MESSAGES)
        assert (state in greeting, say(language, "admission.greeting") in greeting) == (True, False)
        container.access_decisions.decide("console", "", request.number, admit=False)
        assert say(language, "admission.declined") in talk.start(stranger).plain


def shown(container: Container) -> Reply:
    """Return the last message about a request that was put into the outbox."""
    with container.database.read() as db:
        row = db.select("outbox", "reference LIKE 'access:%' AND content <> ''", (), order_by="id")[-1]
    return unpack(row["language"], row["content"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("has_arrived", [True, False])
def test_what_a_stranger_writes_stands_on_the_card(tmp_path: Path, language: Language, has_arrived: bool) -> None:
    """Their messages redacted, their introduction as it is; a later one is added, and a stop takes messages away."""
    settings = Settings(home=tmp_path, access="approval", admins="9")  # type: ignore[arg-type]  # read as a secret
    stranger = Chat("e5" * 12, hint=language, person="e5" * 12, address="77", role="stranger")
    with scripted_container(settings, ManualClock()) as container:
        container.chat_languages.set(container.keys.key("9"), language, pinned=True)
        container.outbox.listen("access:", container.request_cards.record)
        talk = container.conversation
        talk.ask(stranger, "Qui paie ? Je m’appelle Fatou Traoré, 76 12 34 56", identity=1)
        if has_arrived:
            arrived(container)
        quotes = [part.text for part in shown(container).paragraphs if part.style == "quote"]
        assert len(quotes) == 1
        assert ("Qui paie ?" in quotes[0], "Traoré" in quotes[0], "76 12" in quotes[0]) == (True, False, False)
        talk.command(stranger, "access", "Fatou Traoré, ONG Espoir")
        told = say(language, "admission.card_introduction", text="Fatou Traoré, ONG Espoir")
        assert told in shown(container).plain
        talk.command(stranger, "access", "Fatou, ONG Paix")
        talk.ask(stranger, "Et les audits ?", identity=2)
        assert ("ONG Paix" in shown(container).plain, "audits" in shown(container).plain) == (True, True)
        assert "ONG Paix" in talk.command(Chat("k", language, role="admin"), "requests").plain
        talk.stop(stranger)
        assert ("ONG Paix" in shown(container).plain, "audits" in shown(container).plain) == (True, False)
        people = talk.ask(stranger, "Awa Diop 9 ans\nMoussa Traoré 8 ans\nFatou Ba 7 ans", identity=3).plain
        assert people == say(language, "smalltalk.people")
        with container.database.read() as db:
            assert db.count("access_cards", "failed = 0") == 1


INTRODUCTIONS: tuple[tuple[Language, str], ...] = (
    ("fr", "Idriss Kaboré"),
    ("fr", "Oumar Diallo, association Faso Jeunes, je voudrais l'accès svp"),
    ("fr", "Bonjour, je m’appelle Awa Traoré"),
    ("fr", "Puis-je avoir l’accès ?"),
    ("en", "Fatou Traoré"),
    ("en", "John Smith, NGO Hope"),
    ("en", "Hello, I would like access please"),
)


@pytest.mark.parametrize("is_asked", [True, False])
@pytest.mark.parametrize(("language", "text"), INTRODUCTIONS)
def test_who_introduces_themself_in_a_message_is_shown_by_name(
    tmp_path: Path, language: Language, text: str, is_asked: bool
) -> None:
    """After /access or without it; the words are no question that is answered later."""
    settings = Settings(home=tmp_path, access="approval", admins="9")  # type: ignore[arg-type]  # read as a secret
    stranger = Chat("e5" * 12, hint=language, person="e5" * 12, address="77", role="stranger")
    with scripted_container(settings, ManualClock()) as container:
        container.chat_languages.set(container.keys.key("9"), language, pinned=True)
        if is_asked:
            container.conversation.command(stranger, "access")
        reply = container.conversation.ask(stranger, text, identity=1)
        (request,) = container.access_control.requests.pending()
        assert (request.introduction, request.messages) == (text, ())
        assert say(language, "admission.introduced", number=request.number) in reply.plain
        assert say(language, "admission.card_introduction", text=text) in shown(container).plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_who_was_asked_who_they_are_may_ask_first(tmp_path: Path, language: Language) -> None:
    """A question is kept as one; the words after it introduce, and others replace them."""
    stranger = Chat("e5" * 12, hint=language, person="e5" * 12, address="77", role="stranger")
    with scripted_container(Settings(home=tmp_path, access="approval"), ManualClock()) as container:
        talk, requests = container.conversation, container.access_control.requests
        talk.command(stranger, "access")
        talk.ask(stranger, "Qui paie l’audit ?", identity=1)
        talk.ask(stranger, "idriss kaboré", identity=2)
        (request,) = requests.pending()
        assert (request.introduction, len(request.messages)) == ("idriss kaboré", 1)
        replaced = talk.command(stranger, "access", "Fatou, ONG Paix")
        assert say(language, "admission.reintroduced", number=request.number) in replaced.plain
        assert [one.introduction for one in requests.pending()] == ["Fatou, ONG Paix"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["bonjour", "Bonjour à tous !", "hello", "merci", "ok"])
def test_a_greeting_of_a_stranger_is_no_request(tmp_path: Path, language: Language, text: str) -> None:
    """They read how to ask for access, or how their request stands."""
    stranger = Chat("e5" * 12, hint=language, person="e5" * 12, address="77", role="stranger")
    with scripted_container(Settings(home=tmp_path, access="approval"), ManualClock()) as container:
        talk, requests = container.conversation, container.access_control.requests
        assert talk.ask(stranger, text, identity=1).plain == say(language, "admission.greeting")
        assert requests.pending() == []
        talk.ask(stranger, "Qui paie l’audit ?", identity=2)
        (request,) = requests.pending()
        assert request.number in talk.ask(stranger, text, identity=3).plain
        assert [len(one.messages) for one in requests.pending()] == [1]


def arrived(container: Container) -> None:
    """Have the card of the request arrive."""
    with container.database.read() as db:
        sent = db.select("access_cards", "1 = 1", ())[0]["outgoing"]
    container.request_cards.record(DeliveryReceipt(sent, "access:x:card", "sent", messages=(70,)))


@pytest.mark.parametrize(
    ("language", "told", "wish", "left"),
    [
        ("en", "I'm Stella Mbeki, Green Hands, tel 70 11 22 33", "sorry forget that phone number please", True),
        ("fr", "Je suis Awa Traoré, ONG Espoir, tél 76 12 34 56", "pardon, effacez mon numéro svp", True),
        ("fr", "Je suis Awa Traoré, ONG Espoir", "oubliez ce que j’ai écrit", False),
        ("en", "I'm Stella Mbeki, Green Hands", "forget that", False),
    ],
)
def test_a_stranger_takes_back_what_they_told_of_themself(
    tmp_path: Path, language: Language, told: str, wish: str, left: bool
) -> None:
    """The cards lose it, and the wish is no message that is kept."""
    settings = Settings(home=tmp_path, access="approval", admins="9")  # type: ignore[arg-type]  # read as a secret
    stranger = Chat("e5" * 12, hint=language, person="e5" * 12, address="77", role="stranger")
    with scripted_container(settings, ManualClock()) as container:
        talk, requests = container.conversation, container.access_control.requests
        talk.command(stranger, "access", told)
        talk.ask(stranger, wish, identity=2)
        (request,) = requests.pending()
        assert request.introduction == (told.rpartition(",")[0] if left else "")
        assert request.messages == ()


@pytest.mark.parametrize(
    "text",
    [
        *("allo ?", "Allô !", "hello?", "anyone there?", "il y a quelqu’un ?"),
        "oui",
    ],
)
def test_whoever_knocks_uses_no_place(tmp_path: Path, text: str) -> None:
    """It asks nothing that could be answered later."""
    stranger = Chat("e5" * 12, hint="fr", person="e5" * 12, address="77", role="stranger")
    with scripted_container(Settings(home=tmp_path, access="approval"), ManualClock()) as container:
        talk, requests = container.conversation, container.access_control.requests
        talk.ask(stranger, "Qui paie ?", identity=1)
        talk.ask(stranger, text, identity=2)
        assert [one.text for one in requests.pending()[0].messages] == ["Qui paie ?"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("en", text) for text in ("cancel", "forget that")),
        *(("fr", text) for text in ("annuler", "non, j’ai changé d’avis")),
    ],
)
def test_a_stranger_who_calls_off_reads_what_was_erased(tmp_path: Path, language: Language, text: str) -> None:
    """The messages that were kept for them are; the request is not, and in a group nothing is touched."""
    stranger = Chat("e5" * 12, hint=language, person="e5" * 12, address="77", role="stranger")
    group = Chat("a1" * 12, hint=language, person=stranger.person, is_private=False, role="stranger")
    with scripted_container(Settings(home=tmp_path, access="approval"), ManualClock()) as container:
        talk, requests = container.conversation, container.access_control.requests
        assert talk.ask(stranger, text, identity=1).plain != say(language, "clarify.cancelled")
        assert requests.pending() == []
        talk.ask(stranger, "Qui paie l’audit ?", identity=2)
        talk.ask(group, text, identity=3)
        (request,) = requests.pending()
        assert [one.text for one in request.messages] == ["Qui paie l’audit ?"]
        erased = say(language, "admission.called_off", number=request.number)
        assert talk.ask(stranger, text, identity=4).plain == erased
        assert [one.messages for one in requests.pending()] == [()]
        assert talk.ask(stranger, text, identity=5).plain != erased


@pytest.mark.parametrize(("language", "text"), [("en", "never mind"), ("fr", "laisse tomber"), ("fr", "/stop")])
def test_a_safe_word_of_a_stranger_erases_and_says_nothing_of_it(tmp_path: Path, language: Language, text: str) -> None:
    """Others may read along."""
    stranger = Chat("e5" * 12, hint=language, person="e5" * 12, address="77", role="stranger")
    with scripted_container(Settings(home=tmp_path, access="approval"), ManualClock()) as container:
        talk, requests = container.conversation, container.access_control.requests
        talk.ask(stranger, "Qui paie l’audit ?", identity=1)
        assert talk.ask(stranger, text, identity=2).plain == say(language, "stop.done")
        assert [one.messages for one in requests.pending()] == [()]


def test_a_request_and_an_invitation_bring_one_welcome(tmp_path: Path) -> None:
    """That of the code; what was kept is answered."""
    stranger = Chat("e5" * 12, hint="fr", person="e5" * 12, address="77", role="stranger")
    with scripted_container(Settings(home=tmp_path, access="approval"), ManualClock()) as container:
        talk = container.conversation
        talk.ask(stranger, "Qui paie ?", identity=1)
        code = container.access_control.invite("console", "everyone", 7)
        assert say("fr", "welcome.everyone") in talk.start(stranger, code).plain
        talk.tick()
        with container.database.read() as db:
            rows = db.select("outbox", "address = '77'", [], order_by="id")
        assert [row["quotes"] for row in rows] == [1]
