"""Everything that can be set, read once from the environment and from `.env`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator

from bot.errors import SettingsError
from corpus.card import BUNDLED_CORPUS

PREFIX = "RELAIS_"


class Settings(BaseModel):
    """All settings, frozen. Each is set by RELAIS_ and its name in capitals."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, validate_default=True)

    home: Path = Field(
        default=Path("~/.relais"), description="Folder for all state: index, model, log, key. Made with mode 0700."
    )
    corpus: Path | None = Field(
        default=BUNDLED_CORPUS, description="Folder of cards; empty: none, only added documents."
    )
    telegram_token: SecretStr = Field(
        default=SecretStr(""), description="Bot token from @BotFather; empty: chat in the terminal."
    )
    telegram_base_url: str = Field(
        default="", description="Your own Bot API server, e.g. http://127.0.0.1:8081; empty: Telegram's."
    )
    telegram_webhook_url: str = Field(
        default="",
        description="Address to which Telegram brings messages, e.g. https://bot.example.org/relais; empty: polling.",
    )
    telegram_webhook_listen: str = Field(
        default="127.0.0.1:8443",
        pattern=r"^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$",
        description="Where they are received, behind the proxy that has that address: host and port.",
    )
    embedding_model: str = Field(
        default="", description="sentence-transformers folder or hub name; empty: the packaged multilingual-e5-small."
    )
    chroma_url: str = Field(
        default="", description="Chroma server, e.g. http://127.0.0.1:8000; empty: in-process below the home folder."
    )
    model: str = Field(
        default="",
        description="Language model as provider:model, e.g. openai:gpt-4.1-mini; empty: none.",
    )
    model_base_url: str = Field(
        default="", description="An OpenAI-compatible server (Ollama, llama.cpp, vLLM), e.g. http://127.0.0.1:11434/v1."
    )
    model_key: SecretStr = Field(
        default=SecretStr(""), description="Key of the model's provider; empty: the provider's own variable."
    )
    model_timeout: float = Field(
        default=30.0, ge=1, le=600, description="Seconds that an answer may take the model; then the texts answer."
    )
    model_tokens_per_day: int = Field(
        default=1_000_000, ge=0, description="Tokens, read and written, that the model may take a day; 0: no limit."
    )
    model_tokens_per_chat: int = Field(default=100_000, ge=0, description="The same for one chat a day; 0: no limit.")
    judge: str = Field(
        default="",
        description="Model that judges the answers of `relais eval --model`, as provider:model; empty: none.",
    )
    reranker: str = Field(
        default="", description="sentence-transformers CrossEncoder that orders what was found; empty: none."
    )
    entailment: str = Field(
        default="", description="CrossEncoder for inference (NLI) that checks the model's sentences too; empty: none."
    )
    context_minutes: int = Field(
        default=60, ge=0, le=10_080, description="How long earlier turns of a chat give meaning to a follow-up."
    )
    staff_chat: str = Field(
        default="",
        pattern=r"^(-?\d{1,19}(/\d{1,10})?)?$",
        description="Telegram id of the staff group that gets the cases, e.g. -1001234567890; with a topic: …/12.",
    )
    case_days: int = Field(default=5, ge=1, le=60, description="Working days within which a case is to be answered.")
    undo_seconds: int = Field(
        default=60, ge=1, le=3_600, description="Seconds in which an answer to a case can be taken back."
    )
    weekend: str = Field(default="sat,sun", description="Days on which nobody works, e.g. fri,sat.")
    holidays: str = Field(
        default="", description="More such days: 2026-05-14 once, 05-01 every year; with commas between them."
    )
    timezone: str = Field(default="UTC", description="Time zone of the office, e.g. Africa/Dakar.")
    digest_hour: int = Field(
        default=8, ge=0, le=23, description="Hour from which the staff group is reminded of cases on working days."
    )
    focal_point_fr: str = Field(default="", max_length=100, description="Who answers cases, in French; empty: a role.")
    focal_point_en: str = Field(default="", max_length=100, description="Who answers cases, in English; empty: a role.")
    admins: SecretStr = Field(
        default=SecretStr(""),
        description="Telegram ids of those who invite others, with commas between them; never shown.",
    )
    staff: SecretStr = Field(
        default=SecretStr(""), description="Telegram ids of the staff, with commas between them; never shown."
    )
    access: Literal["open", "approval"] = Field(
        default="open", description="Who may ask: open, everyone; approval, those whom an admin has let in."
    )
    questions_per_10_minutes: int = Field(
        default=20, ge=0, le=10_000, description="Questions that one chat may ask in ten minutes; 0: no limit."
    )
    questions_per_10_minutes_in_all: int = Field(
        default=2_000, ge=0, le=1_000_000, description="The same for all chats together."
    )
    retention_days: int = Field(
        default=180, ge=1, le=3_650, description="Days after which exchanges, checks and cases are erased."
    )
    safeguarding_retention_days: int = Field(
        default=30, ge=1, le=3_650, description="The same for what is noted of messages that tell of danger."
    )
    safeguarding_contacts: Path | None = Field(
        default=None,
        description="TOML file that says whom to contact when someone is in danger, by country and language (see"
        " docs/safeguarding.md); a relative path is one below the home folder; empty: general guidance.",
    )
    safeguarding_country: str = Field(
        default="", description="Country of that file that is meant unless another is chosen; empty: people choose."
    )
    safeguarding_chat: str = Field(
        default="",
        pattern=r"^(-?\d{1,19}(/\d{1,10})?)?$",
        description="Telegram id of the chat of the focal point for safeguarding, who is alerted; empty: nobody is.",
    )
    safe_words: str = Field(
        default="stop, stop it, stop ça, arrête, arrêtez, arrête ça, arrêtez ça, arrêtez tout, oublie, oubliez,"
        " oublie ça, oubliez ça, oubliez tout, laisse tomber, laissez tomber, forget it, forget this, never mind,"
        " nevermind",
        description="Words that, as a whole message, break off a conversation as /stop does; with commas between them.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="DEBUG, INFO, WARNING or ERROR."
    )

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("corpus", "safeguarding_contacts", mode="before")
    @classmethod
    def _folder_or_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("model", "judge")
    @classmethod
    def _provider_and_name(cls, value: str) -> str:
        provider, colon, name = value.partition(":")
        if value and not (provider and colon and name):
            raise ValueError("a provider and a model with a colon between them, or nothing")
        return value

    @field_validator("weekend", "holidays", "timezone")
    @classmethod
    def _workdays(cls, value: str, info: ValidationInfo) -> str:
        from bot.domain.cases import workdays

        {"weekend": workdays.weekend_of, "holidays": workdays.holidays_of, "timezone": workdays.zone_of}[
            str(info.field_name)
        ](value)
        return value

    @field_validator("admins", "staff")
    @classmethod
    def _ids(cls, value: SecretStr) -> SecretStr:
        if not all(one.strip().isdecimal() for one in value.get_secret_value().split(",") if value.get_secret_value()):
            raise ValueError("numbers with commas between them, or nothing")
        return value

    @field_validator("telegram_webhook_url")
    @classmethod
    def _secure(cls, value: str) -> str:
        if value and not value.startswith("https://"):
            raise ValueError("an address that begins with https://, or nothing")
        return value

    @field_validator("telegram_base_url", "chroma_url", "model_base_url")
    @classmethod
    def _url(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("an address that begins with http:// or https://, or nothing")
        return value.rstrip("/")


def read_settings(environ: Mapping[str, str] = os.environ, dotenv: Path = Path(".env")) -> Settings:
    """Return the settings in `environ`, and in the file `dotenv` where the environment has none.

    Raise SettingsError naming the key and what is allowed.
    """
    from dotenv import dotenv_values

    found = (
        {**{key: value or "" for key, value in dotenv_values(dotenv).items()}, **environ}
        if dotenv.exists()
        else dict(environ)
    )
    values = {key.removeprefix(PREFIX).lower(): value for key, value in found.items() if key.startswith(PREFIX)}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        field = Settings.model_fields[str(problem["loc"][0])]
        key = PREFIX + str(problem["loc"][0]).upper()
        read = "(hidden)" if field.annotation is SecretStr else repr(values[str(problem["loc"][0])])
        raise SettingsError(f"{key} is {read}: {problem['msg']}. {field.description}") from error


def prepare_home(home: Path) -> Path:
    """Make the state folder with mode 0700 and return it. Raise SettingsError if it can't be written."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(home, os.W_OK | os.X_OK):
            raise PermissionError(13, "not writable")
    except OSError as error:
        raise SettingsError(
            f"RELAIS_HOME is {str(home)!r}, which can't be used ({error.strerror}). Name a folder that you may write."
        ) from error
    return home
