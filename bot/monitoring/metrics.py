"""The figures in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.monitoring.counters import Counters
from bot.monitoring.state import QueueState
from bot.storage.transactions import StorageError


class Figures(Collector):
    """Collects what the process counted and what `state` reads; without a database, what the process counted.

    `token_limit` is the model's tokens a day; 0 means no limit.
    """

    def __init__(self, counters: Counters, state: Callable[[], QueueState], token_limit: int) -> None:
        self._counters, self._state, self._token_limit = counters, state, token_limit

    def collect(self) -> Iterator[Metric]:
        """Yield all figures."""
        yield from self._counted()
        try:
            state = self._state()
        except StorageError:
            yield GaugeMetricFamily("relais_database_up", "1 if the database can be read.", 0)
            return
        yield GaugeMetricFamily("relais_database_up", "1 if the database can be read.", 1)
        yield from _waiting(state)
        yield GaugeMetricFamily("relais_model_tokens_today", "Tokens that the language model took today.", state.tokens)
        yield GaugeMetricFamily(
            "relais_model_tokens_limit", "Tokens that it may take a day; 0: any number.", self._token_limit
        )

    def _counted(self) -> Iterator[Metric]:
        counters = self._counters
        answers = CounterMetricFamily("relais_answers", "Answers since the start.", labels=["outcome", "language"])
        for (outcome, language), number in sorted(counters.answers.items()):
            answers.add_metric([outcome, language], number)
        yield answers
        latency = HistogramMetricFamily("relais_answer_seconds", "Seconds to find and word an answer.")
        latency.add_metric([], counters.cumulative(), counters.seconds)
        yield latency
        yield CounterMetricFamily("relais_flood_waits", "Calls that Telegram put off.", counters.floods)
        yield CounterMetricFamily("relais_flood_wait_seconds", "Seconds that it asked to wait.", counters.flood_seconds)


def _waiting(state: QueueState) -> Iterator[Metric]:
    yield GaugeMetricFamily("relais_updates_waiting", "Updates that were received and not finished.", state.updates)
    yield GaugeMetricFamily("relais_oldest_update_seconds", "Age of the oldest of them.", state.oldest_seconds)
    outbox = GaugeMetricFamily("relais_outbox_messages", "Messages in the outbox.", labels=["state"])
    for name, number in state.outbox.items():
        outbox.add_metric([name], number)
    yield outbox
    failed = GaugeMetricFamily("relais_outbox_failed", "Messages of 30 days that were not sent.", labels=["reason"])
    for reason, number in sorted(state.failures.items()):
        failed.add_metric([reason], number)
    yield failed


def exposition(figures: Figures) -> bytes:
    """Return the figures as Prometheus reads them (text format 0.0.4)."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(figures)
    return generate_latest(registry)
