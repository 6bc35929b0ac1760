"""Slides are read as people see them: columns apart, drawings with their words, no footers."""

from __future__ import annotations

import io
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Inches

from index.ingest.conversion import convert

_DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def deck() -> Any:
    """Return an empty presentation."""
    return Presentation()


def slide(slides: Any, title: str, layout: int = 5) -> Any:
    """Add a slide with a title."""
    added = slides.slides.add_slide(slides.slide_layouts[layout])
    if added.shapes.title is not None:
        added.shapes.title.text = title
    return added


def box(added: Any, left: float, top: float, text: str) -> Any:
    """Add a box of text of one inch by two."""
    shape = added.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(1))
    shape.text_frame.text = text
    return shape


def read(slides: Any) -> str:
    """Return the Markdown of a presentation."""
    stream = io.BytesIO()
    slides.save(stream)
    return convert(stream.getvalue(), "pptx").markdown


def test_what_stands_in_columns_stays_with_its_head() -> None:
    """However the heights of the boxes differ; a line below all of them stands under none of the heads."""
    slides = deck()
    added = slide(slides, "Seuils")
    for n, (head, text) in enumerate((("Direct", "Un devis"), ("Ouvert", "Trois devis"), ("Public", "21 jours"))):
        box(added, 3 * n, 2 + 0.05 * n, head)
        box(added, 3 * n, 3.5 - 0.05 * n, text)
    assert read(slides).endswith("# Seuils\n\nDirect – Un devis\n\nOuvert – Trois devis\n\nPublic – 21 jours")
    box(added, 0, 5, "Valable en 2025.").width = Inches(9)
    compared = slide(slides, "Frais", 4)
    for place, text in ((1, "Éligible"), (2, "Salaires\nLoyer"), (3, "Non éligible"), (4, "Amendes\nAlcool")):
        compared.placeholders[place].text = text
    found = read(slides)
    assert "Public – 21 jours\n\nValable en 2025." in found
    assert "### Éligible\n\n- Salaires\n- Loyer\n\n### Non éligible\n\n- Amendes\n- Alcool" in found


