"""Workbooks, presentations, OpenDocument texts, books and e-mails are read with their headings and headers."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches

from index.ingest.conversion import convert
from index.ingest.file_type import check_file_type
from index.statement import state

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODF_NAMES = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table", "style"))


def package(**parts: str) -> bytes:
    """Return a zip of parts; "__" in a name stands for a folder, and the last "_" for the dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        for name, text in parts.items():
            path = name.replace("__", "/")
            written.writestr(".".join(path.rsplit("_", 1)), text)
    return stream.getvalue()


def test_a_workbook_keeps_rows_with_their_header() -> None:
    """A merged cell counts for each row, a share is per cent, what is hidden is left out and reported."""
    workbook, stream = Workbook(), io.BytesIO()
    sheet = workbook.active
    sheet.title = "Barème"
    for line in (["Barème des missions"], ["Région", "Grade", "Taux"], ["Nord", "Agent", 0.07], [None, "Cadre", 0.1]):
        sheet.append(line)
    sheet.merge_cells("A3:A4")
    sheet["C3"].number_format = sheet["C4"].number_format = "0%"
    workbook.create_sheet("Secret").append(["Code", 4711])
    workbook["Secret"].sheet_state = "hidden"
    workbook.save(stream)
    found = convert(stream.getvalue(), "xlsx")
    assert "Barème des missions\n\n| Région | Grade | Taux |" in found.markdown
    assert "| Nord | Agent | 7 % |\n| Nord | Cadre | 10 % |" in found.markdown
    assert "4711" not in found.markdown and found.warnings == (state("file.hidden_sheets", count=1),)


def test_a_formula_without_a_result_is_reported() -> None:
    """Its figure is nowhere in the file."""
    workbook, stream = Workbook(), io.BytesIO()
    for line in (["Ligne", "Total"], ["Eau", "=1+2"]):
        workbook.active.append(line)
    workbook.save(stream)
    assert convert(stream.getvalue(), "xlsx").warnings[0] == state("file.formulas", count=1)


def test_slides_are_sections() -> None:
    """Titles are headings, tables keep their header, notes are left out and reported."""
    presentation, stream = Presentation(), io.BytesIO()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Fin du partenariat"
    slide.placeholders[1].text = "Le bilan\nLe solde"
    slide.notes_slide.notes_text_frame.text = "À dire à voix basse."
    other = presentation.slides.add_slide(presentation.slide_layouts[5])
    other.shapes.title.text = "Les frais"
    table = other.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(6), Inches(1)).table
    for place, text in enumerate(("Zone", "Nuit", "Nord", "35 euros")):
        table.cell(place // 2, place % 2).text = text
    presentation.save(stream)
    found = convert(stream.getvalue(), "pptx")
    assert found.title == "Fin du partenariat"
    assert "- Le bilan\n- Le solde\n\n## Les frais\n\n| Zone | Nuit |" in found.markdown
    assert "| Nord | 35 euros |" in found.markdown and "basse" not in found.markdown
    assert found.warnings == (state("file.slide_notes", count=1),)


def test_an_open_document_text_is_read() -> None:
    """Merged cells are filled, deleted and struck-out text is gone, a note stays with its place."""
    cell = "<table:table-cell {}><text:p>{}</text:p></table:table-cell>"
    rows = (
        [("", "Zone"), ("", "Grade"), ("", "Nuit")],
        [('table:number-rows-spanned="2"', "Nord"), ("", "Agent"), ("", "35")],
    )
    table = "".join(f"<table:table-row>{''.join(cell.format(*c) for c in row)}</table:table-row>" for row in rows)
    table += f"<table:table-row><table:covered-table-cell/>{cell.format('', 'Cadre')}"
    table += f"{cell.format('', '50')}</table:table-row>"
    note = "<text:note-citation>1</text:note-citation><text:note-body><text:p>Voir 3.</text:p></text:note-body>"
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Ancien.</text:p></text:deletion>"
        '</text:changed-region></text:tracked-changes><text:h text:outline-level="1">Barème du réseau</text:h>'
        '<text:p>Le taux est de <text:span text:style-name="T1">12 %</text:span>'
        f"7 %<text:note>{note}</text:note>.</text:p>"
        f"<table:table>{table}</table:table>"
    )
    styles = (
        '<office:automatic-styles><style:style style:name="T1"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style></office:automatic-styles>'
    )
    content = (
        f"<office:document-content {ODF_NAMES}>{styles}<office:body><office:text>{body}</office:text></office:body>"
    )
    found = convert(package(content_xml=f"{content}</office:document-content>"), "odt")
    assert found.title == "Barème du réseau"
    assert "Le taux est de 7 % (note – Voir 3.)." in found.markdown and "Ancien" not in found.markdown
    assert "| Nord | Cadre | 50 |" in found.markdown
    assert state("file.deleted_text") in found.warnings


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    """Its metadata name title, publisher and language; its table of contents is left out."""
    package_file = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>Guide du réseau</dc:title><dc:publisher>ONG Exemple</dc:publisher><dc:language>fr</dc:language>"
        '</metadata><manifest><item id="n" href="n.xhtml" properties="nav"/><item id="a" href="a.xhtml"/>'
        '<item id="b" href="b.xhtml"/></manifest><spine><itemref idref="n"/>'
        '<itemref idref="b"/><itemref idref="a"/></spine>'
        "</package>"
    )
    page = (
        '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{}</p></body></html>'
    )
    container = '<container><rootfiles><rootfile full-path="OEBPS/c.opf"/></rootfiles></container>'
    texts = {"n": "Contenu.", "a": "Le second point.", "b": "Le premier point."}
    pages = {f"OEBPS__{name}_xhtml": page.format(text) for name, text in texts.items()}
    data = package(**{"META-INF__container_xml": container, "OEBPS__c_opf": package_file}, **pages)
    found = convert(data, "epub")
    assert found.markdown == "Le premier point.\n\nLe second point."
    assert (found.title, found.owner, found.language) == ("Guide du réseau", "ONG Exemple", "fr")


