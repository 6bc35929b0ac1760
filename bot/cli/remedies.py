"""Say which setting remedies an error of a lower layer: only the command line knows the settings by name."""

from __future__ import annotations

from corpus.yamlfile import MissingCorpusError

_REMEDIES: dict[type[Exception], str] = {
    MissingCorpusError: "Set RELAIS_CORPUS to a folder of cards, or to nothing for none.",
}


def explain(error: Exception) -> str:
    """Return the text of `error`, followed by the setting to change where one is to blame.

    >>> explain(MissingCorpusError("/cards holds no sources.yaml."))
    '/cards holds no sources.yaml. Set RELAIS_CORPUS to a folder of cards, or to nothing for none.'
    """
    return " ".join(part for part in (str(error), _REMEDIES.get(type(error), "")) if part)
