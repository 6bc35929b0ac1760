"""Ask a language model through LangChain, with time limits, retries and a circuit breaker."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import lru_cache
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from bot.answering.inquiry import SILENT
from bot.answering.llm.endpoint import Endpoint
from bot.answering.llm.request import (
    ANSWER_TOKENS,
    IsCancelled,
    ModelChunk,
    ModelRequest,
    ModelUnavailable,
    is_about_form,
    reason_of,
    retry_after,
)
from bot.errors import SettingsError
from bot.retry import RetryPolicy, retry

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

RETRY = RetryPolicy(first=0.5, attempts=3)  # within the time limit of the request
FAILURES, REST_SECONDS = 3, 60.0  # after so many failures in a row, no request is sent for so long
STALL_SHARE = 1 / 3  # of the time limit: longest silence once the model has begun to write
_POLL_SECONDS = 0.1  # how often a waiting thread checks whether the answer was cancelled

_KEYS = {  # environment variables in which a provider's library looks for its key; not known for other providers
    "openai": ("OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "mistralai": ("MISTRAL_API_KEY",),
    "google_genai": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
}

_log = logging.getLogger(__name__)


class _EventLoopThread:
    """An event loop in a daemon thread, started when first used, which runs coroutines for threads that wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, work: Coroutine[Any, Any, None]) -> Future[None]:
        """Start `work`; cancelling the future cancels it."""
        return asyncio.run_coroutine_threadsafe(work, self._running())

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="model", daemon=True).start()
            return self._loop


# One for all clients: LangChain shares connections between them, and a connection belongs to one loop.
_LOOP = _EventLoopThread()


@dataclass(frozen=True, slots=True)
class _RequestForm:
    """The optional features of a request. Servers differ in what they accept: the first form not refused is kept."""

    structured: bool  # asks for JSON by the request's schema
    deterministic: bool  # asks for temperature 0


_FORMS = tuple(
    _RequestForm(structured, deterministic) for structured in (True, False) for deterministic in (True, False)
)


