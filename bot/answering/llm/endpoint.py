"""The endpoint of a language model: provider, model and server, and whether that is this machine."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

_ALIASES = {"google": "google_genai", "mistral": "mistralai"}  # common names for LangChain's names
_DEFAULT_URLS = {"ollama": "http://127.0.0.1:11434"}  # used without an address; OLLAMA_HOST is ignored


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A provider by LangChain's name for it, its model, and the address of a self-hosted server, if any."""

    provider: str
    model: str
    base_url: str = ""

    @classmethod
    def of(cls, setting: str, base_url: str = "") -> Endpoint:
        """Return the endpoint that "provider:model" names.

        >>> Endpoint.of("openai:gpt-5-mini").model
        'gpt-5-mini'
        >>> Endpoint.of("ollama:qwen").base_url
        'http://127.0.0.1:11434'
        >>> Endpoint.of("google:gemini-2.5-flash").provider
        'google_genai'
        """
        named, _, model = setting.partition(":")
        provider = _ALIASES.get(named, named)
        return cls(provider, model, base_url or _DEFAULT_URLS.get(provider, ""))

    @property
    def destination(self) -> str:
        """The host that requests go to, or the provider's name where the provider runs it.

        >>> Endpoint("openai", "qwen", "http://10.0.0.7:8000/v1").destination
        '10.0.0.7'
        >>> Endpoint("mistralai", "small").destination
        'mistralai'
        """
        return urlsplit(self.base_url).hostname or self.provider

    @property
    def is_local(self) -> bool:
        """Whether the model runs on this machine, so that no data leaves it; a private network does not count.

        >>> Endpoint("openai", "m", "http://localhost:1234/v1").is_local, Endpoint("openai", "m").is_local
        (True, False)
        >>> Endpoint("openai", "m", "http://192.168.1.5/v1").is_local, Endpoint("openai", "m", "http://[::1]/v1").is_local
        (False, True)
        """
        try:
            return ipaddress.ip_address(self.destination).is_loopback
        except ValueError:
            return self.destination == "localhost" or self.destination.endswith(".localhost")

    def redirected_by(self, names: Iterable[str]) -> str:
        """Return the first of the variables `names` that would send requests to another server, or "".

        >>> Endpoint("openai", "m").redirected_by(["PATH", "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL"])
        'OPENAI_BASE_URL'
        >>> Endpoint("openai", "m", "http://10.0.0.7/v1").redirected_by(["OPENAI_BASE_URL"])
        ''
        """
        maker = self.provider.partition("_")[0].removesuffix("ai").upper()
        if self.base_url or maker == "AZURE":  # its address is a variable by design
            return ""
        pattern = re.compile(
            rf"{re.escape(maker)}(?:AI)?(?:_\w+)?_(?:BASE_URL|API_BASE|API_URL|ENDPOINT|HOST|USE_VERTEXAI)"
        )
        return next((name for name in sorted(names) if pattern.fullmatch(name)), "")

    def __str__(self) -> str:
        """Return "provider:model", as in the setting."""
        return f"{self.provider}:{self.model}"
