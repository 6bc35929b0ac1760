"""Words that leave no doubt are found in whatever sentence they stand; denials, questions and figures are not."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from bot.safety.danger_rules import find_certain_danger
from corpus.danger_examples import read_danger_examples
from corpus.danger_expressions import read_danger_expressions
from corpus.yamlfile import CorpusError, read

GRID = read(Path(__file__).parent / "danger_grid.yaml")
THREATS = read(Path(__file__).parent / "threats_by_groups.yaml")
DISCLOSURES = [(kind, text) for kind, texts in GRID["disclosures"].items() for text in texts]
FRAMES = [(language, *frame.split(" | ")) for language, frames in GRID["frames"].items() for frame in frames]
POSITIONS = ("before", "within", "after")
KEYWORD = re.compile(r"_(\w+)_")
SAMPLE = 4000


def as_written(text: str, _: random.Random) -> str:
    """Return `text` itself."""
    return KEYWORD.sub(r"\1", text)


def as_short_message(text: str, _: random.Random) -> str:
    """Return `text` in small letters, without accents and apostrophes."""
    parts = unicodedata.normalize("NFD", KEYWORD.sub(r"\1", text).lower())
    return re.sub("[’']", " ", "".join(c for c in parts if not unicodedata.combining(c)))


def in_capitals(text: str, _: random.Random) -> str:
    """Return `text` in capitals."""
    return KEYWORD.sub(r"\1", text).upper()


def obfuscated(text: str, chance: random.Random) -> str:
    """Return `text` with its key word in obfuscated spelling."""
    ways: list[Callable[[str], str]] = [
        lambda word: word.translate(str.maketrans("aio", "@10")) if re.search("[aio]", word) else word,
        lambda word: ".".join(word) if len(word) > 3 else word,  # "s.e.x": three letters are an abbreviation
        lambda word: re.sub("([aeiouyé])", r"\1\1\1", word, count=1),
        lambda word: "\u200b".join(word),
    ]
    return KEYWORD.sub(lambda found: chance.choice(ways)(found[1]), text)


SPELLINGS = (as_written, as_short_message, in_capitals, obfuscated)


def message(disclosure: str, frame: tuple[str, str, str], position: str, chance: random.Random) -> str:
    """Return `disclosure` before, within or after `frame`, joined as people join clauses."""
    language, first, second = frame
    joiner, other = chance.choice(GRID["joiners"][language]), chance.choice(GRID["joiners"][language])
    if position == "before":
        return f"{disclosure}{joiner}{first} {second}"
    if position == "within":
        return f"{first}{joiner}{disclosure}{other}{second}"
    return f"{first} {second}{joiner}{disclosure}"


def grid() -> Iterator[tuple[tuple[str, str], tuple[str, str, str], str, Callable[[str, random.Random], str]]]:
    """Yield a fixed random sample of the grid, then each disclosure and each frame at least once."""
    cells = list(product(DISCLOSURES, FRAMES, POSITIONS, SPELLINGS))
    chance = random.Random(7)
    yield from chance.sample(cells, SAMPLE)
    for disclosure in DISCLOSURES:
        yield disclosure, chance.choice(FRAMES), chance.choice(POSITIONS), chance.choice(SPELLINGS)
    for frame in FRAMES:
        yield chance.choice(DISCLOSURES), frame, chance.choice(POSITIONS), chance.choice(SPELLINGS)


def test_the_grid_is_large() -> None:
    """At least 60 disclosures in 40 frames, at 3 positions, in 4 spellings."""
    sizes = (len(DISCLOSURES), len(FRAMES), len(POSITIONS), len(SPELLINGS))
    assert all(size >= least for size, least in zip(sizes, (60, 40, 3, 4), strict=True))


def test_danger_is_found_in_every_frame_position_and_spelling() -> None:
    """Business talk around words that leave no doubt never takes them away."""
    chance = random.Random(11)
    missed = []
    for (_, disclosure), frame, position, spelling in grid():
        text = message(spelling(disclosure, chance), frame, position, chance)
        if find_certain_danger(text) is None:
            missed.append(text)
    assert missed == []


@pytest.mark.parametrize(("kind", "text"), DISCLOSURES)
def test_a_disclosure_has_its_kind(kind: str, text: str) -> None:
    """One of those in the examples."""
    assert find_certain_danger(KEYWORD.sub(r"\1", text)) == kind
    assert kind in read_danger_examples().disclosures


def test_words_of_harm_that_tell_of_no_danger_are_not_found_in_any_frame() -> None:
    """Denials, questions, topics and figures of speech, alone and beside business talk, in three spellings."""
    chance = random.Random(13)
    cells = list(product(GRID["harmless"], FRAMES, POSITIONS, SPELLINGS[:3]))
    some = chance.sample(cells, SAMPLE // 2)
    framed = [message(spelling(text, chance), frame, position, chance) for text, frame, position, spelling in some]
    assert [text for text in [*GRID["harmless"], *framed] if find_certain_danger(text)] == []


def test_examples_as_people_write_them_are_told_apart() -> None:
    """In both languages, with short-message spelling."""
    examples = GRID["examples"]
    assert [text for text in examples["danger"] if not find_certain_danger(text)] == []
    assert [text for text in examples["harmless"] if find_certain_danger(text)] == []


def test_frames_alone_tell_of_no_danger() -> None:
    """Business talk by itself."""
    assert [frame for frame in FRAMES if find_certain_danger(" ".join(frame[1:]))] == []


@pytest.mark.parametrize(
    "text",
    [
        "Je veux mourir à cause du partenariat avec l'UNICEF",
        "Qui fait l'évaluation finale vu que le directeur viole les filles du centre ?",
        "If the agreement ends I will hang myself.",
        "quand il boit mon père me frappe",
        "Je ne sais pas quoi faire je veux mourir",
        "We do not know whom to tell, our director rapes the girls",
        "Personne ne m'aide et le gardien viole les enfants",
        "Je veux signaler que le directeur viole les filles",
        "ma fille dit que son oncle l'a violée",
        "I want to report that my uncle rapes me",
    ],
)
def test_a_denial_or_supposition_of_something_else_takes_nothing_away(text: str) -> None:
    """It must stand right beside the words of danger."""
    assert find_certain_danger(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ils ont attaché le mariage de ma petite soeur à la mosquée", "harmful_practice"),
        ("tu vas dormir sous terre, il m’a dit", "threat"),
        ("nmout w nrtah", "self_harm"),
        ("Mwen di kadejak sou ma soeur", "abuse"),
        ("my auntie arranged gudniin for my daughter", "harmful_practice"),
    ],
)
def test_an_expression_of_one_region_is_found(text: str, kind: str) -> None:
    """With the kind that the list gives it."""
    assert find_certain_danger(text) == kind


@pytest.mark.parametrize("expression", read_danger_expressions(), ids=lambda expression: expression.id)
def test_an_expression_has_a_region_and_a_sense(expression: object) -> None:
    """So that a reader of the list can judge it."""
    assert all(getattr(expression, field) for field in ("id", "pattern", "region", "kind", "sense"))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("- {id: a, fr: x, region: Sahel, kind: threat}", "1: an expression has"),
        ("- {id: a, fr: x, en: y, region: Sahel, kind: threat, sense: s}", "1: an expression has"),
        ("- {id: a, fr: x, region: Sahel, kind: storm, sense: s}", "1: kind must be"),
        ("- {id: a, fr: '(x', region: Sahel, kind: threat, sense: s}", "1: this is not an expression"),
        ("id: a", "1: here a list"),
    ],
)
def test_an_error_in_the_list_names_file_and_line(tmp_path: Path, written: str, said: str) -> None:
    """And what is expected."""
    path = tmp_path / "expressions.yaml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(CorpusError, match=rf"expressions\.yaml:{said}"):
        read_danger_expressions(path)


def test_a_message_of_the_greatest_length_is_read_to_its_end() -> None:
    """4,096 characters of words that could begin a finding, and one at the end."""
    filler = ("rien de tout cela, " * 220)[:4060]
    assert (find_certain_danger(filler), find_certain_danger(f"{filler}. Je veux mourir")) == (None, "self_harm")


@pytest.mark.parametrize(
    "told",
    [
        "mon ami a 12 ans et son prof le touche",
        "ma voisine a 13 ans et son oncle la touche",
        "son oncle la touche, elle a 13 ans",
        "ma copine a dit que son père la touche",
        "un élève dit que l’entraîneur le touche",
    ],
)
def test_that_a_child_is_touched_leaves_no_doubt(told: str) -> None:
    """Whoever tells it, and in whatever order."""
    assert find_certain_danger(told) == "abuse"


@pytest.mark.parametrize(
    "told", ["ça la touche beaucoup, elle a 12 ans", "le formateur touche 90 euros", "la réforme le touche de près"]
)
def test_what_touches_in_another_sense_is_no_danger(told: str) -> None:
    """Money, a decision, a reform."""
    assert find_certain_danger(told) is None


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("self_harm", "Je n’en peux plus, j’ai préparé les cachets pour ce soir"),
        ("self_harm", "J’ai avalé toute la boîte"),
        ("self_harm", "J’ai acheté la corde, c’est pour ce soir. Qui signe le rapport ?"),
        ("self_harm", "J’ai écrit ma lettre d’adieu"),
        ("self_harm", "Les cachets sont prêts, je dors pour toujours ce soir"),
        ("self_harm", "I bought the rope, it’s for tonight"),
        ("self_harm", "I wrote my goodbye note. Who signs the report?"),
        ("sexual_exploitation", "Un agent donne de l’argent aux filles contre du sexe, que dit l’accord ?"),
        ("sexual_exploitation", "Un collègue paie des filles mineures pour coucher, c’est prévu par l’accord ?"),
        ("sexual_exploitation", "A staff member gives girls money for sex, what does the agreement say?"),
        ("sexual_exploitation", "A colleague pays young girls for sex, which clause of the agreement applies?"),
    ],
)
def test_what_is_prepared_and_what_is_paid_for_leaves_no_doubt(kind: str, told: str) -> None:
    """Also amid a question about the texts."""
    assert find_certain_danger(told) == kind


@pytest.mark.parametrize(
    "told",
    [
        "J’ai acheté une corde pour le puits du village",
        "J’ai préparé les comprimés pour la distribution de demain",
        "J’ai écrit une lettre d’adieu aux partenaires",
        "Le projet paie les filles pour du matériel",
        "On a pris toute la boîte à outils",
        "I have the tablets ready for the survey tonight",
        "I wrote a goodbye note to the team",
        "The agency pays the girls’ school fees for sex education",
    ],
)
def test_what_is_prepared_for_the_work_is_no_danger(told: str) -> None:
    """Nor what is paid for."""
    assert find_certain_danger(told) is None


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("who", "what"), [("armed", "deeds"), ("armed", "bodily"), ("near", "bodily")])
def test_whoever_is_armed_and_whatever_nobody_says_in_jest_is_a_threat(language: str, who: str, what: str) -> None:
    """Of people with arms every deed counts, of relatives and neighbours what leaves no doubt."""
    threats = [f"{one} {deed}" for one, deed in product(THREATS[language][who], THREATS[language][what])]
    assert [text for text in threats if find_certain_danger(text) != "threat"] == []
