"""Examine whom the bot reaches: the staff group, who may ask, and who is alerted of danger."""

from __future__ import annotations

from bot.container_reports import ReportServices
from bot.errors import ContactsError, SettingsError
from bot.examination.finding import DoctorFinding, FaultFound, WarningFound
from bot.examination.remedies import explanation
from bot.storage.transactions import StorageError
from index.statement import Statement, state


def staff_group(container: ReportServices) -> DoctorFinding:
    """Return the finding about the staff group.

    It is a fault if the bot was put out, a warning if nobody could answer, or if there is no group.
    """
    subject = "staff_group"
    try:
        team, colleagues = container.staff_team, container.access_control.roles.colleagues()
        bound, lost = team.address, team.chat.lost
    except (SettingsError, StorageError, OSError) as error:
        return DoctorFinding(subject, explanation(error), is_fault=True)
    if lost:
        return DoctorFinding(subject, state("team.lost", remedy=_way_back(lost)), is_fault=True)
    if not colleagues and (bound or container.safeguarding_team.address):
        return DoctorFinding(subject, state("team.nobody"), is_warning=True)
    if not bound:
        return DoctorFinding(subject, state("team.none"), is_warning=True)
    return DoctorFinding(subject, state("team.staff", chat=bound, colleagues=colleagues))


def access(container: ReportServices) -> Statement:
    """Return the access mode, the numbers of admins and requests.

    Raise FaultFound if nobody can admit anyone, WarningFound if nobody is an admin though everybody may ask.
    """
    control = container.access_control
    admins, waiting = list(control.roles.displayed().values()).count("admin"), len(control.requests.pending())
    if container.settings.access == "open":
        if not admins:
            raise WarningFound(state("team.open_without_admin"))
        return state("team.open_to_all", admins=admins)
    if not admins:
        raise FaultFound(state("team.no_admin"))
    return state("team.by_approval", admins=admins, requests=waiting)


def contacts(container: ReportServices) -> DoctorFinding:
    """Return the finding about whom people in danger are told to contact."""
    subject = "safeguarding_contacts"
    try:
        found = container.contacts
    except ContactsError as error:
        return DoctorFinding(subject, explanation(error), is_fault=True)
    if not found.countries:
        return DoctorFinding(subject, state("team.no_contacts"), is_warning=True)
    default = found.default
    chosen = state("team.default_country", country=default.key) if default else state("team.no_default_country")
    countries = ", ".join(country.key for country in found.countries)
    return DoctorFinding(subject, state("team.contacts", countries=countries, default=chosen))


def alerts(container: ReportServices) -> DoctorFinding:
    """Return the finding about who is alerted when somebody writes of danger."""
    subject = "safeguarding_alerts"
    try:
        chat = container.safeguarding_team.chat
        address, lost = chat.address, chat.lost
    except StorageError as error:
        return DoctorFinding(subject, explanation(error), is_fault=True)
    if lost:
        return DoctorFinding(subject, state("team.alerts_lost", remedy=_way_back(lost)), is_warning=True)
    if address:
        return DoctorFinding(subject, state("team.alerts", chat=address))
    return DoctorFinding(subject, state("team.no_alerts"), is_warning=True)


def _way_back(lost: str) -> Statement:
    """Return why the bot can't write in a chat, and who can change that; a group's id is negative.

    >>> _way_back("-1001").key
    'team.back_in_group'
    """
    return state("team.back_in_private" if lost.isdecimal() else "team.back_in_group", chat=lost)