class ModelClient:
    """A model behind LangChain's `init_chat_model`; safe to share between threads.

    `key` may be empty: the provider's own variable in `environ` is used then, but never sent to a self-hosted server.
    Raise SettingsError if the model can't be used, or if a request would go elsewhere than to `endpoint`.
    """

    def __init__(
        self, endpoint: Endpoint, key: str = "", rest: float = REST_SECONDS, environ: Mapping[str, str] = os.environ
    ) -> None:
        from pybreaker import CircuitBreaker

        _check(endpoint, key, environ)
        if endpoint.is_local:
            _bypass_proxies(endpoint.destination)
        self.endpoint = endpoint
        self._key, self._form = key, _FORMS[0]
        self._breaker = CircuitBreaker(FAILURES, rest, exclude=[_is_no_failure], throw_new_error_on_trip=False)
        self._model = lru_cache(2)(self._open)
        self._open(deterministic=True)

    @property
    def name(self) -> str:
        """The model, as provider:model."""
        return str(self.endpoint)

    @property
    def is_local(self) -> bool:
        """Whether the model runs on this machine, so that no data leaves it."""
        return self.endpoint.is_local

    def write(
        self, request: ModelRequest, seconds: float, is_cancelled: IsCancelled = SILENT.is_cancelled
    ) -> Iterator[ModelChunk]:
        """Yield the pieces of the answer as they come, for at most `seconds`. Raise ModelUnavailable."""
        from pybreaker import CircuitBreakerError

        try:
            with self._breaker.calling():
                yield from self._written(request, seconds, is_cancelled)
        except CircuitBreakerError as error:
            raise ModelUnavailable("resting") from error

    def _written(self, request: ModelRequest, seconds: float, is_cancelled: IsCancelled) -> Iterator[ModelChunk]:
        """Yield from a queue that the loop's thread fills, so that a stalled server can't block this thread."""
        pieces: SimpleQueue[ModelChunk | ModelUnavailable | None] = SimpleQueue()
        future = _LOOP.run(self._pump(request, seconds, pieces))
        deadline = silence_ends = time.monotonic() + seconds
        try:
            while True:
                if is_cancelled():
                    raise ModelUnavailable("stopped")
                left = min(deadline, silence_ends) - time.monotonic()
                try:
                    piece = pieces.get(timeout=min(_POLL_SECONDS, max(left, 0.001)))
                except Empty:
                    if left <= 0:
                        raise ModelUnavailable("timeout", "silence") from None
                    continue
                if piece is None:
                    return
                if isinstance(piece, ModelUnavailable):
                    raise piece
                silence_ends = time.monotonic() + seconds * STALL_SHARE
                yield piece
        finally:
            future.cancel()

    async def _pump(
        self, request: ModelRequest, seconds: float, pieces: SimpleQueue[ModelChunk | ModelUnavailable | None]
    ) -> None:
        """Put every piece into the queue, then None, or the ModelUnavailable that ended them."""
        begun = False
        try:
            async with asyncio.timeout(seconds):
                async for piece in self._retried(request, seconds):
                    begun = True
                    pieces.put(piece)
            pieces.put(None)
        except TimeoutError:
            pieces.put(ModelUnavailable("timeout"))
        except Exception as error:  # noqa: BLE001 - each provider has its own errors; all are handled alike
            _log.info("The model did not answer: %s.", type(error).__name__)
            pieces.put(ModelUnavailable("cut" if begun else reason_of(error), type(error).__name__))

    async def _retried(self, request: ModelRequest, seconds: float) -> AsyncIterator[ModelChunk]:
        """Yield the pieces of the first attempt that yields any; once one has begun, it is not repeated."""

        async def begin() -> tuple[ModelChunk | None, AsyncIterator[ModelChunk]]:
            pieces = self._in_some_form(request)
            return await anext(pieces, None), pieces

        first, others = await retry(begin, replace(RETRY, total=seconds), requested_wait=_requested_wait)
        if first is not None:
            yield first
        async for piece in others:
            yield piece

    async def _in_some_form(self, request: ModelRequest) -> AsyncIterator[ModelChunk]:
        """Yield the pieces in the first form that the server accepts, and remember that form."""
        forms = [form for form in _FORMS if bool(request.schema) or not form.structured]
        start = forms.index(self._form) if self._form in forms else 0
        for form in forms[start:]:
            begun = False
            try:
                async for piece in self._attempt(request, form):
                    begun = True
                    yield piece
            except Exception as error:
                if begun or form == forms[-1] or not is_about_form(error):
                    raise
            else:
                self._form = form if request.schema else self._form
                return

    async def _attempt(self, request: ModelRequest, form: _RequestForm) -> AsyncIterator[ModelChunk]:
        from langsmith import tracing_context

        messages = [("system", request.system), ("human", request.user)]
        with tracing_context(enabled=False):  # a tracer set in the environment would send people's words elsewhere
            async for chunk in self._runnable(request, form).astream(messages):
                usage = chunk.usage_metadata or {}
                yield ModelChunk(chunk.text, usage.get("total_tokens", 0))

    def _runnable(self, request: ModelRequest, form: _RequestForm) -> Runnable[Any, Any]:
        model = self._model(form.deterministic)
        if not (request.schema and form.structured):
            return model
        strict = {"strict": True} if self.endpoint.provider == "openai" else {}
        chain: Any = model.with_structured_output(request.schema, method="json_schema", **strict)
        return chain.first  # type: ignore[no-any-return]  # the model without its parser, which waits for the end

    def _open(self, deterministic: bool) -> BaseChatModel:
        """Return LangChain's client. Raise SettingsError if its package is missing or it refuses the settings."""
        from langchain.chat_models import init_chat_model

        try:
            model: BaseChatModel = init_chat_model(
                self.endpoint.model,
                model_provider=self.endpoint.provider,
                max_retries=0,
                **self._options(deterministic),
            )
            return model
        except ImportError as error:
            package = f"langchain-{self.endpoint.provider.replace('_', '-')}"
            raise SettingsError(
                f"The model {self.endpoint} needs a package that is not installed:"
                f" {sys.executable} -m pip install {package}"
            ) from error
        except Exception as error:
            raise SettingsError(
                f"The model {self.endpoint} can't be used ({type(error).__name__}): name it as provider:model, "
                f"with a provider that LangChain knows, such as {', '.join(_KEYS)}.",
                "model",
            ) from error

    def _options(self, deterministic: bool) -> dict[str, Any]:
        options: dict[str, Any] = {"max_tokens": ANSWER_TOKENS}
        if deterministic:
            options["temperature"] = 0
        if self.endpoint.base_url:
            options["base_url"] = self.endpoint.base_url
        if self._key or self.endpoint.base_url:  # the provider's own key is for the provider alone
            options["api_key"] = self._key or "none"
        if self.endpoint.provider == "openai":
            options["stream_usage"] = True
        return options


def _check(endpoint: Endpoint, key: str, environ: Mapping[str, str]) -> None:
    """Raise SettingsError for a model without a key, or one that an environment variable sends elsewhere."""
    if redirection := endpoint.redirected_by(name for name, value in environ.items() if value):
        raise SettingsError(
            f"{redirection} is set and would send what people write elsewhere than /privacy says: unset it for Relais,"
            " or put the address and the key of the model into the settings.",
            "model_base_url",
        )
    names = _KEYS.get(endpoint.provider, ())
    if names and not (key or endpoint.base_url or any(map(environ.get, names))):
        raise SettingsError(
            f"The model {endpoint} needs a key: put it here, or into {' or '.join(names)}.", "model_key"
        )


def _bypass_proxies(host: str) -> None:
    """Keep requests to this machine away from the proxies that the environment sets.

    Clients read the variable when they are created; LangChain's have no common argument for it.
    """
    listed = os.environ.get("no_proxy") or os.environ.get("NO_PROXY", "")
    if host not in listed.split(","):
        os.environ["no_proxy"] = ",".join(filter(None, (listed, host)))


def _is_no_failure(error: BaseException) -> bool:
    """Tell whether an error is no failure of the model: the person cancelled it, or the reader needed no more."""
    return isinstance(error, GeneratorExit) or (isinstance(error, ModelUnavailable) and error.reason == "stopped")


def _requested_wait(error: Exception) -> float | None:
    """Return the seconds that the server asks to wait, or 0; None if another attempt would be refused too."""
    return None if reason_of(error) == "refused" else retry_after(error)
