"""Where a language model answers, and whether that is this machine."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

_ALIASES = {"google": "google_genai", "mistral": "mistralai"}  # what people write for LangChain's names
_AT_HOME = {"ollama": "http://127.0.0.1:11434"}  # where a provider is without an address; never by OLLAMA_HOST


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A provider by LangChain's name for it, its model, and the address of a server of one's own, if any."""

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
        return cls(provider, model, base_url or _AT_HOME.get(provider, ""))

    @property
    def place(self) -> str:
        """The host that is spoken to, or the provider's name where the provider runs it.

        >>> Endpoint("openai", "qwen", "http://10.0.0.7:8000/v1").place, Endpoint("mistralai", "small").place
        ('10.0.0.7', 'mistralai')
        """
        return urlsplit(self.base_url).hostname or self.provider

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine, so that nothing leaves; a private network is not this machine.

        >>> Endpoint("openai", "m", "http://localhost:1234/v1").is_here, Endpoint("openai", "m").is_here
        (True, False)
        >>> Endpoint("openai", "m", "http://192.168.1.5/v1").is_here, Endpoint("openai", "m", "http://[::1]/v1").is_here
        (False, True)
        """
        try:
            return ipaddress.ip_address(self.place).is_loopback
        except ValueError:
            return self.place == "localhost" or self.place.endswith(".localhost")

    def redirected_by(self, names: Iterable[str]) -> str:
        """Return which of the variables `names` would have the provider's library speak to another server; or nothing.

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
        """Show it as the setting names it."""
        return f"{self.provider}:{self.model}"