def test_rows_of_labels_are_read_across() -> None:
    """More rows than columns are a table without lines: a figure belongs to its label, two words don't."""
    slides = deck()
    added = slide(slides, "Contacts")
    for n, (name, text) in enumerate((("Police", "117"), ("Pompiers", "118"), ("Écoute", "116"))):
        box(added, 5, 2 + 1.2 * n, text)
        box(added, 0, 2 + 1.2 * n, name)
    assert read(slides).endswith("Police – 117\n\nPompiers – 118\n\nÉcoute – 116")
    added = slide(slides, "Domaines")
    for n, text in enumerate(("Eau", "Santé", "Jeu", "École", "Abri", "Droit")):
        box(added, 5 * (n % 2), 2 + 1.2 * (n // 2), text)
    assert read(slides).endswith("Eau\n\nSanté\n\nJeu\n\nÉcole\n\nAbri\n\nDroit")


def test_a_raised_figure_is_no_digit_of_the_figure_before_it() -> None:
    """In a text and in a cell: the mark of a note is none of an amount."""
    slides = deck()
    added = slide(slides, "Taux")
    box(added, 0, 2, "Taux : 45")
    cell = added.shapes.add_table(1, 2, 0, Inches(4), Inches(8), Inches(2)).table.cell(0, 1)
    cell.text = "30"
    for frame in (added.shapes[1].text_frame, cell.text_frame):
        run = frame.paragraphs[0].add_run()
        run.text = "1"
        run.font._element.set("baseline", "30000")
    found = read(slides)
    assert "Taux : 45^1" in found and "30^1" in found


def test_footers_and_numbers_of_slides_are_left_out() -> None:
    """Also those that are no placeholders."""
    slides = deck()
    for number in range(1, 4):
        added = slide(slides, f"Partie {number}")
        box(added, 1, 2, f"Le délai {number} est de 30 jours.")
        box(added, 1, 7, "ONG Exemple | Formation 2025")
        box(added, 8, 7, f"{number + 10}")
    found = read(slides)
    assert "Formation" not in found and "12" not in found and found.count("jours") == 3


def test_names_of_columns_in_two_rows_are_joined() -> None:
    """Where the first row of a table spans two."""
    slides = deck()
    table = slide(slides, "Barème").shapes.add_table(3, 3, 0, Inches(2), Inches(8), Inches(2)).table
    for place, text in enumerate(("Zone", "Indemnité", "", "", "Nuit", "Repas", "Nord", "35", "9")):
        table.cell(place // 3, place % 3).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    assert "| Zone | Indemnité – Nuit | Indemnité – Repas |\n|---|---|---|\n| Nord | 35 | 9 |" in read(slides)


def test_a_chart_is_a_table_of_its_figures() -> None:
    """Its categories are the rows, its series the columns."""
    slides, data = deck(), CategoryChartData()  # type: ignore[no-untyped-call]  # python-pptx has no types
    data.categories = ["2023", "2024"]
    data.add_series("Prévu", (10, 0.5))  # type: ignore[no-untyped-call]  # as above
    added = slide(slides, "Dépenses").shapes
    added.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, Inches(2), Inches(6), Inches(4), data)
    assert "|  | Prévu |\n|---|---|\n| 2023 | 10 |\n| 2024 | 0.5 |" in read(slides)


def test_a_diagram_is_a_list() -> None:
    """The order and the levels are those of its model, whatever the order of its parts."""
    slides = deck()
    added = slide(slides, "Étapes")
    texts = {"d": "", "b": "Visa", "a": "Demande", "c": "sous 10 jours"}
    points = "".join(
        f'<dgm:pt modelId="{name}" type="{"node" if text else "doc"}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p>'
        "</dgm:t></dgm:pt>"
        for name, text in texts.items()
    )
    links = "".join(
        f'<dgm:cxn modelId="{n}" srcId="{above}" destId="{below}" srcOrd="{place}"/>'
        for n, (above, below, place) in enumerate((("d", "b", 1), ("d", "a", 0), ("a", "c", 0)))
    )
    model = f'<dgm:dataModel xmlns:dgm="{_DGM}" xmlns:a="{_A}"><dgm:ptLst>{points}</dgm:ptLst>{links}</dgm:dataModel>'
    part = Part(PackURI("/ppt/diagrams/data1.xml"), "application/xml", slides.part.package, model.encode())
    reference = added.part.relate_to(part, f"{_DGM}Data")
    frame = added.shapes.add_table(1, 1, 0, Inches(2), Inches(4), Inches(2))._element
    graphic = next(frame.iter(f"{{{_A}}}graphicData"))
    graphic.set("uri", _DGM)
    graphic.remove(graphic[0])
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    graphic.append(etree.fromstring(f'<dgm:relIds xmlns:dgm="{_DGM}" xmlns:r="{office}" r:dm="{reference}"/>'))
    assert read(slides).endswith("- Demande\n  - sous 10 jours\n- Visa")


def test_numbers_and_introductions_of_lists_are_kept() -> None:
    """A line that ends in a colon introduces the items after it."""
    slides = deck()
    added = slide(slides, "Règles", 1)
    added.placeholders[1].text = "À faire :\nÉcouter\nNoter"
    steps = box(added, 0, 5, "Alerter").text_frame
    steps.add_paragraph().text = "Suivre"
    for paragraph in steps.paragraphs:
        etree.SubElement(paragraph._p.get_or_add_pPr(), f"{{{_A}}}buAutoNum").set("type", "arabicPeriod")
    assert read(slides).endswith("À faire :\n\n- Écouter\n- Noter\n\n1. Alerter\n2. Suivre")


def test_a_slide_is_named_by_the_first_line_of_its_text() -> None:
    """And the presentation never by a name that stands for a missing one."""
    slides = deck()
    added = slide(slides, "", 6)
    box(added, 0, 2, "Décharge sauvage").text_frame.add_paragraph().text = "Le guide des communes, en six étapes."
    found = read(slides)
    assert found.splitlines()[0].lstrip("# ") == "Décharge sauvage"
