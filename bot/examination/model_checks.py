"""Examine the models: each is loaded and asked, as its name alone says nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.answering.llm.request import ModelRequest, ModelUnavailable
from bot.container_reports import ReportServices
from bot.examination.finding import DoctorFinding, FaultFound, guarded
from bot.settings import Settings
from index.statement import Statement, state

if TYPE_CHECKING:
    from bot.answering.llm.client import ModelClient

_PING = ModelRequest("Answer with one word.", "Are you there?")


def embedding(container: ReportServices) -> Statement:
    """Return the model's name and sizes, once it has embedded a word. Raise ModelError if it can't be loaded."""
    model = container.library.embeddings
    model.embed_documents(["texte"])
    return state("model.embedding", name=model.name, dimension=model.dimension, window=model.window)


def pair_models(settings: Settings) -> Iterator[DoctorFinding]:
    """Yield a finding for the CrossEncoder that judges entailment, if one is set."""
    from index.library import PairModel

    inference = PairModel(settings.entailment)
    if name := inference.name:
        yield guarded(
            "inference", lambda: state("model.inference", name=name, chance=float(inference.entailment("a", "a")))
        )


def language_model(container: ReportServices) -> Statement:
    """Return the model's name, its place and the seconds to its first word. Raise FaultFound if it writes none."""
    model = container.model
    if model is None:
        return state("model.none")
    seconds = _seconds_to_first_word(model, container.settings.model_timeout)
    place = state("model.here") if model.is_local else state("model.there", address=model.endpoint.destination)
    return state("model.works", name=model.name, place=place, seconds=seconds, choice=_choice(container))


def _seconds_to_first_word(model: ModelClient, timeout: float) -> float:
    started = time.perf_counter()
    try:
        pieces = model.write(_PING, timeout)
        first = next((piece for piece in pieces if piece.text.strip()), None)
    except ModelUnavailable as error:
        remedy = state(f"model_remedy.{error.reason}")
        raise FaultFound(state("model.is_silent", name=model.name, error=str(error), remedy=remedy)) from error
    if first is None:
        raise FaultFound(state("model.is_empty", name=model.name))
    return time.perf_counter() - started


def _choice(container: ReportServices) -> Statement:
    """Tell whether the model chooses passages; with the setting "auto" it is tried now."""
    chooses = container.settings.model_chooses
    if chooses != "auto":
        return state("model.choice_on" if chooses == "on" else "model.choice_off")
    try:
        able = container.try_model()
    except ModelUnavailable as error:
        return state("model.choice_untried", reason=state(f"model_failure.{error.reason}"))
    return state("model.chooses" if able else "model.does_not_choose")
