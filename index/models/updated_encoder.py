"""The packaged encoder with the low-rank updates and weights of one shipped model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.models.encoder import Encoder, TextStates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class UpdatedEncoder:
    """The model in the array file `shipped`, loaded when first used, on the shared `encoder`."""

    def __init__(self, shipped: Path, encoder: Encoder) -> None:
        self._shipped, self._encoder = shipped, encoder

    @cached_property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays of the file by name."""
        import numpy as np

        with np.load(self._shipped) as held:
            return dict(held)

    def read(self, texts: Sequence[str], window: int) -> list[TextStates]:
        """Read the first `window` tokens of each text. Raise ModelError if the encoder can't be loaded."""
        return self._encoder.read(texts, window, str(self._shipped), self.arrays)

    def weights(self, names: tuple[str, ...]) -> dict[str, NDArray[np.float32]]:
        """Return the arrays of those names in single precision."""
        import numpy as np

        return {name: self.arrays[name].astype(np.float32) for name in names}
