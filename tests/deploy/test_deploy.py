"""Every path, command, port, setting and version that the files in `deploy/` name is one of the project."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from dotenv import dotenv_values

from bot.cli.main import main
from bot.settings import PREFIX, Settings, read_settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
_SETTING = re.compile(rf"\b{PREFIX}([A-Z_0-9]+)")
_COMMAND = re.compile(r"(?:^|[ `]|bin/)relais ((?:[a-z-]+ ?)+)")


def text(name: str) -> str:
    """Return the text of a file in `deploy/`."""
    return (DEPLOY / name).read_text(encoding="utf-8")


def compose() -> dict[str, Any]:
    """Return the compose file as it is read, its references resolved and its variables left."""
    loaded: dict[str, Any] = yaml.safe_load(text("compose.yaml"))
    return loaded


def bots() -> dict[str, dict[str, Any]]:
    """Return the services that run the bot."""
    return {name: service for name, service in compose()["services"].items() if service["image"] == "relais"}


def environment(service: dict[str, Any]) -> dict[str, str]:
    """Return the environment of a service, its variables filled in."""
    values = {"POSTGRES_PASSWORD": "word", "DOMAIN": "bot.example.org"}
    return {
        key: re.sub(r"\$\{(\w+):\?[^}]+\}", lambda found: values[found[1]], value)
        for key, value in service["environment"].items()
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_exists(path: Path) -> None:
    """By its name."""
    named = {name.lower() for name in _SETTING.findall(path.read_text(encoding="utf-8"))}
    assert named - set(Settings.model_fields) == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_exists(path: Path) -> None:
    """Of `relais`, with its groups."""
    for words in _COMMAND.findall(path.read_text(encoding="utf-8")):
        command: click.Command | None = main
        for word in words.split():
            assert isinstance(command, click.Group), words
            command = command.commands.get(word)
            assert command is not None, words


def test_the_settings_of_the_bots_are_good_and_share_one_index() -> None:
    """With what the example leaves to be filled in."""
    example = {key: value or "" for key, value in dotenv_values(DEPLOY / "relais.env.example").items()}
    for service in bots().values():
        settings = read_settings(example | environment(service), Path("/nowhere"))
        assert settings.database_url.get_secret_value() and settings.chroma_url and settings.secret_key_file
        assert settings.telegram_webhook_url == "https://bot.example.org/relais"


def test_the_example_holds_no_secret() -> None:
    """What is one is left empty."""
    held = dotenv_values(DEPLOY / "relais.env.example")
    secrets = [key for key in held if re.search("PASSWORD|TOKEN|KEY|STAFF|ADMINS|CHAT|DOMAIN", key)]
    assert secrets and not any(held[key] for key in secrets)


def test_the_bots_are_equal_but_for_their_copies() -> None:
    """Two of them, and no volume is used by both."""
    held = bots()
    volumes = [service["volumes"] for service in held.values()]
    assert len(held) == len({str(one) for one in volumes}) == 2
    assert len({str({**service, "volumes": []}) for service in held.values()}) == 1


def test_servers_and_ports_are_those_that_the_bots_are_told() -> None:
    """Each host is a service in a network of theirs; the proxy passes the webhook to the port that they listen on."""
    services, (one, *_) = compose()["services"], bots().values()
    given = environment(one)
    for setting, port in (("RELAIS_DATABASE_URL", 5432), ("RELAIS_CHROMA_URL", 8000)):
        found = re.search(r"//(?:\w+@)?(\w+):(\d+)", given[setting])
        assert found and int(found[2]) == port
        assert set(services[found[1]]["networks"]) <= set(one["networks"])
        assert "ports" not in services[found[1]]
    assert "/dev/tcp/127.0.0.1/8000" in str(services["chroma"]["healthcheck"])
    listen = given["RELAIS_TELEGRAM_WEBHOOK_LISTEN"].rpartition(":")[2]
    (upstreams,) = re.findall(r"reverse_proxy (.+) \{", text("Caddyfile"))
    assert upstreams.split() == [f"{name}:{listen}" for name in bots()]
    assert set(services["proxy"]["networks"]) & set(one["networks"])
    path = given["RELAIS_TELEGRAM_WEBHOOK_URL"].partition("example.org")[2]
    assert f"handle {path} {{" in text("Caddyfile")


def test_every_service_has_a_healthcheck() -> None:
    """The bots' is in the image; it asks the address at which they are set to answer."""
    dockerfile = text("Dockerfile")
    missing = [name for name, service in compose()["services"].items() if "healthcheck" not in service]
    assert missing == list(bots())
    (listen,) = re.findall(r"RELAIS_MONITORING_LISTEN=(\S+)", dockerfile)
    assert f"http://{listen}/healthz" in dockerfile


def test_volumes_networks_and_secrets_are_declared() -> None:
    """And none is declared that nobody uses."""
    whole = compose()
    services = whole["services"].values()
    named = [volume.partition(":")[0] for service in services for volume in service.get("volumes", [])]
    assert {name for name in named if not name.startswith(".")} == set(whole["volumes"])
    assert {name for service in services for name in service["networks"]} == set(whole["networks"])
    assert {name for service in services for name in service.get("secrets", [])} == set(whole["secrets"])
    assert whole["networks"]["inside"] == {"internal": True}
    assert all(f"/run/secrets/{name}" in text("compose.yaml") for name in whole["secrets"])


def test_every_path_exists() -> None:
    """Of what the image is made from, what is mounted, and what the unit starts."""
    copied = [word for line in re.findall(r"^COPY (?!--)(.+)$", text("Dockerfile"), re.M) for word in line.split()[:-1]]
    assert copied and all((ROOT / path).exists() for path in copied)
    kept = re.findall(r"^!(.+)$", text("Dockerfile.dockerignore"), re.M)
    assert set(copied) == set(kept)
    for service in compose()["services"].values():
        mounted = [volume.split(":")[0] for volume in service.get("volumes", []) if volume.startswith(".")]
        assert all((DEPLOY / path).exists() for path in mounted)
    assert {
        str((DEPLOY / one["build"]["context"] / one["build"]["dockerfile"]).resolve()) for one in bots().values()
    } == {str(DEPLOY / "Dockerfile")}
    assert "VENV := .venv" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "/.venv/bin/relais run" in text("relais.service")


def test_versions_are_pinned() -> None:
    """No image moves by itself; the Chroma server has the version of the client."""
    images = [one["image"] for one in compose()["services"].values() if one["image"] != "relais"]
    images += re.findall(r"^FROM (\S+)", text("Dockerfile"), re.M)
    assert all(re.search(r":\d+\.\d+(\.\d+)?\b", image) for image in images)
    (client,) = re.findall(r"^chromadb==(.+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.M)
    assert f"chromadb/chroma:{client}" in images


def test_the_image_runs_as_an_ordinary_user() -> None:
    """From its last stage on, and without what an ordinary user doesn't need."""
    last = text("Dockerfile").rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.M) and last.index("USER") < last.index("ENTRYPOINT")
    for service in bots().values():
        assert service["cap_drop"] == ["ALL"] and service["read_only"]


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    """As far as it can be told where the program is not installed."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed")
    unit = tmp_path / "relais.service"
    unit.write_text(text("relais.service").replace("/opt/relais/.venv/bin/relais", "/bin/true"), encoding="utf-8")
    checked = subprocess.run([program, "verify", str(unit)], capture_output=True, text=True)
    assert str(unit) not in checked.stderr and "relais.service" not in checked.stderr
