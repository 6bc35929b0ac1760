"""E-mails give what their writer says, whatever program wrote them."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from pathlib import Path

from index.document import Document
from index.ingest.conversion import convert
from index.ingest.converted_text import Conversion
from index.ingest.reader import read_files


def read(subject: str, text: str, subtype: str = "plain") -> Conversion:
    """Return what is read of an e-mail of one part."""
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content(text, subtype=subtype)
    return convert(message.as_bytes(policy=policy.SMTP), "eml")


def test_an_email_of_html_alone_is_no_web_page(tmp_path: Path) -> None:
    """Its head is short, so that the HTML begins early."""
    path = tmp_path / "lettre.eml"
    path.write_bytes(
        b"Subject: Appel\nContent-Type: text/html\n\n<html><body><p>Dossiers avant le 30 avril.</p></body>"
    )
    found = next(iter(read_files([path], workers=1)))
    assert isinstance(found, Document) and found.markdown == "Dossiers avant le 30 avril."


def test_a_message_that_is_passed_on_is_read() -> None:
    """It is what the e-mail was sent for; who sent it to whom is left out."""
    head = "---------- Forwarded message ---------\nDe : Siège <s@x.org>\nDate: lun. 3 févr. 2025\nTo: <c@x.org>\n\n"
    found = read("Fwd: Rapports", f"Pour info.\n\n{head}Le rapport est dû le 15 juillet.\n\nBien à vous,\nLe siège\n")
    assert found.markdown == "Pour info.\n\nLe rapport est dû le 15 juillet."
    outlook = "<p><b>From:</b> HQ<br><b>Sent:</b> Monday<br><b>To:</b> All</p><p>Three quotes above 5,000 USD.</p>"
    assert read("FW: Quotes", f"<html><body><p>FYI</p>{outlook}</body></html>", "html").markdown.endswith(
        "FYI\n\nThree quotes above 5,000 USD."
    )


def test_an_answer_below_its_question_is_read() -> None:
    """An answer keeps the question that it stands below, without who asked it and when."""
    asked = "Le 3 mars 2025 à 10:00, Marc <m@x.org> a écrit :\n> Quelle est la durée ?\n\nIl dure 24 mois.\n"
    assert read("Re: Durée", asked).markdown == "Quelle est la durée ?\n\nIl dure 24 mois."
    inline = "Hello,\n\n> Who pays?\n\nThe project.\n\n> When is it due?\n\nIn May.\n\n> Thank you\n"
    assert read("Re: Audit", inline).markdown.split("\n\n") == [
        "Hello,",
        "Who pays?",
        "The project.",
        "When is it due?",
        "In May.",
    ]


def test_signatures_and_notices_are_left_out() -> None:
    """Also those without the two hyphens; a postscript stays."""
    signed = "Il dure 24 mois.\n\nBien cordialement,\nAwa Ndiaye\nTél. 33 800 00 00\n\nPS : à signer en mai.\n\n"
    notice = "Ce message et ses pièces jointes sont confidentiels. Merci de le détruire.\n\nEnvoyé de mon iPhone\n"
    assert read("Durée", signed + notice).markdown == "Il dure 24 mois.\n\nPS : à signer en mai."


def test_an_email_without_encoding_is_decoded() -> None:
    """As older programs write it, also in the subject."""
    raw = "Subject: Réunion\nContent-Type: text/plain\n\nElle est reportée au 12 mai, à 10 h.\n".encode("latin-1")
    found = convert(raw, "eml")
    assert (found.title, found.markdown) == ("Réunion", "Elle est reportée au 12 mai, à 10 h.")
