"""Examine what should go on by itself: messages are handled and sent, the model has tokens left, backups are made."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.container_reports import ReportServices
from bot.examination.finding import WarningFound
from bot.monitoring.state import queue_state
from bot.storage.backup import last_backup
from index.statement import Statement, state

LONGEST_WAIT = 120.0  # seconds that a message may wait before somebody should look (docs/monitoring.md)
BACKUP_DAYS = 7  # after which a backup is called old


def received(container: ReportServices) -> Statement:
    """Return the number of messages that wait to be handled. Raise WarningFound if nobody handles them."""
    queues = queue_state(container.database, container.clock)
    if queues.oldest_seconds > LONGEST_WAIT:
        raise WarningFound(state("running.not_handled", count=queues.updates))
    return state("running.received", count=queues.updates)


def outgoing(container: ReportServices) -> Statement:
    """Return the number of messages that wait to be sent. Raise WarningFound if none leaves."""
    queues = queue_state(container.database, container.clock)
    if queues.overdue_seconds > LONGEST_WAIT:
        raise WarningFound(state("running.not_sent", count=queues.outbox.get("waiting", 0)))
    return state("running.outgoing", count=queues.outbox.get("waiting", 0))


def delivers(container: ReportServices) -> bool:
    """Tell whether messages leave: there is a token, and none has waited so long that no bot can be running."""
    queues = queue_state(container.database, container.clock)
    has_token = bool(container.settings.telegram_token.get_secret_value())
    return has_token and max(queues.oldest_seconds, queues.overdue_seconds) <= LONGEST_WAIT


def tokens(container: ReportServices) -> Statement:
    """Return the share of its tokens of the day that the language model took. Raise WarningFound if none are left."""
    limit = container.settings.model_tokens_per_day if container.settings.model else 0
    taken = queue_state(container.database, container.clock).tokens
    if 0 < limit <= taken:
        raise WarningFound(state("running.no_tokens", taken=taken, limit=limit))
    return state("running.tokens" if limit else "running.unlimited_tokens", taken=taken, limit=limit)


def backup(container: ReportServices) -> Statement:
    """Return the day of the last backup. Raise WarningFound if none is known, or it is old."""
    at = last_backup(container.settings.home)
    if not at:
        raise WarningFound(state("running.no_backup"))
    day = at[:10]
    if container.clock() - datetime.fromisoformat(at) > timedelta(days=BACKUP_DAYS):
        raise WarningFound(state("running.old_backup", day=day))
    return state("running.backup", day=day)