def test_an_email_is_its_newest_text() -> None:
    """The subject is the title; quoted history, signature and attachments are left out and reported."""
    message = EmailMessage()
    message["Subject"] = "RE: TR: Délai du rapport final"
    message.set_content(
        "Le rapport est dû sous 45 jours.\n\n-- \nA. Diop\n\nLe lun. 3 mars 2025 à 10:00, B. <b@x.org> a écrit :\n"
        "> Le rapport est dû sous 60 jours ?\n"
    )
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="x.pdf")
    found = convert(message.as_bytes(), "eml")
    assert (found.title, found.markdown) == ("Délai du rapport final", "Le rapport est dû sous 45 jours.")
    assert len(found.warnings) == 2


def test_tables_side_by_side_are_two() -> None:
    """What stands in one row of both belongs together in neither; a column that is empty for show parts nothing."""
    workbook, stream = Workbook(), io.BytesIO()
    for line in (["Frais", "Coût", None, "Zone", "Délai"], ["Taxi", 5000, None, "Nord", "5 jours"]):
        workbook.active.append(line)
    workbook.create_sheet("Barème")
    for line in (["Poste", "Nord", None, "Sud", "Est"], ["Nuit", 30, None, 40, 50]):
        workbook["Barème"].append(line)
    workbook.save(stream)
    found = convert(stream.getvalue(), "xlsx").markdown
    assert "| Frais | Coût |" in found and "| Nord | 5 jours |" in found
    assert "| Nuit | 30 |  | 40 | 50 |" in found


def test_a_slide_without_title_has_a_heading() -> None:
    """Its text doesn't stand under the title of the slide before."""
    slides, stream = Presentation(), io.BytesIO()
    slides.slides.add_slide(slides.slide_layouts[5]).shapes.title.text = "Barème"
    for texts in (("Calendrier", "Le rapport est dû le 15."), ("La facture est due le 5.",)):
        slide = slides.slides.add_slide(slides.slide_layouts[6])
        for row, text in enumerate(texts):
            box = slide.shapes.add_textbox(Inches(1), Inches(1 + row), Inches(4), Inches(1))
            box.text_frame.text = text
    slides.save(stream)
    found = convert(stream.getvalue(), "pptx").markdown
    assert "## Calendrier\n\nLe rapport est dû le 15.\n\n## Diapositive 3 / Slide 3\n\nLa facture" in found


def test_a_list_of_an_opendocument_text_goes_on_with_its_numbers() -> None:
    """Where the file says so; a description of a picture is no text."""
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    styles = (
        '<office:automatic-styles><text:list-style style:name="L"><text:list-level-style-number '
        'style:num-format="1"/></text:list-style></office:automatic-styles>'
    )
    body = (
        f'<text:list text:style-name="L">{item.format("Déposer")}{item.format("Attendre")}</text:list>'
        '<text:p>Puis :</text:p><svg:desc xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0">Logo'
        f'</svg:desc><text:list text:style-name="L" text:continue-numbering="true">{item.format("Signer")}</text:list>'
    )
    content = (
        f"<office:document-content {ODF_NAMES}>{styles}<office:body><office:text>{body}</office:text></office:body>"
    )
    found = convert(package(content_xml=f"{content}</office:document-content>"), "odt").markdown
    assert found == "1. Déposer\n2. Attendre\n\nPuis :\n\n3. Signer"


