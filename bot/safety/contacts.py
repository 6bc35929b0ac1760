"""Whom to contact when someone is in danger, by country and language, as whoever runs the bot has written it down."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SettingsError
from corpus.language import LANGUAGES, Language

LONGEST = 1_000  # characters of the contacts of a country: they are to be read at a glance
MOST = 30  # countries: each is a button
_KEY = re.compile(r"[a-z][a-z0-9-]{0,29}")


@dataclass(frozen=True, slots=True)
class Country:
    """A country by the key under which it stands in the file, with its name and its contacts in each language."""

    key: str
    name: Mapping[Language, str]
    contacts: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Contacts:
    """The countries that are configured, and the one that is meant where nobody has chosen; None for no country."""

    countries: tuple[Country, ...] = ()
    usual: Country | None = None

    def find(self, key: str) -> Country | None:
        """Return the country of that key."""
        return next((country for country in self.countries if country.key == key), None)


def read_contacts(path: Path | None, usual: str = "") -> Contacts:
    """Return what the TOML file at `path` says, nothing without one; `usual` is the key of the country that is meant.

    A single country is meant in any case. Raise SettingsError naming the setting, the country and the key at fault.
    """
    countries = _countries(path) if path else ()
    contacts = Contacts(countries, countries[0] if len(countries) == 1 else None)
    if not usual:
        return contacts
    found = contacts.find(usual)
    if found is None:
        known = ", ".join(country.key for country in countries) or "none"
        raise SettingsError(f"RELAIS_SAFEGUARDING_COUNTRY is {usual!r}. The file of contacts has: {known}.")
    return Contacts(countries, found)


def _countries(path: Path) -> tuple[Country, ...]:
    try:
        with path.open("rb") as file:
            held = tomllib.load(file)
    except OSError as error:
        raise _fault(path, f"can't be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _fault(path, f"is no TOML ({error})") from error
    if not 1 <= len(held) <= MOST:
        raise _fault(path, f"has {len(held)} countries, from 1 to {MOST} can be offered")
    return tuple(_country(path, key, entry) for key, entry in held.items())


def _country(path: Path, key: str, entry: object) -> Country:
    if not _KEY.fullmatch(key) or not isinstance(entry, dict):
        raise _fault(
            path, f"has {key!r}, where a country such as [burkina-faso] is expected: small letters and hyphens"
        )
    if unknown := sorted(set(entry) - {"name", "contacts"}):
        raise _fault(path, f"has {unknown[0]!r} under [{key}], where only name and contacts are known")
    return Country(key, _texts(path, key, entry, "name", 40), _texts(path, key, entry, "contacts", LONGEST))


def _texts(path: Path, key: str, entry: Mapping[str, object], name: str, longest: int) -> dict[Language, str]:
    """Return the text `name` of a country in each language: half of the people must not be left without."""
    held, found = entry.get(name), dict[Language, str]()
    for language in LANGUAGES:
        text = held.get(language) if isinstance(held, dict) else None
        if not isinstance(text, str) or not 1 <= len(text.strip()) <= longest:
            raise _fault(path, f"needs {name}.{language} under [{key}]: a text of 1 to {longest} characters")
        found[language] = text.strip()
    return found


def _fault(path: Path, what: str) -> SettingsError:
    return SettingsError(f"RELAIS_SAFEGUARDING_CONTACTS names {path}, which {what}. See docs/safeguarding.md.")
