"""Search over the real cards: across languages, in SMS style, by question or by text."""

from __future__ import annotations

import pytest

from corpus.language import Language
from index.library import Library
from index.passage import Hit


def found(library: Library, text: str, language: Language, count: int = 6) -> list[Hit]:
    """Search as the bot does."""
    return library.searcher().search(library.reader.read(text, language), count)


@pytest.mark.parametrize(
    ("text", "language", "card"),
    [
        ("Faut-il un calendrier pour les mesures correctives ?", "fr", "termination-timeline"),
        ("bjr cmt evaluer un partenariat svp", "fr", "evaluation"),
        ("Can a partnership be ended before its term?", "en", "termination"),
        ("Qui anime Ville amie des enfants en France ?", "fr", "vae"),
        ("What is the INCO council?", "en", "dci-inco"),
        ("which swiss ngo runs the platform for cities", "en", "cities-platform"),
    ],
)
def test_the_right_card_comes_first(library: Library, text: str, language: Language, card: str) -> None:
    """However the question is put."""
    assert found(library, text, language)[0].passage.id.startswith(card)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_hits_are_in_the_language_of_the_asker(library: Library, language: Language) -> None:
    """Both languages of a card are one hit: no id twice, and every text in that language."""
    hits = found(library, "partenariat partnership évaluation evaluation", language, 20)
    assert len({hit.passage.id for hit in hits}) == len(hits) == 20
    assert {hit.passage.language for hit in hits} == {language}


def test_hits_are_ranked_and_explained(library: Library) -> None:
    """Ranks from 1, best score first, with each retriever's own score and place."""
    hits = found(library, "Who follows up the corrective measures?", "en")
    scores = [hit.scores["fused"] for hit in hits]
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert scores == sorted(scores, reverse=True)
    assert set(hits[0].scores) >= {"fused", "dense", "bm25"}
    assert (hits[0].ranks["dense"], hits[0].ranks["bm25"]) <= (3, 3)


def test_accents_case_and_apostrophes_make_no_difference_to_words(library: Library) -> None:
    """BM25 gives both ways of writing the same score."""
    first = found(library, "L’ÉVALUATION FORMELLE EST-ELLE ENCOURAGÉE ?", "fr")[0]
    plain = {hit.passage.id: hit for hit in found(library, "l'evaluation formelle est-elle encouragee ?", "fr", 20)}
    assert plain[first.passage.id].scores["bm25"] == pytest.approx(first.scores["bm25"])


def test_greetings_are_not_searched_for(library: Library) -> None:
    """They change nothing in what is found."""
    bare = library.reader.read("l'évaluation finale est-elle obligatoire ?", "fr")
    polite = library.reader.read("Bonjour, l'évaluation finale est-elle obligatoire ? Merci d'avance", "fr")
    assert polite.text.rstrip(" ?") == bare.text.rstrip(" ?")


def test_abbreviations_are_spelt_out_for_words_alone(library: Library) -> None:
    """BM25 gets the expansion; the embedding model what was written."""
    query = library.reader.read("statut ECOSOC d'une ONG", "fr")
    assert query.text == "statut ECOSOC d'une ONG"
    assert "organisation non gouvernementale" in query.words.casefold()