def test_an_email_whose_plain_part_says_less_is_read_from_its_html() -> None:
    """A stub is no text, and a table without its rows is none."""
    message = EmailMessage()
    message["Subject"] = "Barème"
    message.set_content("Voir la version HTML de ce message.")
    row = "<tr><td>{}</td><td>{}</td><td>{}</td></tr>"
    table = row.format("<b>Zone</b>", "<b>Nuit</b>", "<b>Repas</b>") + row.format("Nord", "25 000", "")
    message.add_alternative(f"<p>Voici le barème :</p><table>{table}</table>", subtype="html")
    assert "| Nord | 25 000 |  |" in convert(message.as_bytes(), "eml").markdown


def test_a_note_of_a_book_stands_at_its_mark() -> None:
    """It is no item of the list above it."""
    mark = "<a epub:type='noteref' href='#n1'><sup>1</sup></a>"
    note = "<aside epub:type='footnote' id='n1'><p>1. Sauf danger immédiat.</p></aside>"
    page = f"<html><body><p>Sous 24 heures{mark}.</p><ol><li>Écouter</li></ol>{note}</body></html>"
    container = '<container><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>'
    package_file = (
        '<package><manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>'
    )
    found = convert(package(**{"META-INF__container_xml": container}, c_opf=package_file, a_xhtml=page), "epub")
    assert found.markdown == "Sous 24 heures (note – Sauf danger immédiat).\n\n1. Écouter"


def test_bold_in_an_open_document_text_marks_headings_and_names() -> None:
    """Its styles say it; hidden text is reported."""
    styles = (
        '<office:automatic-styles><style:style style:name="B"><style:text-properties fo:font-weight="bold"/>'
        '</style:style><style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
        "</office:automatic-styles>"
    )
    cell = '<table:table-cell><text:p text:style-name="{}">{}</text:p></table:table-cell>'
    rows = ((("B", "Nom"), ("P", "Awa"), ("B", "Poste"), ("P", "Chef")), (("B", "Bureau"), ("P", "Thiès")))
    table = "".join(f"<table:table-row>{''.join(cell.format(*c) for c in row)}</table:table-row>" for row in rows)
    body = (
        '<text:p text:style-name="B">1. Avance</text:p><text:p>Elle est de 80 %.'
        f'<text:span text:style-name="H">4711</text:span></text:p><table:table>{table}</table:table>'
    )
    names = f'{ODF_NAMES} xmlns:fo="{_ODF}:xsl-fo-compatible:1.0"'
    content = f"<office:document-content {names}>{styles}<office:body><office:text>{body}</office:text></office:body>"
    found = convert(package(content_xml=f"{content}</office:document-content>"), "odt")
    assert "## 1. Avance\n\nElle est de 80 %.\n" in found.markdown
    assert "| Nom | Awa |\n| Poste | Chef |\n| Bureau | Thiès |" in found.markdown
    assert found.warnings == (state("file.hidden_text"),)


def test_a_note_in_another_file_of_a_book_stands_at_its_mark() -> None:
    """Its number would else be a digit more; the numbers of printed pages are left out, letters of items stay."""
    chapter = (
        '<h1>Accueil</h1><p>Un adulte pour dix enfants<a epub:type="noteref" href="../notes.xhtml#n1">1</a>.</p>'
        '<p><span epub:type="pagebreak">12</span>Les portes restent ouvertes.</p><ol type="a"><li>le nom ;</li></ol>'
    )
    note = '<ol><li id="n1">Six, avant huit ans. <a href="text/c.xhtml">↩</a></li></ol>'
    body = '<html xmlns:epub="http://www.idpf.org/2007/ops"><body>{}</body></html>'
    manifest = '<item id="a" href="text/c.xhtml"/><item id="b" href="notes.xhtml"/>'
    spine = '<itemref idref="a"/><itemref idref="b"/>'
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfile full-path="b.opf"/></container>'
    )
    book = package(
        mimetype_="application/epub+zip",
        **{"META-INF__container_xml": container},
        b_opf=f"<package><manifest>{manifest}</manifest><spine>{spine}</spine></package>",
        text__c_xhtml=body.format(chapter),
        notes_xhtml=body.format(note),
    )
    check_file_type(book, "epub")
    assert convert(book, "epub").markdown.split("\n\n") == [
        "# Accueil",
        "Un adulte pour dix enfants (note – Six, avant huit ans).",
        "Les portes restent ouvertes.",
        "- a) le nom ;",
    ]


