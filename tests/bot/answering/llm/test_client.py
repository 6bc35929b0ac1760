"""The client: one text, within the time limit, whatever the server does."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answering.llm import client as module
from bot.answering.llm.budget import MeteredModel, TokenLimits
from bot.answering.llm.client import ModelClient
from bot.answering.llm.endpoint import Endpoint
from bot.answering.llm.request import ModelChunk, ModelRequest, ModelUnavailable
from bot.container import Container
from bot.errors import SettingsError
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.model_usage import ModelUsage
from tests.support.modelapi.server import ModelServer
from tests.support.modelapi.turns import Drops, Endless, Fails, Plain, Says, Stalls

ASKED = ModelRequest("Be brief.", "Who decides?")
PATIENT = 60.0  # seconds: a busy machine must not end what is not about time
SCHEMA = {"title": "claims", "description": "x", "type": "object", "properties": {"claims": {"type": "array"}}}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave hardly a pause between attempts."""
    monkeypatch.setattr(module, "RETRY", replace(module.RETRY, first=0.01))


def write(client: ModelClient, request: ModelRequest = ASKED, seconds: float = PATIENT) -> str:
    """Return the whole text."""
    return "".join(piece.text for piece in client.write(request, seconds))


def reason(client: ModelClient, seconds: float = PATIENT) -> str:
    """Return the reason for which the model gave nothing."""
    with pytest.raises(ModelUnavailable) as caught:
        write(client, seconds=seconds)
    return caught.value.reason


def test_the_text_comes_in_pieces(client: ModelClient, modelapi: ModelServer) -> None:
    """As they are written, the tokens with the last of them."""
    modelapi.plays(Says("The signed agreement.", tokens=33))
    pieces = list(client.write(ASKED, PATIENT))
    assert "".join(piece.text for piece in pieces) == "The signed agreement."
    assert sum(piece.tokens for piece in pieces) == 33
    assert len([piece for piece in pieces if piece.text]) > 1
    assert modelapi.requests[0]["temperature"] == 0


def test_a_structured_text_comes_in_pieces_too(client: ModelClient, modelapi: ModelServer) -> None:
    """Nothing between here and the server waits for its end."""
    modelapi.plays(Stalls('{"claims": ['))
    pieces = client.write(ModelRequest("s", "u", SCHEMA), PATIENT)
    assert next(piece.text for piece in pieces if piece.text) == '{"claims": ['


@pytest.mark.parametrize("turn", [Fails(429), Fails(500), Fails(503, retry_after=0.01), Drops()])
def test_what_passes_is_tried_again(client: ModelClient, modelapi: ModelServer, turn: Fails | Drops) -> None:
    """A flood, a fault, a connection that is reset before anything was written."""
    modelapi.plays(turn, turn, Says("Yes."))
    assert (write(client), len(modelapi.requests)) == ("Yes.", 3)


def test_patience_ends(client: ModelClient, modelapi: ModelServer) -> None:
    """After three attempts, or at once if the server asks for more time than there is."""
    modelapi.plays(Fails(500))
    assert (reason(client), len(modelapi.requests)) == ("unreachable", 3)
    modelapi.plays(Fails(429, retry_after=600))
    assert (reason(client), len(modelapi.requests)) == ("unreachable", 1)


def test_a_refusal_is_not_tried_again(client: ModelClient, modelapi: ModelServer) -> None:
    """A wrong key stays wrong."""
    modelapi.plays(Fails(401))
    assert (reason(client), len(modelapi.requests)) == ("refused", 1)


def test_a_server_without_structured_answers_is_asked_plainly(client: ModelClient, modelapi: ModelServer) -> None:
    """And from then on at once."""
    modelapi.plays(Plain(Says("[]")))
    wanted = ModelRequest("s", "u", SCHEMA)
    assert write(client, wanted) == "[]"
    before = len(modelapi.requests)
    assert write(client, wanted) == "[]"
    assert (len(modelapi.requests) - before, modelapi.requests[0]["response_format"]["type"]) == (1, "json_schema")


@pytest.mark.parametrize(
    ("turn", "why"), [(Stalls(), "timeout"), (Stalls("Half an an"), "timeout"), (Endless("On "), "timeout")]
)
def test_nothing_lasts_longer_than_it_may(
    client: ModelClient, modelapi: ModelServer, turn: Stalls | Endless, why: str
) -> None:
    """A silent server, one that falls silent, one that never ends."""
    modelapi.plays(turn)
    assert reason(client, seconds=0.6) == why


def test_a_text_that_breaks_off_is_not_written_twice(client: ModelClient, modelapi: ModelServer) -> None:
    """Its pieces were already taken."""
    modelapi.plays(Drops("The signed"))
    assert (reason(client), len(modelapi.requests)) == ("cut", 1)


