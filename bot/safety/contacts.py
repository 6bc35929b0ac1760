"""Read the operator's file of contacts for people in danger, by country and language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ContactsError, UnknownCountryError
from corpus.language import LANGUAGES, Language

LONGEST = 1_000  # characters of the contacts of a country, so that they can be read at a glance
MOST = 30  # countries: each is a button
_KEY = re.compile(r"[a-z][a-z0-9-]{0,29}")


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its key in the file, with its name and contacts in each language."""

    key: str
    name: Mapping[Language, str]
    contacts: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Contacts:
    """The configured countries, and the default for people who have chosen none, if any."""

    countries: tuple[Country, ...] = ()
    default: Country | None = None

    def find(self, key: str) -> Country | None:
        """Return the country with that key; None if there is none."""
        return next((country for country in self.countries if country.key == key), None)


def read_contacts(path: Path | None, default: str = "") -> Contacts:
    """Return the contacts in the TOML file at `path`, none without a file; `default` is the key of the default country.

    A single country is the default in any case. Raise ContactsError naming the country and the key at fault, or
    UnknownCountryError.
    """
    countries = _countries(path) if path else ()
    contacts = Contacts(countries, countries[0] if len(countries) == 1 else None)
    if not default:
        return contacts
    found = contacts.find(default)
    if found is None:
        known = ", ".join(country.key for country in countries) or "none"
        raise UnknownCountryError(f"The file of contacts has no country {default!r}. It has: {known}.")
    return Contacts(countries, found)


def _countries(path: Path) -> tuple[Country, ...]:
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except OSError as error:
        raise _error(path, f"can't be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _error(path, f"is no TOML ({error})") from error
    if not 1 <= len(data) <= MOST:
        raise _error(path, f"has {len(data)} countries, from 1 to {MOST} can be offered")
    return tuple(_country(path, key, entry) for key, entry in data.items())


def _country(path: Path, key: str, entry: object) -> Country:
    if not _KEY.fullmatch(key) or not isinstance(entry, dict):
        raise _error(
            path, f"has {key!r}, where a country such as [burkina-faso] is expected: small letters and hyphens"
        )
    if unknown := sorted(set(entry) - {"name", "contacts"}):
        raise _error(path, f"has {unknown[0]!r} under [{key}], where only name and contacts are known")
    return Country(key, _texts(path, key, entry, "name", 40), _texts(path, key, entry, "contacts", LONGEST))


def _texts(path: Path, key: str, entry: Mapping[str, object], name: str, longest: int) -> dict[Language, str]:
    """Return the text `name` of a country in each language; both are required."""
    data, found = entry.get(name), dict[Language, str]()
    for language in LANGUAGES:
        text = data.get(language) if isinstance(data, dict) else None
        if not isinstance(text, str) or not 1 <= len(text.strip()) <= longest:
            raise _error(path, f"needs {name}.{language} under [{key}]: a text of 1 to {longest} characters")
        found[language] = text.strip()
    return found


def _error(path: Path, problem: str) -> ContactsError:
    return ContactsError(f"The file of contacts, {path}, {problem}.")
