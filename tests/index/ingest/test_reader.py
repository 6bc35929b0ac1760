"""What can be read goes in; what can't is refused with its reason and a remedy, and hurts nobody."""

from __future__ import annotations

import io
import os
import signal
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import docx
import pytest
from fpdf import FPDF
from fpdf.enums import EncryptionMethod

from bot.findings.wording import in_words
from index.document import Document
from index.document_records import DocumentFiles
from index.document_store import DocumentStore, Refusal
from index.errors import ReadFault
from index.ingest.page_marker import without_page_markers
from index.ingest.reader import read_files
from index.ingest.sandbox import Sandbox, SandboxLimits
from index.statement import state

TEXT = "Le partenaire envoie un rapport chaque trimestre au bureau de pays."
CRASH = b"Le fichier qui fait tomber son lecteur."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def png() -> bytes:
    """Make a grey square of four dots."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00\x80\x80" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(pages: int = 1, text: str = TEXT, password: str = "", image: bool = False) -> bytes:
    """Make a PDF, with text or with a picture on its pages."""
    document = FPDF()
    if password:
        document.set_encryption("owner", password, EncryptionMethod.AES_128)
    for _ in range(pages):
        document.add_page()
        document.set_font("helvetica", size=11)
        if image:
            document.image(io.BytesIO(png()), w=100)
        elif text:
            document.multi_cell(0, 6, text)
    return bytes(document.output())


def word(paragraph: str = TEXT) -> bytes:
    """Make a Word document of one paragraph."""
    document = docx.Document()
    document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def rewritten(parts: dict[str, bytes]) -> bytes:
    """Make a Word document with some of its parts replaced, well compressed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word())) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return stream.getvalue()


def body(content: bytes, before: bytes = b"") -> bytes:
    """Make a Word document whose text part is the given XML."""
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return rewritten(
        {
            "word/document.xml": before
            + b'<w:document xmlns:w="'
            + space
            + b'"><w:body>'
            + content
            + b"</w:body></w:document>"
        }
    )


def one(path: Path, data: bytes, limits: SandboxLimits | None = None) -> Document | Refusal:
    """Write a file and read it."""
    path.write_bytes(data)
    (found,) = read_files([path], limits=limits)
    return found


def refused(found: Document | Refusal) -> ReadFault:
    """Name the fault of a refusal that says what to do, in one line each."""
    assert isinstance(found, Refusal), found
    for said in (found.reason, found.remedy):
        sentence = in_words(said, "en")
        assert sentence.endswith(".") and "\n" not in sentence and len(sentence) > 8
    return found.fault


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", TEXT.encode()),
        ("a.markdown", TEXT.encode()),
        ("a.TXT", TEXT.encode()),
        ("a.html", f"<html><body><p>{TEXT}</p></body></html>".encode()),
        ("a.htm", f"<html><body><p>{TEXT}</p></body></html>".encode()),
        ("a.pdf", pdf()),
        ("a.docx", word()),
    ],
)
def test_every_format_is_read(tmp_path: Path, name: str, data: bytes) -> None:
    """The text comes through, in its language, whatever the case of the extension."""
    found = one(tmp_path / name, data)
    assert isinstance(found, Document), found
    text = without_page_markers(found.markdown).strip()
    assert (text, found.language, found.path) == (TEXT, "fr", str(tmp_path / name))


def test_the_same_bytes_are_the_same_document(tmp_path: Path) -> None:
    """The id is of the content, not of the name; the title falls back to the name."""
    first, second = (
        one(tmp_path / "guide_du-partenaire.txt", TEXT.encode()),
        one(tmp_path / "b.md", TEXT.encode()),
    )
    assert isinstance(first, Document) and isinstance(second, Document)
    assert first.id == second.id and len(first.id) == 16
    assert (first.title, second.title) == ("Guide du partenaire", "B")


def test_a_file_is_the_same_however_its_path_is_written(tmp_path: Path) -> None:
    """A path through ".." or a linked folder: an edit replaces the text, and any of them removes it."""
    store, folder = DocumentStore(DocumentFiles(tmp_path / "store")), tmp_path / "guides"
    folder.mkdir()
    (tmp_path / "linked").symlink_to(folder)
    for text in (TEXT, f"{TEXT} Et un bilan."):
        (folder / "a.md").write_text(text)
        store.put(found for found in read_files([folder / ".." / "guides" / "a.md"]) if isinstance(found, Document))
    store.put(found for found in read_files([folder]) if isinstance(found, Document))
    assert [document.path for document in store.all()] == [str(folder / "a.md")]
    assert [document.title for document in store.remove(str(tmp_path / "linked"))] == ["A"]


