"""The `relais` command: one group, whose commands import what they need when they run."""

from __future__ import annotations

from typing import Any

import click

from bot.cli import evaluation_commands, privacy_commands, run_commands
from bot.cli.access_commands import access
from bot.cli.case_commands import cases
from bot.cli.check_commands import check
from bot.cli.demo_command import demo
from bot.cli.faq_commands import faq
from bot.cli.index_commands import index
from bot.cli.report_command import report
from bot.cli.storage_commands import backup, restore, storage
from bot.cli.train_command import train


class _MainGroup(click.Group):
    """A group that reports each expected error as one line with its remedy, and any other by where it arose."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            from bot.examination.remedies import explain, is_expected

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
    run_commands.desk,
    run_commands.chat,
    run_commands.doctor,
    run_commands.ask,
    index,
    evaluation_commands.evaluate,
    train,
    access,
    cases,
    check,
    faq,
    report,
    demo,
    privacy_commands.purge,
    privacy_commands.forget,
    privacy_commands.key,
    storage,
    backup,
    restore,
):
    main.add_command(_command)
