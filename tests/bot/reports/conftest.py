"""What reports read from the storage is tested on each engine."""

from __future__ import annotations

from tests.support.engines import engine as engine
from tests.support.engines import postgres_server as postgres_server
from tests.support.engines import pytest_generate_tests as pytest_generate_tests