def test_the_owner_argument_wins_over_the_page(tmp_path: Path) -> None:
    """A page's site is the owner only where none is given."""
    page = tmp_path / "a.html"
    page.write_text(f'<head><meta property="og:site_name" content="Site"></head><body><p>{TEXT}</p></body>')
    owners = [
        found.owner for owner in ("ONG", "") for found in read_files([page], owner) if isinstance(found, Document)
    ]
    assert owners == ["ONG", "Site"]


def test_a_folder_is_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    """Hidden, lock and system files pass in silence, an unknown type doesn't; no file comes twice."""
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("c.md", "b/a.md", "a.md", ".hidden.md", ".git/x.md", "~$a.docx", "Thumbs.db", "d.csv"):
        (tmp_path / name).write_text(f"{TEXT} {name}")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    found = list(read_files([tmp_path, tmp_path / "a.md"]))
    assert [Path(each.path).relative_to(tmp_path).as_posix() for each in found] == [
        "a.md",
        "b/a.md",
        "c.md",
        "d.csv",
    ]
    assert refused(found[-1]) == "unsupported"


HTML = b"<!DOCTYPE html><html><body><p>Texte de la page.</p></body></html>"
REFUSALS: list[tuple[str, Callable[[], bytes], ReadFault, str]] = [
    ("empty.md", lambda: b"", "empty", "empty"),
    ("blank.txt", lambda: b" \n\n", "empty", "empty"),
    ("blank.pdf", lambda: pdf(text=""), "empty", "blank"),
    ("blank.docx", lambda: word(""), "empty", "no text"),
    ("blank.html", lambda: b"<html><body><nav>Menu</nav></body></html>", "empty", "no text"),
    ("locked.pdf", lambda: pdf(password="secret"), "encrypted", "password"),
    (
        "locked.docx",
        lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
        "password",
    ),
    ("scan.pdf", lambda: pdf(pages=3, image=True), "scanned", "without text"),
    ("cut.docx", lambda: word()[:-400], "corrupt", "damaged"),
    ("cut.pdf", lambda: pdf()[:200], "corrupt", "damaged"),
    ("noise.pdf", lambda: bytes(range(256)) * 20, "corrupt", "damaged"),
    ("picture.pdf", png, "mislabelled", "a PNG image"),
    ("check_document.docx", pdf, "mislabelled", "a PDF"),
    ("letter.pdf", word, "mislabelled", "a Word document"),
    ("old.docx", lambda: OLE + bytes(600), "mislabelled", "older Office"),
    ("page.txt", lambda: HTML, "mislabelled", "a web page"),
    ("program.txt", lambda: b"\x7fELF" + bytes(range(256)) * 9, "mislabelled", "a program"),
    ("binary.md", lambda: bytes(range(256)) * 9, "mislabelled", "binary"),
    ("note.pdf", lambda: TEXT.encode(), "mislabelled", "a text"),
    ("sheet.csv", lambda: b"a,b", "unsupported", ".csv"),
    ("README", lambda: TEXT.encode(), "unsupported", "extension"),
]


@pytest.mark.parametrize(("name", "make", "fault", "said"), REFUSALS, ids=[name for name, *_ in REFUSALS])
def test_what_cannot_be_read_is_refused(
    tmp_path: Path, name: str, make: Callable[[], bytes], fault: ReadFault, said: str
) -> None:
    """The reason names what is wrong, the remedy what to do."""
    found = one(tmp_path / name, make())
    assert refused(found) == fault
    assert isinstance(found, Refusal) and said in in_words(found.reason, "en")


