"""A drawing that a web page shows as it is and a document draws with its own lines and areas."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing on a white sheet of `width` x `height` CSS pixels.

    `svg` are SVG elements in the unit of these pixels. What they look like is said by attributes: there is no style, no
    script and no reference among them. `title` and `description` say what is seen to whoever can't see it.
    """

    width: float
    height: float
    svg: str
    title: str
    description: str
