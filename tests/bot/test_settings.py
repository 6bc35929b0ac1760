"""Settings are read once, checked, and every error says what to do."""

from __future__ import annotations

import stat
from itertools import groupby
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.home import prepare_home
from bot.replies.texts import say
from bot.settings import Settings, read_settings
from corpus.card import BUNDLED_CORPUS
from corpus.language import LANGUAGES, Language

NOWHERE = Path("/nonexistent/.env")
TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ"


def test_nothing_needs_to_be_set() -> None:
    """The defaults: our cards, the packaged model, a chat in the terminal."""
    settings = read_settings({}, NOWHERE)
    assert (settings.home, settings.corpus) == (Path.home() / ".relais", BUNDLED_CORPUS)
    assert (settings.telegram_token.get_secret_value(), settings.embedding_model, settings.chroma_url) == ("", "", "")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """A setting in `.env` counts where the environment has none."""
    (tmp_path / ".env").write_text("RELAIS_LOG_LEVEL=DEBUG\nRELAIS_CONTEXT_MINUTES=5\nOTHER=1\n")
    settings = read_settings({"RELAIS_LOG_LEVEL": "ERROR"}, tmp_path / ".env")
    assert (settings.log_level, settings.context_minutes) == ("ERROR", 5)


def test_an_empty_corpus_means_none() -> None:
    """Answers then come from added documents alone."""
    assert read_settings({"RELAIS_CORPUS": ""}, NOWHERE).corpus is None


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("RELAIS_CONTEXT_MINUTES", "soon", "valid integer"),
        ("RELAIS_CONTEXT_MINUTES", "-1", "greater than or equal to 0"),
        ("RELAIS_LOG_LEVEL", "loud", "DEBUG, INFO, WARNING or ERROR"),
        ("RELAIS_CHROMA_URL", "localhost:8000", "begins with http"),
        ("RELAIS_TELEGRAM_BASE_URL", "ftp://x", "begins with http"),
    ],
)
def test_an_error_names_key_value_and_what_is_allowed(key: str, value: str, allowed: str) -> None:
    """In one line."""
    with pytest.raises(SettingsError) as caught:
        read_settings({key: value}, NOWHERE)
    said = str(caught.value)
    assert said.startswith(f"{key} is {value!r}: ")
    assert allowed in said
    assert "\n" not in said


def test_the_token_is_never_shown() -> None:
    """Not where settings are printed."""
    settings = read_settings({"RELAIS_TELEGRAM_TOKEN": TOKEN}, NOWHERE)
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert TOKEN not in repr(settings) + str(settings) + settings.model_dump_json()


@pytest.mark.parametrize(
    "url",
    ["mysql://awa:hidden-word@h/relais", "postgresql://awa:hidden-word@h:port/relais", "postgresql://hidden-word"],
)
def test_an_address_that_is_no_postgresql_database_is_refused_unseen(url: str) -> None:
    """The error says what it should look like, and shows no password."""
    with pytest.raises(SettingsError) as caught:
        read_settings({"RELAIS_DATABASE_URL": url}, NOWHERE)
    assert "RELAIS_DATABASE_URL is (hidden): an address such as postgresql://" in str(caught.value)
    assert "hidden-word" not in str(caught.value)


def test_the_home_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    """Mode 0700, parents included where they were missing."""
    made = prepare_home(tmp_path / "new" / "home")
    assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_a_home_that_cannot_be_made_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    """Such as one below a file."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"RELAIS_HOME is .*file/home.*Name a folder that you may write\."):
        prepare_home(tmp_path / "file" / "home")


def test_every_setting_belongs_to_a_group_and_groups_are_not_mixed() -> None:
    """The documentation lists the settings group by group, in their order."""
    extras = [field.json_schema_extra for field in Settings.model_fields.values()]
    groups = [str(extra["group"]) for extra in extras if isinstance(extra, dict)]
    assert len(groups) == len(Settings.model_fields)
    assert [group for group, _ in groupby(groups)] == list(dict.fromkeys(groups))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_default_name_of_the_case_team_is_that_of_the_texts(language: Language) -> None:
    """The description quotes what people are shown."""
    description = Settings.model_fields[f"focal_point_{language}"].description or ""
    assert f'"{say(language, "cases.role")}"' in description
