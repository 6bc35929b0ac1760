"""All settings, read once from the environment and from `.env`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator

from bot.errors import SettingsError
from bot.setting_values import (
    check_database_url,
    check_desk_url,
    holidays_of,
    ids_of,
    networks_of,
    people_of,
    weekend_of,
    zone_of,
)
from corpus.card import BUNDLED_CORPUS

PREFIX = "RELAIS_"
_CHAT_ID = r"^(-?\d{1,19}(/\d{1,10})?)?$"  # a group's id is negative; a topic of it comes after a slash
_HOST_AND_PORT = r"^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$"
_LOOPBACK_AND_PORT = r"^((127(\.\d{1,3}){3}|localhost):\d{1,5})?$"


_PARSERS: dict[str, Callable[[str], object]] = {
    "weekend": weekend_of,
    "holidays": holidays_of,
    "timezone": zone_of,
    "desk_proxies": networks_of,
}


def _setting(group: str, default: object, description: str, **limits: Any) -> Any:
    """Return a field of the settings; `group` is the heading under which the documentation lists it."""
    return Field(default=default, description=description, json_schema_extra={"group": group}, **limits)


class Settings(BaseModel):
    """All settings, frozen. Each is set by RELAIS_ and its name in capitals."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, validate_default=True)

    home: Path = _setting(
        "General", Path("~/.relais"), "Folder for all state: index, model, database, key. Created with mode 0700."
    )
    corpus: Path | None = _setting("General", BUNDLED_CORPUS, "Folder of cards; empty: no cards, only added documents.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = _setting(
        "General", "INFO", "DEBUG, INFO, WARNING or ERROR."
    )
    log_format: Literal["text", "json"] = _setting(
        "General", "text", "text: a line for people; json: an object a line, for programs."
    )
    monitoring_listen: str = _setting(
        "General",
        "",
        "Loopback host:port on which /metrics (Prometheus) and /healthz are served, e.g. 127.0.0.1:9464; empty: none.",
        pattern=_LOOPBACK_AND_PORT,
    )

    database_url: SecretStr = _setting(
        "General",
        SecretStr(""),
        "PostgreSQL database, e.g. postgresql://relais@db.example.org/relais (docs/scaling.md); empty: an SQLite file"
        " in the home folder; several processes can share a PostgreSQL database; never shown.",
    )

    secret_key_file: Path | None = _setting(
        "General",
        None,
        "File of the secret key that stands for chats, 32 bytes or more; several machines need the same one; empty:"
        " secret.key in the home folder, made on first use.",
    )

    telegram_token: SecretStr = _setting(
        "Telegram", SecretStr(""), "Bot token from @BotFather; empty: chat in the terminal."
    )
    telegram_base_url: str = _setting(
        "Telegram", "", "Your own Bot API server, e.g. http://127.0.0.1:8081; empty: Telegram's."
    )
    telegram_webhook_url: str = _setting(
        "Telegram",
        "",
        "Public address to which Telegram sends updates, e.g. https://bot.example.org/relais; empty: polling.",
    )
    telegram_webhook_listen: str = _setting(
        "Telegram",
        "127.0.0.1:8443",
        "Local host:port to listen on for the webhook, behind your proxy.",
        pattern=_HOST_AND_PORT,
    )

    embedding_model: str = _setting(
        "Search", "", "sentence-transformers folder or hub name; empty: the packaged multilingual-e5-small."
    )
    chroma_url: str = _setting(
        "Search",
        "",
        "Chroma server, e.g. http://127.0.0.1:8000; empty: in-process, below the home folder. With RELAIS_DATABASE_URL,"
        " several machines share one index (docs/scaling.md).",
    )
    chroma_token: SecretStr = _setting(
        "Search", SecretStr(""), "Token that the Chroma server wants (header x-chroma-token); empty: none; never shown."
    )
    chroma_tenant: str = _setting("Search", "default_tenant", "Tenant on the Chroma server, as Chroma Cloud shows it.")
    chroma_database: str = _setting(
        "Search", "default_database", "Database of that tenant; it must be there; each office has one of its own."
    )

    model: str = _setting(
        "Language model", "", "Language model as provider:model, e.g. openai:gpt-4.1-mini; empty: none."
    )
    model_base_url: str = _setting(
        "Language model", "", "An OpenAI-compatible server (Ollama, llama.cpp, vLLM), e.g. http://127.0.0.1:11434/v1."
    )
    model_key: SecretStr = _setting(
        "Language model",
        SecretStr(""),
        "API key of the model's provider; empty: read from the provider's own variable.",
    )
    model_timeout: float = _setting(
        "Language model",
        30.0,
        "Seconds the model may take for an answer; after that the bot answers from the texts alone.",
        ge=1,
        le=600,
    )
    model_tokens_per_day: int = _setting(
        "Language model", 1_000_000, "Tokens (input and output) the model may use a day; 0: no limit.", ge=0
    )
    model_tokens_per_chat: int = _setting(
        "Language model", 100_000, "Tokens the model may use a day for one chat; 0: no limit.", ge=0
    )
    model_chooses: Literal["auto", "on", "off"] = _setting(
        "Language model",
        "auto",
        "Whether the model chooses the passage where the gate is not certain: auto, if it passed the trial of"
        " `relais doctor`; on; off.",
    )
    entailment: str = _setting(
        "Language model",
        "",
        "CrossEncoder for natural-language inference (NLI) that also checks the model's sentences; empty: none.",
    )
    judge: str = _setting(
        "Language model", "", "Model that judges the answers of `relais eval --model`, as provider:model; empty: none."
    )

    context_minutes: int = _setting(
        "Conversation",
        60,
        "Minutes for which earlier messages of a chat help to understand a follow-up.",
        ge=0,
        le=10_080,
    )
    questions_per_10_minutes: int = _setting(
        "Conversation", 20, "Questions one chat may ask in ten minutes; 0: no limit.", ge=0, le=10_000
    )
    questions_per_10_minutes_in_all: int = _setting(
        "Conversation", 2_000, "Questions all chats together may ask in ten minutes; 0: no limit.", ge=0, le=1_000_000
    )
    safe_words: str = _setting(
        "Conversation",
        "stop, stop it, stop ça, arrête, arrêtez, arrête ça, arrêtez ça, arrêtez tout, oublie, oubliez,"
        " oublie ça, oubliez ça, oubliez tout, laisse tomber, laissez tomber, forget it, forget this, never mind,"
        " nevermind",
        "Messages that end a conversation as /stop does, comma-separated.",
    )

    staff_chat: str = _setting(
        "Cases",
        "",
        "Telegram id of the staff group that receives the cases, e.g. -1001234567890; with a topic: …/12.",
        pattern=_CHAT_ID,
    )
    case_days: int = _setting("Cases", 5, "Working days within which a case must be answered.", ge=1, le=60)
    undo_seconds: int = _setting(
        "Cases", 60, "Seconds within which the answer to a case can be taken back.", ge=1, le=3_600
    )
    weekend: str = _setting("Cases", "sat,sun", "Weekly days off, comma-separated, e.g. fri,sat.")
    holidays: str = _setting("Cases", "", "Holidays, comma-separated: 2026-05-14 or, every year, 05-01.")
    timezone: str = _setting("Cases", "UTC", "Time zone of the staff, e.g. Africa/Dakar.")
    digest_hour: int = _setting(
        "Cases", 8, "Hour from which the staff group is reminded of cases on working days.", ge=0, le=23
    )
    monthly_report: Literal["off", "on"] = _setting(
        "Cases",
        "off",
        "on: the staff group gets the report on the month before (docs/reports.md) on the first working day; off.",
    )
    focal_point_fr: str = _setting(
        "Cases", "", 'Name of the case team shown in French; empty: "le point focal partenariats".', max_length=100
    )
    focal_point_en: str = _setting(
        "Cases", "", 'Name of the case team shown in English; empty: "the partnerships focal point".', max_length=100
    )

    access: Literal["open", "approval"] = _setting(
        "Access", "open", "open: everyone may ask; approval: only people whom an admin has let in."
    )
    admins: SecretStr = _setting(
        "Access", SecretStr(""), "Telegram ids of the admins, who invite others, comma-separated; never shown."
    )
    staff: SecretStr = _setting(
        "Access", SecretStr(""), "Telegram ids of the staff, who answer cases, comma-separated; never shown."
    )

    desk_listen: str = _setting(
        "Desk",
        "127.0.0.1:8440",
        "Local host:port on which `relais desk` and `relais run --desk` listen; other than loopback only with an https"
        " RELAIS_DESK_URL.",
        pattern=_HOST_AND_PORT,
    )
    desk_url: str = _setting(
        "Desk",
        "",
        "Public address of the desk, without a path, behind your proxy, e.g. https://desk.example.org; empty: reached"
        " on this machine only. With https, cases in Telegram get a button that opens them.",
    )
    desk_proxy_header: str = _setting(
        "Desk",
        "",
        "Header in which a proxy names who is signed in there, e.g. X-Forwarded-User; empty: people sign in by a link"
        " from the bot.",
        pattern=r"^[A-Za-z0-9-]{0,60}$",
    )
    desk_proxies: str = _setting(
        "Desk", "", "Addresses or networks of these proxies, comma-separated; the header of any other is refused."
    )
    desk_proxy_people: SecretStr = _setting(
        "Desk",
        SecretStr(""),
        "The names in that header with people's Telegram ids, e.g. awa@example.org=1001, comma-separated; never shown.",
    )

    retention_days: int = _setting(
        "Privacy", 180, "Days after which exchanges, checks and cases are erased.", ge=1, le=3_650
    )
    safeguarding_retention_days: int = _setting(
        "Privacy", 30, "Days after which records about messages of danger are erased.", ge=1, le=3_650
    )

    safeguarding_contacts: Path | None = _setting(
        "Safeguarding",
        None,
        "TOML file of the contacts for people in danger, by country and language (see docs/safeguarding.md); a"
        " relative path starts at the home folder; empty: general guidance.",
    )
    safeguarding_country: str = _setting(
        "Safeguarding", "", "Country of that file that is assumed until another is chosen; empty: people choose."
    )
    safeguarding_chat: str = _setting(
        "Safeguarding",
        "",
        "Telegram id of the safeguarding focal point's chat, which is alerted; empty: nobody is alerted.",
        pattern=_CHAT_ID,
    )

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("corpus", "safeguarding_contacts", "secret_key_file", mode="before")
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

    @field_validator(*_PARSERS)
    @classmethod
    def _parsed(cls, value: str, info: ValidationInfo) -> str:
        _PARSERS[str(info.field_name)](value)
        return value

    @field_validator("admins", "staff")
    @classmethod
    def _ids(cls, value: SecretStr) -> SecretStr:
        ids_of(value.get_secret_value())
        return value

    @field_validator("desk_proxy_people")
    @classmethod
    def _people(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        people_of(value.get_secret_value())
        if info.data.get("desk_proxy_header") and not (value.get_secret_value() and info.data.get("desk_proxies")):
            raise ValueError("needed with RELAIS_DESK_PROXY_HEADER, as is RELAIS_DESK_PROXIES")
        return value

    @field_validator("desk_url")
    @classmethod
    def _reachable(cls, value: str, info: ValidationInfo) -> str:
        check_desk_url(value, str(info.data.get("desk_listen", "")))
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        check_database_url(value.get_secret_value())
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
    """Return the settings in `environ`, else in the file `dotenv`. Raise SettingsError naming key and remedy."""
    from dotenv import dotenv_values

    found = {key: value or "" for key, value in dotenv_values(dotenv).items()} | dict(environ)
    values = {key.removeprefix(PREFIX).lower(): value for key, value in found.items() if key.startswith(PREFIX)}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        field = Settings.model_fields[str(problem["loc"][0])]
        key = PREFIX + str(problem["loc"][0]).upper()
        read = "(hidden)" if field.annotation is SecretStr else repr(values.get(str(problem["loc"][0]), ""))
        told = str(problem["msg"]).removeprefix("Value error, ")
        raise SettingsError(f"{key} is {read}: {told}. {field.description}") from error