def test_an_open_document_text_keeps_the_numbers_that_it_makes_itself() -> None:
    """Articles by the outline, clauses by lists that go on with each other, points by letters; also in a table."""
    outline = (
        '<text:outline-style><text:outline-level-style text:level="1" style:num-format="1" style:num-prefix="Article "'
        ' style:num-suffix="."/></text:outline-style>'
    )
    lists = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
        'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="1" '
        'text:display-levels="2"/></text:list-style><text:list-style style:name="A"><text:list-level-style-number '
        'text:level="1" style:num-format="a" style:num-suffix=")"/></text:list-style>'
    )
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    inner = f"<text:list-item><text:list>{item.format('Avance')}{item.format('Solde')}</text:list></text:list-item>"
    body = (
        '<text:h text:outline-level="1">Objet</text:h><text:p>Le fonds.</text:p>'
        '<text:h text:outline-level="1">Montant</text:h>'
        f'<text:list text:style-name="L" xml:id="x">{item.format("Le total")}</text:list>'
        f'<text:list text:style-name="L" text:continue-list="x">{inner}</text:list>'
        f'<text:list text:style-name="A">{item.format("en euros ;")}</text:list><text:p>Puis.</text:p>'
        f'<text:list text:style-name="A" text:continue-numbering="true">{item.format("à terme.")}</text:list>'
        f'<table:table><table:table-row><table:table-cell><text:list text:style-name="L">{item.format("Ici")}'
        "</text:list></table:table-cell><table:table-cell><text:p>Oui</text:p></table:table-cell></table:table-row>"
        "</table:table>"
    )
    content = (
        f"<office:document-content {ODF_NAMES}><office:automatic-styles>{outline}{lists}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    lines = [line for line in convert(package(content_xml=content), "odt").markdown.split("\n") if line.strip("| -")]
    assert lines == [
        *("# Article 1. Objet", "Le fonds.", "# Article 2. Montant", "1. Le total", "1.1 Avance", "1.2 Solde"),
        *("a) en euros ;", "Puis.", "b) à terme.", "| 1. Ici | Oui |"),
    ]


def test_a_nested_list_that_goes_on_with_another_stands_under_its_item() -> None:
    """As programs write it: each item in a list of its own; a raised figure is no digit of the one before it."""
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    styles = (
        '<office:automatic-styles><style:style style:name="T"><style:text-properties '
        'style:text-position="super 58%"/></style:style></office:automatic-styles>'
    )
    body = (
        f'<text:list text:style-name="B">{item.format("Pièces")}</text:list>'
        f'<text:list text:style-name="B"><text:list-item><text:list>{item.format("Budget")}</text:list>'
        '</text:list-item></text:list><text:p>45<text:span text:style-name="T">1</text:span> euros</text:p>'
    )
    content = (
        f"<office:document-content {ODF_NAMES}>{styles}<office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    lines = convert(package(content_xml=content), "odt").markdown.split("\n")
    assert [line for line in lines if line] == ["- Pièces", "  - Budget", "45^1 euros"]


def test_a_style_takes_from_the_one_it_is_made_from() -> None:
    """As programs write it: a table's first row has a style of its own, made from the bold one for such rows."""
    names = f'{ODF_NAMES} xmlns:fo="{_ODF}:xsl-fo-compatible:1.0"'
    styles = (
        '<style:style style:name="Table_20_Heading"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="P1" style:parent-style-name="Table_20_Heading"/>'
        '<style:style style:name="P2" style:parent-style-name="Table_20_Heading">'
        '<style:text-properties fo:font-weight="normal"/></style:style>'
    )
    cell = '<table:table-cell><text:p text:style-name="{}">{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{cell.format(style, one)}{cell.format(style, other)}</table:table-row>"
        for style, one, other in (("P1", "Zone", "Nuit"), ("P2", "Nord", "35 euros"), ("P2", "Sud", "30 euros"))
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text><table:table>{rows}</table:table></office:text></office:body></office:document-content>"
    )
    lines = convert(package(content_xml=content), "odt").markdown.split("\n")
    assert [line for line in lines if line] == [
        "| Zone | Nuit |",
        "| --- | --- |",
        "| Nord | 35 euros |",
        "| Sud | 30 euros |",
    ]
