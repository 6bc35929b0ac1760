"""A CrossEncoder by setting: it orders what was found, or tells what a text entails."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import pytest

from index.errors import ModelError
from index.models.cross_encoder import PairModel

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    *string.ascii_lowercase,
    *(f"##{c}" for c in string.ascii_lowercase),
]


def build_model(folder: Path, labels: list[str]) -> str:
    """Make a model of that folder with the real library: tiny, untrained, and loaded like any other."""
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    torch.manual_seed(1)
    spelling = Tokenizer(WordPiece({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    spelling.pre_tokenizer = Whitespace()
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    tokenizer: Any = PreTrainedTokenizerFast
    tokenizer(tokenizer_object=spelling, **special).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=16,
        id2label=dict(enumerate(labels)),
        label2id={label: n for n, label in enumerate(labels)},
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return str(folder)


def test_entailment_is_a_probability(tmp_path: Path) -> None:
    """Of the label called so, whatever its place."""
    model = PairModel(build_model(tmp_path, ["contradiction", "ENTAILMENT", "neutral"]))
    assert 0 < model.entailment("it may end", "it must end") < 1


def test_a_model_of_no_use_says_what_to_do(tmp_path: Path) -> None:
    """One that can't be loaded, one without the label; the purpose is named."""
    with pytest.raises(ModelError, match=r"has no label called entailment") as caught:
        PairModel(build_model(tmp_path, ["relevant"])).entailment("a", "b")
    assert caught.value.purpose == "entailment"
    with pytest.raises(ModelError, match=r"can't be loaded"):
        PairModel(str(tmp_path / "nothing")).entailment("a", "b")
