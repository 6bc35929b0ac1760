"""The packaged encoder as an ONNX graph: a BERT (Devlin et al. 2019, arXiv:1810.04805) whose matrices stay in 4 bits.

ONNX Runtime has operators of its own for that (`com.microsoft`). Its numbers are those of the packaged file; what a
matrix is multiplied with is rounded to 8 bits, in blocks of 32 numbers. The low-rank updates of the shipped models are
inputs (see `low_rank`): one graph serves them all. The word embeddings are not in it: `onnx_encoder` looks up those few
that a text needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.models.low_rank import DOWN, UP

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK = 32  # weights that share one scale
_OPSET, _FORMAT = 17, 8  # of ONNX
_EIGHT_BITS = 4  # ONNX Runtime's name for the rounding to 8 bits
_RUNTIME = "com.microsoft"


@dataclass(frozen=True, slots=True, eq=False)
class PackedMatrix:
    """A matrix (outputs, inputs) in blocks along its inputs.

    `weights` (outputs, blocks, 16) hold two in a byte, the first in the lower half, offset by 8; `scales` (outputs,
    blocks) are what they are multiplied with.
    """

    weights: NDArray[np.uint8]
    scales: NDArray[np.float32]

    def of(self, outputs: Sequence[int]) -> PackedMatrix:
        """Return the matrix of some of the outputs."""
        return PackedMatrix(self.weights[outputs], self.scales[outputs])


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """The sizes of the encoder; `epsilon` is that of its layer normalisations."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    epsilon: float


def encoder_graph(
    shape: EncoderShape, matrices: Mapping[str, PackedMatrix], arrays: Mapping[str, NDArray[np.float32]]
) -> bytes:
    """Return a file of the graph: "words" (texts, tokens, d) and "mask" (texts, tokens) give "states" like "words".

    `matrices` and `arrays` are named as the parameters of transformers' BertModel. Further inputs are, for each matrix,
    its update's A (inputs, r) and B (r, outputs), named after its layer and ".down" or ".up".
    """
    from onnx import TensorProto, helper

    graph = _Graph(shape, matrices, arrays)
    graph.build()
    updates = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, changed)
        for layer, held in graph.changeable.items()
        for name, changed in _update_sizes(layer, held).items()
    ]
    sizes: list[str | int] = ["texts", "tokens", shape.hidden]
    inputs = [
        helper.make_tensor_value_info("words", TensorProto.FLOAT, sizes),
        helper.make_tensor_value_info("mask", TensorProto.INT32, sizes[:2]),
        *updates,
    ]
    outputs = [helper.make_tensor_value_info("states", TensorProto.FLOAT, sizes)]
    made = helper.make_graph(graph.nodes, "encoder", inputs, outputs, graph.weights)
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME, 1)]
    return bytes(helper.make_model(made, opset_imports=opsets, ir_version=_FORMAT).SerializeToString())


def _update_sizes(layer: str, held: PackedMatrix) -> dict[str, list[str | int]]:
    """Return the sizes of a layer's two inputs; the rank is free, and called like the layer."""
    return {layer + DOWN: [held.scales.shape[1] * BLOCK, layer], layer + UP: [layer, len(held.scales)]}


class _Graph:
    """Nodes and weights in the making; each method adds what computes something and returns the name of its result."""

    def __init__(
        self, shape: EncoderShape, matrices: Mapping[str, PackedMatrix], arrays: Mapping[str, NDArray[np.float32]]
    ) -> None:
        self._shape, self._matrices, self._arrays = shape, matrices, arrays
        self.nodes: list[Any] = []
        self.weights: list[Any] = []
        self.changeable: dict[str, PackedMatrix] = {}

    def build(self) -> None:
        """Add the whole encoder."""
        state = self._embedded()
        for number in range(self._shape.layers):
            layer = f"encoder.layer.{number}"
            attention = f"{layer}.attention"
            asked = [self._linear(f"{attention}.self.{part}", state) for part in ("query", "key", "value")]
            heard = self._add("MultiHeadAttention", [*asked, "", "mask"], _RUNTIME, num_heads=self._shape.heads)
            state = self._normalised_sum(f"{attention}.output", heard, state)
            inner = self._add("Gelu", [self._linear(f"{layer}.intermediate.dense", state)], _RUNTIME)
            state = self._normalised_sum(f"{layer}.output", inner, state)
        self._add("Identity", [state], result="states")

    def _embedded(self) -> str:
        """Add the places of the tokens to their words; all are of the first type."""
        import numpy as np

        types = self._arrays["embeddings.token_type_embeddings.weight"].reshape(-1, self._shape.hidden)
        places = self._arrays["embeddings.position_embeddings.weight"].reshape(-1, self._shape.hidden) + types[0]
        length = self._add("Shape", ["words"], start=1, end=2)
        first = self._weight("first", np.zeros(1, dtype=np.int64))
        own = self._add("Slice", [self._weight("places", places), first, length, first])
        summed = self._add("Add", ["words", own])
        ends = self._ends("embeddings.LayerNorm")
        return self._add("LayerNormalization", [summed, *ends], epsilon=self._shape.epsilon)

    def _linear(self, layer: str, given: str) -> str:
        """Add a linear layer with its update."""
        held = self._matrices[f"{layer}.weight"]
        self.changeable[layer] = held
        outputs, blocks = held.scales.shape
        stored = [
            self._weight(f"{layer}.weight", held.weights),
            self._weight(f"{layer}.scales", held.scales.reshape(-1)),
            "",  # blocks have no offset of their own
            "",  # and are in order
            self._weight(f"{layer}.bias"),
        ]
        size = {"N": outputs, "K": blocks * BLOCK, "bits": 4, "block_size": BLOCK, "accuracy_level": _EIGHT_BITS}
        made = self._add("MatMulNBits", [given, *stored], _RUNTIME, **size)
        narrowed = self._add("MatMul", [given, layer + DOWN])
        return self._add("Add", [made, self._add("MatMul", [narrowed, layer + UP])])

    def _normalised_sum(self, part: str, given: str, before: str) -> str:
        ends = self._ends(f"{part}.LayerNorm")
        made = [self._linear(f"{part}.dense", given), before, *ends]
        return self._add("SkipLayerNormalization", made, _RUNTIME, epsilon=self._shape.epsilon)

    def _ends(self, part: str) -> list[str]:
        return [self._weight(f"{part}.weight"), self._weight(f"{part}.bias")]

    def _weight(self, name: str, values: NDArray[Any] | None = None) -> str:
        from onnx import numpy_helper

        self.weights.append(numpy_helper.from_array(self._arrays[name] if values is None else values, name))
        return name

    def _add(self, kind: str, given: Sequence[str], domain: str = "", result: str = "", **attributes: Any) -> str:
        from onnx import helper

        result = result or f"{kind}-{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, given, [result], domain=domain, **attributes))
        return result