def test_a_person_can_stop_it(client: ModelClient, modelapi: ModelServer) -> None:
    """At once, without a mark against the model."""
    modelapi.plays(Stalls("The"))
    stop = threading.Event()
    pieces = client.write(ASKED, 30, stop.is_set)
    assert next(pieces).text == "The"
    stop.set()
    with pytest.raises(ModelUnavailable, match="stopped"):
        next(pieces)


def test_a_failing_model_is_left_alone_for_a_while(client: ModelClient, modelapi: ModelServer) -> None:
    """After three failures it is not asked; after the rest it is, and a success ends the matter."""
    modelapi.plays(Stalls())
    assert [reason(client, seconds=0.05) for _ in range(4)] == ["timeout"] * 3 + ["resting"]
    modelapi.plays(Says("Back."))
    time.sleep(0.35)
    assert (write(client), write(client)) == ("Back.", "Back.")


def test_a_providers_key_never_goes_to_another_server(modelapi: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the key that is set for Relais does."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-for-openai-alone")
    modelapi.plays(Says("Yes."))
    endpoint = Endpoint("openai", "scripted", modelapi.base_url)
    write(ModelClient(endpoint))
    write(ModelClient(endpoint, "mine"))
    assert modelapi.keys == ["none", "mine"]


def test_address_and_key_are_for_their_own_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge at another provider is asked there; one at the same provider where the model is."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-for-openai-alone")
    settings = Settings.model_validate({"model_base_url": "http://127.0.0.1:9/v1", "model_key": "theirs"})
    elsewhere = settings.model_copy(update={"model": "mistralai:small"})
    near = settings.model_copy(update={"model": "openai:small"})
    judges = [Container(each).model_named("openai:judge") for each in (elsewhere, near, settings)]
    assert [judge.endpoint.base_url for judge in judges] == ["", near.model_base_url, near.model_base_url]


@pytest.mark.parametrize(
    ("setting", "environ", "said"),
    [
        ("groq:llama", {}, r"-m pip install langchain-groq"),
        ("nobody:nothing", {}, r"provider that LangChain knows, such as openai, anthropic"),
        ("openai:gpt", {}, r"put it here, or into OPENAI_API_KEY"),
        ("anthropic:claude", {"ANTHROPIC_API_KEY": ""}, r"or into ANTHROPIC_API_KEY"),
        ("google:gemini", {}, r"google_genai:gemini needs a key: .* GOOGLE_API_KEY or GEMINI_API_KEY"),
        ("openai:gpt", {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://other"}, r"OPENAI_BASE_URL is set and would"),
        ("mistral:small", {"MISTRAL_API_KEY": "k", "MISTRAL_BASE_URL": "http://other"}, r"unset it for Relais, or put"),
    ],
)
def test_a_model_that_cannot_be_had_says_what_to_do(setting: str, environ: dict[str, str], said: str) -> None:
    """A missing package or key, an unknown provider, a variable that would lead elsewhere than /privacy says."""
    with pytest.raises(SettingsError, match=said):
        ModelClient(Endpoint.of(setting), environ=environ)


def test_what_stays_here_goes_through_no_proxy(modelapi: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that is set for the rest of the network would carry it off this machine."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")
    modelapi.plays(Says("Yes."))
    assert write(ModelClient(Endpoint("openai", "proxied", modelapi.base_url))) == "Yes."


class Scripted:
    """A model that takes as many tokens as it is told to."""

    name, is_local = "scripted:model", True

    def __init__(self, tokens: int) -> None:
        self.tokens = tokens

    def write(self, request: ModelRequest, seconds: float, is_cancelled: object = None) -> Iterator[ModelChunk]:
        """Write one word."""
        yield ModelChunk("Yes.", self.tokens)


def test_the_budget_ends_for_a_chat_and_for_the_day(tmp_path: Path) -> None:
    """Before anything is sent; another chat still has its own until the day's is spent."""
    usage = ModelUsage(open_database(tmp_path / "relais.db"))
    limits = TokenLimits(day=4 * ASKED.estimate, chat=2 * ASKED.estimate)

    def ask(chat: str) -> str:
        model = MeteredModel(Scripted(ASKED.estimate), usage, limits, chat)
        try:
            return "".join(piece.text for piece in model.write(ASKED, 1))
        except ModelUnavailable as error:
            return error.reason

    assert [ask(chat) for chat in "aaabbbc"] == ["Yes.", "Yes.", "budget", "Yes.", "Yes.", "budget", "budget"]


def test_the_budget_counts_what_was_taken(tmp_path: Path) -> None:
    """Not what was set aside: the provider's count where it gives one, else an estimate; and it forgets old days."""
    usage = ModelUsage(open_database(tmp_path / "relais.db"))
    usage.reserve("2020-01-01", "old", 7, 0, 0)
    for tokens in (30, 0):
        list(MeteredModel(Scripted(tokens), usage, TokenLimits(), "chat").write(ASKED, 1))
    today = datetime.now(UTC).date().isoformat()
    read = (len(ASKED.system) + len(ASKED.user)) // 3
    assert (usage.taken(today), usage.taken("2020-01-01")) == (30 + read + 1, 0)