def test_a_scan_is_refused_with_the_advice_to_run_ocr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Tesseract the remedy names it, and another tool."""
    monkeypatch.setenv("PATH", str(tmp_path))
    found = one(tmp_path / "scan.pdf", pdf(image=True))
    assert isinstance(found, Refusal) and found.remedy == state("mend.install_ocr")


def test_files_keep_their_order_whoever_reads_them(tmp_path: Path) -> None:
    """Several children read at once; documents and refusals come in the order of the names."""
    for n in range(9):
        (tmp_path / f"{n}.txt").write_text(f"{TEXT} Dossier {n}." if n % 4 else "", encoding="utf-8")
    found = list(read_files([tmp_path], workers=3))
    assert [Path(each.path).stem for each in found] == [str(n) for n in range(9)]
    assert [isinstance(each, Refusal) for each in found] == [n % 4 == 0 for n in range(9)]


def test_missing_and_special_files_are_refused(tmp_path: Path) -> None:
    """A wrong path and a pipe, which would block, are unreadable."""
    os.mkfifo(tmp_path / "pipe.md")
    found = list(read_files([tmp_path / "nowhere.md", tmp_path / "pipe.md"]))
    assert [refused(each) for each in found] == ["unreadable", "unreadable"]


def test_a_file_over_the_limit_is_not_even_read(tmp_path: Path) -> None:
    """Its size is enough to know."""
    assert refused(one(tmp_path / "a.txt", b"a" * 2001, SandboxLimits(size=2000))) == "too_large"


def test_a_pdf_of_thousands_of_pages_is_refused(tmp_path: Path) -> None:
    """Its page count is enough to know."""
    data = pdf(pages=2500, text="x")
    found = one(tmp_path / "long.pdf", data)
    assert (
        refused(found) == "too_large"
        and isinstance(found, Refusal)
        and found.reason == state("refused.pages", count=2500, most=2000)
    )


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A small document that states two gigabytes is refused by its table of contents."""
    stream = io.BytesIO(word())
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as bomb,
        bomb.open("word/bomb.xml", "w", force_zip64=True) as part,
    ):
        block = bytes(10_000_000)
        for _ in range(30):
            part.write(block)
    assert len(stream.getvalue()) < 1_000_000
    assert refused(one(tmp_path / "bomb.docx", stream.getvalue())) == "too_large"


def test_a_document_that_swells_in_memory_is_stopped(tmp_path: Path) -> None:
    """Under the unpacked size, the memory limit of a file holds; the next file is read."""
    data = body(b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 300_000)
    assert len(data) < 1_000_000
    (tmp_path / "a.docx").write_bytes(data)
    (tmp_path / "b.docx").write_bytes(word())
    first, second = read_files([tmp_path], limits=SandboxLimits(memory=60_000_000, cpu=600, wall=600))
    assert refused(first) == "too_large"
    assert isinstance(second, Document)


@pytest.mark.parametrize("megabytes", [0, 2, 5, 10, 20, 40])
def test_a_file_is_read_whole_or_too_large_whatever_the_memory(tmp_path: Path, megabytes: int) -> None:
    """Wherever memory ends, a parser's error or half of a text isn't taken for what the file is."""
    text = f"{TEXT} " * 20
    samples = {"a.docx": word(text), "b.html": f"<p>{text}</p>".encode() * 300, "c.pdf": pdf(5, text)}
    for name, data in samples.items():
        (tmp_path / name).write_bytes(data)
    limits = SandboxLimits(memory=megabytes * 1_000_000, cpu=600, wall=600)
    for found, whole in zip(read_files([tmp_path], limits=limits), read_files([tmp_path]), strict=True):
        assert found == whole or refused(found) == "too_large"


def test_an_entity_bomb_is_not_expanded(tmp_path: Path) -> None:
    """A billion laughs in a Word document is refused before any parser sees it."""
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
    laughs = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 "ha">' + entities + b"]>"
    found = one(tmp_path / "laughs.docx", body(b"<w:p><w:r><w:t>&e11;</w:t></w:r></w:p>", laughs))
    assert refused(found) == "corrupt" and isinstance(found, Refusal) and found.reason.key == "refused.entities"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"])
def test_an_entity_bomb_in_another_encoding_is_not_expanded(tmp_path: Path, encoding: str) -> None:
    """Nor in a part of any name: what counts is what the parser would read."""
    said = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [<!ENTITY e "ha">]><w>&e;</w>'.encode(encoding)
    for name in ("word/footnotes.xml", "word/other.bin"):
        stream = io.BytesIO(word())
        with zipfile.ZipFile(stream, "a") as parts:
            parts.writestr(name, said)
        if encoding == "utf-16" or name.endswith(".xml"):
            assert refused(one(tmp_path / "laughs.docx", stream.getvalue())) == "corrupt"


