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
    """Return the text that is read of an e-mail of one part."""
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


def test_answers_between_quoted_questions_are_read() -> None:
    """They stand below the line that opens the history; what the other said after a question is left out."""
    asked = (
        "Bonjour,\n\nvoir plus bas.\n\nLe 05/03/2025 à 14:02, Fatou a écrit :\n> Bonjour,\n>\n"
        "> 1. Quel est le préavis ? Nous avions compris 30 jours.\n\n60 jours.\n\n"
        "> 2. Faut-il un audit ?\n>\n> Merci\n\n"
        "Oui.\n\n-- \nJean\n"
    )
    answers = ["Bonjour,", "voir plus bas.", "1. Quel est le préavis ?", "60 jours.", "2. Faut-il un audit ?", "Oui."]
    assert read("Re: Convention", asked).markdown.split("\n\n") == answers
    html = (
        "<html><body><p>Bonjour,</p><div class='moz-cite-prefix'>Le 5 mars, Fatou a écrit :</div>"
        "<blockquote type='cite'><p>Qui signe ?</p></blockquote><p>Le trésorier.</p>"
        "<blockquote type='cite'><p>Merci.</p></blockquote></body></html>"
    )
    assert read("Re: Rapport", html, "html").markdown.split("\n\n") == ["Bonjour,", "Qui signe ?", "Le trésorier."]


def test_the_quoted_history_of_a_web_mail_is_left_out() -> None:
    """An indented paragraph is no quotation."""
    html = (
        "<div>Délai :<blockquote style='margin:0 0 0 40px;border:none'>21 jours.</blockquote></div>"
        "<div class='gmail_quote'><div class='gmail_attr'>Le lun. 3 mars, Awa a écrit :</div>"
        "<blockquote class='gmail_quote'>On nous a dit 10 jours.</blockquote></div>"
    )
    found = read("Re: Avance", f"<html><body>{html}</body></html>", "html").markdown
    assert "21 jours." in found and "10 jours" not in found


def test_a_message_that_a_mac_passes_on_is_read() -> None:
    """It is quoted under words of its own."""
    text = "\nDébut du message transféré :\n\n> De: Siège <s@x.org>\n> Objet: Clôture\n> \n> Fin le 30 novembre.\n"
    assert read("Tr : Clôture", text).markdown == "Fin le 30 novembre."


def test_a_word_that_a_program_broke_is_whole() -> None:
    """Flowed text with DelSp, of RFC 3676."""
    head = b"Subject: Alerte\nContent-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n\n"
    assert convert(head + b"Sous 24 h au direc \nteur.\n", "eml").markdown == "Sous 24 h au directeur."
