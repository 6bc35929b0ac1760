"""Examples for the passage reader: documents of many hands, each question with the part that answers it."""

from __future__ import annotations

from index.training.reading_examples import DOCUMENTS, DocumentQuestion, answering_parts, read_document_questions

PARTS = ["Notice\nThe notice is 30 days, in writing.", "Reports\nThe report is due in 30 days.", "Notice\nOr 60 days."]


def test_the_part_that_holds_the_words_answers() -> None:
    """Where several do, those under the heading that is named."""
    assert answering_parts(DocumentQuestion("en", "How long?", "Notice", "notice is 30 days"), PARTS) == [PARTS[0]]
    assert answering_parts(DocumentQuestion("en", "When?", "Reports", "30 days"), PARTS) == [PARTS[1]]
    assert answering_parts(DocumentQuestion("en", "Who?", "Notice", "the treasurer alone decides"), PARTS) == []


def test_every_question_has_its_document_and_its_words() -> None:
    """Words that answer stand in the document; a question without words names a section that only resembles."""
    files = sorted(DOCUMENTS.glob("*/*.tsv"))
    assert len(files) > 150
    for path in files:
        questions = read_document_questions(path)
        assert path.with_suffix(".md").exists()
        assert {bool(question.words) for question in questions} == {True, False}
        assert all(question.text for question in questions)
