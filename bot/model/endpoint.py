"""Where a language model answers, and whether that is this machine."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

_HOME_PROVIDERS = {"ollama"}  # without an address they speak to this machine


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
        """
        provider, _, model = setting.partition(":")
        return cls(provider, model, base_url)

    @property
    def place(self) -> str:
        """The host that is spoken to, or the provider's name where the provider runs it.

        >>> Endpoint("openai", "qwen", "http://10.0.0.7:8000/v1").place, Endpoint("mistralai", "small").place
        ('10.0.0.7', 'mistralai')
        """
        return urlsplit(self.base_url).hostname or self.provider

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine or its private network, so that nothing leaves.

        >>> Endpoint("openai", "m", "http://localhost:1234/v1").is_here, Endpoint("openai", "m").is_here
        (True, False)
        >>> Endpoint("openai", "m", "http://192.168.1.5/v1").is_here, Endpoint("openai", "m", "https://8.8.8.8").is_here
        (True, False)
        """
        if not self.base_url:
            return self.provider in _HOME_PROVIDERS
        try:
            address = ipaddress.ip_address(self.place)
        except ValueError:
            return self.place == "localhost" or self.place.endswith(".localhost")
        return address.is_loopback or (address.is_private and not address.is_unspecified)

    def __str__(self) -> str:
        """Show it as the setting names it."""
        return f"{self.provider}:{self.model}"