def test_a_slow_file_is_stopped_and_the_next_one_read(tmp_path: Path) -> None:
    """The clock stops what the memory doesn't."""
    (tmp_path / "a.docx").write_bytes(body(b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 400_000))
    (tmp_path / "b.md").write_text(TEXT)
    first, second = read_files([tmp_path], limits=SandboxLimits(wall=5))
    assert refused(first) == "too_slow"
    assert isinstance(second, Document)


def test_processor_time_is_limited_for_each_file(tmp_path: Path) -> None:
    """A file that computes for ever is stopped even if the clock is generous."""
    (tmp_path / "a.docx").write_bytes(body(b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 400_000))
    (found,) = read_files([tmp_path], limits=SandboxLimits(cpu=1))
    assert refused(found) == "too_slow"


def test_one_child_reads_many_files_and_knows_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child is kept between files, without this process's secrets in its environment."""
    monkeypatch.setenv("RELAIS_TOKEN", "secret")
    with Sandbox() as sandbox:
        sandbox.convert(word(), "docx")
        child = sandbox.pid
        for _ in range(10):
            sandbox.convert(word(), "docx")
        assert sandbox.pid == child
        assert b"RELAIS_TOKEN" not in Path(f"/proc/{child}/environ").read_bytes()
    assert sandbox.pid is None


class CrashingPipe(Connection):
    """Crashes the child once all of CRASH is sent to it."""

    child = 0

    def send_bytes(self, buf: Any, offset: int = 0, size: int | None = None) -> None:
        """Send to a stopped child, so that it can't answer before it crashes."""
        if buf == CRASH:
            os.kill(self.child, signal.SIGSTOP)
        super().send_bytes(buf, offset, size)
        if buf == CRASH:
            os.kill(self.child, signal.SIGSEGV)
            os.kill(self.child, signal.SIGCONT)


class CrashingSandbox(Sandbox):
    """Its child ends by a crash of native code while it reads CRASH."""

    def _start(self) -> tuple[Connection, Connection]:
        answers, requests = super()._start()
        pipe = CrashingPipe(os.dup(requests.fileno()), readable=False)
        requests.close()
        pipe.child = self.pid or 0
        self._pipes = (answers, pipe)
        return self._pipes


def test_a_file_that_crashes_a_shared_child_is_lost_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that the child read before stay, and another child reads those that follow."""
    monkeypatch.setattr("index.ingest.reader.Sandbox", CrashingSandbox)
    for name, data in (("a", TEXT.encode()), ("b", CRASH), ("c", TEXT.encode() + b"\n"), ("d", TEXT.encode() + b" ")):
        (tmp_path / f"{name}.txt").write_bytes(data)
    first, crashed, *others = read_files([tmp_path], workers=1)
    assert (refused(crashed), Path(crashed.path).name) == ("corrupt", "b.txt")
    assert [isinstance(found, Document) for found in (first, *others)] == [True, True, True]


def test_progress_counts_the_bytes_of_all_files(tmp_path: Path) -> None:
    """Of those too that are refused, and up to the last."""
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.exe").write_bytes(b"1234")
    seen: list[tuple[int, int]] = []
    list(read_files([tmp_path, tmp_path / "gone.txt"], progress=lambda done, total: seen.append((done, total))))
    size = len(TEXT.encode())
    assert seen == [(size, size + 4), (size + 4, size + 4), (size + 4, size + 4)]


def test_a_crashed_child_is_replaced() -> None:
    """A child that dies between files doesn't stop the reading."""
    with Sandbox() as sandbox:
        sandbox.convert(word(), "docx")
        assert sandbox.pid
        os.kill(sandbox.pid, 9)
        time.sleep(0.2)
        assert sandbox.convert(word(), "docx").markdown == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "ما هي أسباب الإنهاء المبكر للاتفاق مع المنظمة؟",
        "El socio presenta un informe cada trimestre a la oficina del país, que lo revisa y lo aprueba.",
    ],
)
def test_other_languages_are_refused(tmp_path: Path, text: str) -> None:
    """Nobody can ask about them in French or English and judge the answer."""
    assert refused(one(tmp_path / "a.md", text.encode())) == "foreign"


def test_what_was_left_out_comes_with_the_document(tmp_path: Path) -> None:
    """The warnings stay with it in the store."""
    found = one(tmp_path / "a.md", f"{TEXT} ~~Ancien.~~".encode())
    assert isinstance(found, Document)
    store = DocumentStore(DocumentFiles(tmp_path / "documents"))
    store.put([found])
    assert store.all()[0].warnings == found.warnings == (state("file.struck", count=1),)
