"""The `relais` command: its groups, and the remedy that is printed with each expected error."""

from __future__ import annotations

from typing import Any

import click

from bot.cli import evaluation_commands, privacy_commands, run_commands
from bot.cli.access_commands import access
from bot.cli.case_commands import cases
from bot.cli.check_commands import check
from bot.cli.faq_commands import faq
from bot.cli.index_commands import index
from bot.errors import (
    BatchError,
    ContactsError,
    EvaluationError,
    FaqError,
    PromptError,
    SettingsError,
    UnknownCountryError,
    UnknownEntryError,
    UnsourcedEntryError,
)
from bot.settings import PREFIX
from corpus.yamlfile import CorpusError, MissingCorpusError
from index.errors import IndexFailure, MissingIndex, ModelError, ModelPurpose, StaleIndex, UnreachableStore

_EXPECTED = (
    BatchError,
    ContactsError,
    EvaluationError,
    FaqError,
    PromptError,
    SettingsError,
    CorpusError,
    IndexFailure,
)
_REMEDIES: dict[type[Exception], str] = {
    UnknownEntryError: "See `relais faq list`.",
    UnsourcedEntryError: "Name a card with --card, or suggest the case with Add to FAQ in the staff group.",
    ContactsError: "Correct it, or RELAIS_SAFEGUARDING_CONTACTS. See docs/safeguarding.md.",
    UnknownCountryError: "Correct RELAIS_SAFEGUARDING_COUNTRY.",
    MissingCorpusError: "Set RELAIS_CORPUS to a folder of cards, or to nothing for none.",
    MissingIndex: "Build it: `relais index build`.",
    StaleIndex: "Rebuild it: `relais index build`.",
    UnreachableStore: "Start it, or correct RELAIS_CHROMA_URL.",
}
_MODEL_REMEDIES: dict[ModelPurpose, str] = {
    "embedding": "Name a sentence-transformers folder or hub model in RELAIS_EMBEDDING_MODEL, or leave it empty.",
    "reranker": "Name a sentence-transformers CrossEncoder in RELAIS_RERANKER, or leave it empty.",
    "entailment": "Name a sentence-transformers CrossEncoder in RELAIS_ENTAILMENT, or leave it empty.",
}


def is_expected(error: Exception) -> bool:
    """Tell whether `error` has a text for whoever runs the bot; any other is a fault of ours."""
    return isinstance(error, _EXPECTED)


def explain(error: Exception) -> str:
    """Return the text of `error` with the setting to change or the command to run, where one is the remedy.

    >>> explain(MissingCorpusError("/cards holds no sources.yaml."))
    '/cards holds no sources.yaml. Set RELAIS_CORPUS to a folder of cards, or to nothing for none.'
    >>> explain(SettingsError("The Bot API server does not know this token.", "telegram_token"))
    'RELAIS_TELEGRAM_TOKEN: The Bot API server does not know this token.'
    """
    if isinstance(error, SettingsError) and error.setting:
        return f"{PREFIX}{error.setting.upper()}: {error}"
    remedy = _REMEDIES.get(type(error), "")
    if isinstance(error, ModelError) and error.purpose:
        remedy = _MODEL_REMEDIES[error.purpose]
    return f"{error} {remedy}".rstrip()


class _MainGroup(click.Group):
    """A group that reports each expected error as one line with its remedy, and any other by where it arose."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            from bot.cli.main import explain, is_expected

            if is_expected(error):
                raise click.ClickException(explain(error)) from error
            from bot.logs import safe_traceback

            raise click.ClickException(
                f"this should not happen. Please report where it did:\n{safe_traceback(error)}"
            ) from None


@click.group(cls=_MainGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="relais", prog_name="relais")
def main() -> None:
    """Relais: sourced answers on civil-society partnerships, in French and English.

    Settings are read from the environment (RELAIS_…) and from .env; `relais doctor` shows and checks them.
    """


for _command in (
    run_commands.run,
    run_commands.chat,
    run_commands.doctor,
    run_commands.ask,
    index,
    evaluation_commands.evaluate,
    access,
    cases,
    check,
    faq,
    privacy_commands.purge,
    privacy_commands.forget,
    privacy_commands.key,
):
    main.add_command(_command)
