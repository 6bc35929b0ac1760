"""Workbooks as people fill them in: every figure stands under the names of its own column, as the sheet shows it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font

from index.document import Document
from index.ingest.conversion import convert
from index.ingest.converted_text import Conversion
from index.ingest.markdown_blocks import sections, table_as_list
from index.ingest.passage_splitting import split
from index.statement import state


def read(workbook: Workbook) -> Conversion:
    """Return the conversion of a workbook."""
    stream = io.BytesIO()
    workbook.save(stream)
    return convert(stream.getvalue(), "xlsx")


def rows_of(found: Conversion) -> list[str]:
    """Return the rows of the tables of a text as its passages show them."""
    blocks = [block for section in sections(found.markdown) for block in section.blocks if block.kind == "table"]
    return [row for block in blocks for row in table_as_list(block.lines, "fr")[1]]


def filled(rows: Sequence[Sequence[object]], name: str = "Budget", merged: Sequence[str] = ()) -> Workbook:
    """Return a workbook of one sheet with rows and merged ranges."""
    workbook = Workbook()
    workbook.active.title = name
    for row in rows:
        workbook.active.append(list(row))
    for bounds in merged:
        workbook.active.merge_cells(bounds)
    return workbook


def test_names_of_columns_in_two_rows_count_for_each_section() -> None:
    """Years below a wide name are names, and empty rows between sections part no table from its header."""
    rows = (
        ("Code", "Libellé", "Coûts", None, "Total"),
        (None, None, 2025, 2026, None),
        ("1.1", "Moto", 6000, 500, 6500),
        (),
        ("2. Travaux", None, None, None, None),
        ("2.1", "Latrines", None, 900, 900),
    )
    found = read(filled(rows, merged=("A1:A2", "B1:B2", "C1:D1", "E1:E2"))).markdown
    assert "| Code | Libellé | Coûts – 2025 | Coûts – 2026 | Total |" in found
    assert "| 1.1 | Moto | 6000 | 500 | 6500 |" in found


def test_a_table_goes_on_below_an_empty_row() -> None:
    """Under the names above, if its columns and its kinds of values are the same; else it is another table."""
    rows = (
        ("Thème", "Public", "Jours"),
        (),
        ("Protection", None, None),
        ("Sauvegarde", "Tous", 1),
        (),
        ("Gestion", None, None),
        ("Comptes", "Comptables", 2),
        (),
        ("Taux", "Note 12", "Dakar"),
        ("Prime", "Note 13", "Thiès"),
    )
    found = read(filled(rows)).markdown
    header = "| Thème | Public | Jours |\n|---|---|---|\n"
    assert f"Protection\n\n{header}| Sauvegarde | Tous | 1 |" in found
    assert f"Gestion\n\n{header}| Comptes | Comptables | 2 |" in found
    assert "Thème" not in found.split("Comptables | 2 |")[1]


def test_labels_and_values_in_turn_are_pairs() -> None:
    """As in forms: the second value stands under no first one."""
    rows = (
        ("Titre", "Écoles sûres", "Pays", "Ghana"),
        ("Début", date(2024, 1, 1), "Fin", date(2026, 12, 31)),
        ("Budget", 450000, "Part", 0.85),
    )
    found = read(filled(rows)).markdown
    assert "| Titre | Écoles sûres |\n| Pays | Ghana |\n| Début | 2024-01-01 |\n| Fin | 2026-12-31 |" in found
    bold = filled((("Nom", "Awa", "Rôle", "Chef"), ("Ville", "Thiès", "Bureau", "Nord")))
    for row in bold.active:
        row[0].font = row[2].font = Font(bold=True)
    assert "| Nom | Awa |\n| Rôle | Chef |\n| Ville | Thiès |" in read(bold).markdown


def test_values_are_written_as_the_sheet_shows_them() -> None:
    """Hours beyond a day, months without a day, amounts in groups with their currency; an error is no value."""
    workbook = filled((("Poste", "Heures", "Mois", "Prix", "Taux"), ("Garde", 1.5, date(2024, 3, 1), 45000, 0)))
    for name, form in (("C2", "mmm yyyy"), ("D2", "[$$-409]#,##0")):
        workbook.active[name].number_format = form
    workbook.active["B2"].value, workbook.active["B2"].number_format = timedelta(days=1.5), "[h]:mm"
    workbook.active["E2"].value = "#DIV/0!"
    found = read(workbook)
    assert "| Garde | 36:00 | 2024-03 | $45 000 |  |" in found.markdown
    assert state("file.sheet_errors", sheet="Budget", count=1) in found.warnings


def test_a_section_in_bold_is_a_caption() -> None:
    """It names the rows below it, and is no row without values."""
    workbook = filled((("Poste", "2024", "2025"), ("Salaires", None, None), ("Chef", 60, 63)))
    for cell in (*workbook.active[1], *workbook.active[2]):
        cell.font = Font(bold=True)
    assert "Salaires\n\n| Poste | 2024 | 2025 |\n|---|---|---|\n| Chef | 60 | 63 |" in read(workbook).markdown


def test_a_sheet_without_a_name_is_named_by_its_first_line() -> None:
    """And so is a workbook of one sheet."""
    found = read(filled((("Plan de formation", None), (), ("Thème", "Jours"), ("Comptes", 2)), "Feuil1"))
    assert found.title == "Plan de formation" and found.markdown.startswith("## Plan de formation\n\n| Thème | Jours |")


def test_names_of_columns_do_not_tell_the_language(tmp_path: Path) -> None:
    """They are repeated in each row: "Comment" is French only as a question."""
    row = "| {} | Survey of schools |\n"
    markdown = (
        f"| Indicator | Number | Comment |\n|---|---|---|\n{''.join(row.format(f'{n} | {n}') for n in range(1, 5))}"
    )
    document = Document("d", str(tmp_path), "Indicators", "", "en", markdown)
    assert [passage.language for passage in split(document, len, 100_000)] == ["en"]


def test_every_hidden_column_of_a_range_is_left_out() -> None:
    """A file states the hidden columns that are alike as one range, under the name of the first."""
    workbook = Workbook()
    for line in (["Nom", "Salaire", "Compte", "Ville"], ["Awa", 450000, 4711, "Thiès"], ["Jean", 460000, 4712, "Kaya"]):
        workbook.active.append(line)
    workbook.active.column_dimensions.group("B", "C", hidden=True)
    markdown = read(workbook).markdown
    assert "| Nom | Ville |" in markdown and "4711" not in markdown and "450" not in markdown


def test_a_form_above_a_table_names_none_of_its_columns() -> None:
    """Its labels stand with their own values, and the table below keeps its header."""
    workbook = Workbook()
    head = (["Budget"], ["Organisation :", "Enfance Debout", None, "Début :", date(2025, 1, 1)], ["Devise :", "FCFA"])
    for line in (*head, [], ["Code", "Poste", "Unité", "Nombre", "Total"], ["A1", "Taxi", "jour", 24, 45000]):
        workbook.active.append(line)
    assert rows_of(read(workbook)) == [
        "- Organisation : Enfance Debout ; – ; Début : 2025-01-01",
        "- Devise : FCFA",
        "- Code : A1 ; Poste : Taxi ; Unité : jour ; Nombre : 24 ; Total : 45000",
    ]


def test_a_code_and_a_name_in_bold_head_their_rows_and_not_the_total() -> None:
    """The words of a total over several columns stand once, and it belongs to no group."""
    workbook, bold = Workbook(), Font(bold=True)
    sheet = workbook.active
    lines = (
        ["Code", "Poste", "Unité", "Total"],
        ["A", "Personnel"],
        ["A1", "Agents", "mois", 20],
        ["A2", "Cadres", "mois", 30],
        ["B", "Matériel"],
        ["B1", "Kits", "kit", 40],
        ["TOTAL", None, None, 90],
    )
    for line in lines:
        sheet.append(line)
    for number in (1, 2, 5, 7):
        for cell in sheet[number]:
            cell.font = bold
    sheet.merge_cells("A7:C7")
    header = "| Code | Poste | Unité | Total |\n|---|---|---|---|\n"
    assert read(workbook).markdown.split("\n\n") == [
        "A – Personnel",
        f"{header}| A1 | Agents | mois | 20 |\n| A2 | Cadres | mois | 30 |",
        "B – Matériel",
        f"{header}| B1 | Kits | kit | 40 |",
        f"{header}| TOTAL |  |  | 90 |",
    ]


def test_a_raised_figure_is_no_digit_of_the_figure_before_it() -> None:
    """As the mark of a note is in a cell with letters of several kinds."""
    workbook = filled([["Zone", "Taux"], ["Nord", "x"]])
    workbook.active["B2"] = CellRichText("45", TextBlock(InlineFont(vertAlign="superscript"), "1"), " euros")
    assert "| Nord | 45^1 euros |" in read(workbook).markdown


def test_indented_names_of_rows_stand_under_their_own() -> None:
    """Two regions have a first quarter each."""
    workbook = Workbook()
    lines = (["Région", "Montant"], ["Kaya", 1200], ["   T1", 700], ["Thiès", 300], ["T1", 200])
    for line in lines:
        workbook.active.append(line)
    workbook.active["A5"].alignment = Alignment(indent=1)
    assert [row.split(" | ")[0] for row in read(workbook).markdown.split("\n")[2:]] == [
        "| Kaya",
        "| Kaya – T1",
        "| Thiès",
        "| Thiès – T1",
    ]
