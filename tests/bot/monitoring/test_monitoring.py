"""What can be watched: figures and health over HTTP on loopback, without anything about a person."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.container import Container
from bot.errors import SettingsError
from bot.monitoring.counters import BUCKETS, Counters
from bot.monitoring.http_server import serving as http_serving
from bot.settings import Settings, read_settings
from bot.storage.consultations import Consultation
from bot.storage.outbox import Outbox
from bot.storage.outgoing_messages import OutgoingMessage
from bot.storage.update_journal import UpdateJournal
from index.library import Library
from tests.support.botapi import BotApiServer, Person
from tests.support.botapi.fixtures import botapi, person
from tests.support.small_disk import small_disk
from tests.support.telegram_application import QUICK, served, settings_for

__all__ = ["botapi", "person"]

Samples = dict[tuple[str, tuple[str, ...]], float]


def fetched(address: tuple[str, int], path: str) -> tuple[int, str]:
    """Return the status and the body of an answer."""
    try:
        with urllib.request.urlopen(f"http://{address[0]}:{address[1]}{path}") as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def samples(text: str) -> Samples:
    """Return the figures by name and the values of their labels, these in the order of their names."""
    found = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {(sample.name, tuple(sample.labels.values())): sample.value for sample in found}


def figures_of(container: Container) -> Samples:
    """Return the text that /metrics serves."""
    from bot.monitoring.metrics import exposition

    return samples(exposition(container.figures()).decode())


@pytest.mark.asyncio
@pytest.mark.timeout(180)
async def test_a_running_bot_shows_its_figures_and_its_health(
    botapi: BotApiServer, library: Library, person: Person, tmp_path: Path
) -> None:
    """Answers by outcome and language, their time, the waits that Telegram asked for; no id, no word."""
    settings = settings_for(botapi, tmp_path, monitoring_listen="127.0.0.1:0")
    container = Container(settings, library=library, delivery_retry=QUICK)
    async with served(container) as application:
        with container.monitored(application.is_receiving) as address:
            assert address is not None
            botapi.fail("sendMessage", 1, "429")
            await person.say("Qui assure le suivi des mesures correctives ?")
            await person.wait_reply(60)
            await asyncio.sleep(0.5)
            status, text = await asyncio.to_thread(fetched, address, "/metrics")
            healthy = await asyncio.to_thread(fetched, address, "/healthz")
            nothing = await asyncio.to_thread(fetched, address, "/other")
    found = samples(text)
    assert (status, nothing[0]) == (200, 404)
    assert found["relais_answers_total", ("fr", "answered")] == 1
    assert found["relais_answer_seconds_count", ()] == found["relais_answer_seconds_bucket", ("+Inf",)] == 1
    assert found["relais_flood_waits_total", ()] == 1
    assert found["relais_flood_wait_seconds_total", ()] == 1
    assert found["relais_updates_waiting", ()] == 0
    assert healthy[0] == 200
    assert json.loads(healthy[1]) == dict.fromkeys(("status", "disk", "database", "index", "receiving"), "ok")
    assert [word for word in (str(person.id), "mesures", botapi.token) if word in text + healthy[1]] == []


def test_what_waits_and_what_has_failed_is_counted(library: Library, tmp_path: Path) -> None:
    """Also what another process has put there; the tokens of the day beside their limit."""
    settings = Settings(home=tmp_path, model="openai:x", model_tokens_per_day=500)
    with Container(settings, library=library) as container:
        UpdateJournal(container.database).record(1, "{}")
        outbox = Outbox(container.database)
        for address in ("1", "2"):
            outbox.add(OutgoingMessage(address, "fr", "{}", "x"))
        claim = outbox.claim()
        assert claim is not None
        outbox.failed(claim.id, "blocked")
        found = figures_of(container)
    assert found["relais_updates_waiting", ()] == 1
    assert found["relais_oldest_update_seconds", ()] >= 0
    assert found["relais_outbox_messages", ("waiting",)] == 1
    assert found["relais_outbox_failed", ("blocked",)] == 1
    assert (found["relais_model_tokens_today", ()], found["relais_model_tokens_limit", ()]) == (0, 500)


def test_without_a_database_the_process_still_shows_what_it_counted(library: Library, tmp_path: Path) -> None:
    """And that it has none; the health names the part that fails."""
    with Container(Settings(home=tmp_path), library=library) as container:
        container.counters.count(Consultation("a", "en", "?", "closest", "!", latency={"total": 40}))
        container.database.close()
        found, health = figures_of(container), container.health(lambda: True)
    assert found["relais_answers_total", ("en", "closest")] == 1
    assert found["relais_database_up", ()] == 0
    assert ("relais_updates_waiting", ()) not in found
    assert health == {"disk": True, "database": False, "index": True, "receiving": True}


def test_a_full_disk_is_no_health(library: Library, tmp_path: Path) -> None:
    """A probe learns it before people do."""
    with small_disk(tmp_path / "disk", 8) as disk, Container(Settings(home=disk.home), library=library) as container:
        assert container.health(lambda: True)["disk"]
        disk.fill()
        assert not container.health(lambda: True)["disk"]
        with http_serving("127.0.0.1:0", lambda: b"", lambda: container.health(lambda: True)) as address:
            status, body = fetched(address, "/healthz")
    assert (status, json.loads(body)["status"], json.loads(body)["disk"]) == (503, "failed", "failed")


def test_a_time_is_counted_in_its_bucket_and_all_above() -> None:
    """On a bound it belongs to the lower one."""
    counters = Counters()
    for milliseconds in (100, 101, 60_000):
        counters.count(Consultation("a", "fr", "?", "answered", "!", latency={"total": milliseconds}))
    found = dict(counters.cumulative())
    assert (found["0.05"], found["0.1"], found["0.2"], found[str(BUCKETS[-1])], found["+Inf"]) == (0, 1, 2, 2, 3)


def test_it_is_off_by_default_and_on_loopback_alone(tmp_path: Path) -> None:
    """An address that others reach is refused with what is allowed; a taken port names the setting."""
    nowhere = tmp_path / ".env"
    assert read_settings({}, nowhere).monitoring_listen == ""
    with pytest.raises(SettingsError, match=r"RELAIS_MONITORING_LISTEN is .0\.0\.0\.0:9464."):
        read_settings({"RELAIS_MONITORING_LISTEN": "0.0.0.0:9464"}, nowhere)
    with http_serving("127.0.0.1:0", lambda: b"", dict) as (host, port):
        taken = http_serving(f"{host}:{port}", lambda: b"", dict)
        with pytest.raises(SettingsError, match="Name a free port") as raised:
            taken.__enter__()
    assert raised.value.setting == "monitoring_listen"
