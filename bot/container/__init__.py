"""The composition root: builds each service once, when it is first asked for, and hands it over by name.

Modules are imported where their part is built: commands about cases need no model, no index and no conversation.
"""

from __future__ import annotations

from bot.container.handlers import HANDLER_ORDER, Container

__all__ = ["HANDLER_ORDER", "Container"]
