"""Convert the bytes of a file to Markdown, through markitdown for Word documents and difficult web pages.

Runs in the child process of `index.ingest.sandbox`, as the files are untrusted.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree

from corpus.word_list import word_lists
from index.errors import UnreadableFile
from index.ingest.file_type import xml_opening
from index.ingest.pdf import read_pdf
from index.ingest.text_structure import add_structure
from index.ingest.webpage import read_page, without_navigation

FileKind = Literal["markdown", "text", "html", "pdf", "docx"]

CHARACTERS = 20_000_000  # of text: about 8,000 pages
UNPACKED = 200_000_000  # bytes of a Word document's XML and pictures
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
_STYLES = "p[style-name='Title'] => h1:fresh"  # Word's own title style, which mammoth takes for a paragraph
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(title|owner|author|site)\s*:\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)
_HEADING = re.compile(r"^#\s+(.+?)\s*#*$", re.MULTILINE)
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_INVENTED_TITLE = re.compile(word_lists("documents")["invented_title"].alternation(), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Conversion:
    """The text of a file as Markdown, with its metadata; a field that the file doesn't state is empty.

    `language` is the HTML attribute ("fr-FR").
    """

    markdown: str
    title: str = ""
    owner: str = ""
    language: str = ""


def convert(data: bytes, kind: FileKind) -> Conversion:
    """Return the Markdown of a file's bytes. Raise `UnreadableFile` if no text can be extracted.

    >>> convert("# Guide\\r\\n\\r\\nLe coût\\u00a0: 5.".encode("cp1252"), "markdown")
    Conversion(markdown='# Guide\\n\\nLe coût : 5.', title='Guide', owner='', language='')
    """
    reader = {"markdown": _markdown, "text": _text, "html": _html, "pdf": _pdf, "docx": _docx}[kind]
    conversion = reader(data)
    if len(conversion.markdown) > CHARACTERS:
        raise UnreadableFile(
            "too_large", f"It has over {CHARACTERS:,} characters of text.", "Split it and add its parts."
        )
    if not re.search(r"[^\W\d_]{2}", re.sub(r"(?m)^#.*$", "", conversion.markdown)):
        raise UnreadableFile("empty", "It has no text.", "Add it again with its content.")
    return conversion


def decode(data: bytes) -> str:
    """Decode bytes as UTF-8, UTF-16 (with or without a mark) or else cp1252, which fits anything.

    >>> decode("à bientôt".encode("cp1252")), decode("\\ufeffà".encode("utf-16-le"))
    ('à bientôt', 'à')
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    sample = data[:4096]
    if len(sample) > 1 and b"\x00" in sample:
        little = sample[1::2].count(0) >= sample[::2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def normalise(text: str) -> str:
    """Normalise line ends, spaces and composed letters; typographic quotes and dashes stay.

    >>> normalise("l’e\\u0301tape\\u00a0:\\r\\n co\\u00adût\\u200b ﬁnal  \\n\\n\\n\\nfin")
    'l’étape :\\n coût final\\n\\nfin'
    """
    text = _SPACES.sub(" ", _BREAKS.sub("\n", text)).expandtabs(4)
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text).translate(_LIGATURES))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def _markdown(data: bytes) -> Conversion:
    text = normalise(decode(data))
    front = _FRONT_MATTER.match(text)
    fields = {key.lower(): value for key, value in _FIELD.findall(front[1])} if front else {}
    text = text[front.end() :].strip("\n") if front else text
    return Conversion(text, fields.get("title") or _first_heading(text), fields.get("owner") or fields.get("site", ""))


def _text(data: bytes) -> Conversion:
    text = add_structure(without_navigation(normalise(decode(data))))
    return Conversion(text, _first_heading(text))


def _html(data: bytes) -> Conversion:
    page = read_page(normalise(_charset(data)))
    markdown = page.markdown
    if page.main:
        from markitdown.converters import HtmlConverter

        whole = _unlinked(HtmlConverter().convert_string(page.main).markdown)
        markdown = without_navigation(normalise(whole))
    markdown = normalise(markdown)
    return Conversion(markdown, page.title or _first_heading(markdown), page.site, page.language)


def _charset(data: bytes) -> str:
    """Decode HTML as its meta tag says, else as plain text is decoded."""
    declared = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", data[:2048])
    name = declared[1].decode("ascii", "replace").lower() if declared else ""
    if name in {"iso-8859-1", "latin1", "latin-1", "windows-1252"}:
        try:
            return data.decode("utf-8")  # many a page says Latin-1 and means UTF-8
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace")
    return decode(data)


def _pdf(data: bytes) -> Conversion:
    markdown, title = read_pdf(data)
    markdown = add_structure(normalise(markdown))
    return Conversion(markdown, _meaningful(title) or _first_heading(markdown))


def _docx(data: bytes) -> Conversion:
    title = _checked_title(data)
    from markitdown import StreamInfo
    from markitdown.converters import DocxConverter

    try:
        reader = DocxConverter()  # type: ignore[no-untyped-call]  # markitdown left it untyped
        result = reader.convert(io.BytesIO(data), StreamInfo(extension=".docx"), style_map=_STYLES)
    except MemoryError:
        raise
    except Exception as error:  # mammoth lets its parsers' errors through, of any type
        raise _damaged() from error
    markdown = normalise(_unlinked(result.markdown))
    return Conversion(markdown, _meaningful(title) or _first_heading(markdown))


def _checked_title(data: bytes) -> str:
    """Return the title in a Word document's properties. Raise UnreadableFile unless all its parts are safe to parse."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _check_parts(parts)
            if "docProps/core.xml" not in parts.namelist():
                return ""
            core = ElementTree.fromstring(parts.read("docProps/core.xml"))  # noqa: S314 - no DOCTYPE: checked above
            return core.findtext("{http://purl.org/dc/elements/1.1/}title") or ""
    except (zipfile.BadZipFile, ElementTree.ParseError, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise _damaged() from error


def _check_parts(parts: zipfile.ZipFile) -> None:
    """Raise UnreadableFile if a Word document is encrypted, too large, without text or defines XML entities."""
    again = "Export it again from its source."
    infos = parts.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableFile("encrypted", "The document is protected by a password.", "Save it without one.")
    if sum(info.file_size for info in infos) > UNPACKED or len(infos) > 10_000:
        raise UnreadableFile("too_large", "It unpacks to far more than a document holds.", again)
    for info in infos:
        begins = xml_opening(parts.read(info))  # whatever its name: a relation can make any part the text
        if begins == "unreadable" and info.filename.endswith((".xml", ".rels")) and info.file_size:
            raise _damaged()
        if begins == "declared":
            raise UnreadableFile("corrupt", "It defines XML entities, as no Word document does.", again)
    if "word/document.xml" not in parts.namelist():
        raise UnreadableFile("corrupt", "The Word document has no text part.", "Open it, save it again and add it.")


def _damaged() -> UnreadableFile:
    return UnreadableFile("corrupt", "The Word document is damaged.", "Open it, save it again and add it.")


def _unlinked(markdown: str) -> str:
    """Return Markdown with the words of links and without pictures.

    >>> _unlinked("Voir [le guide](https://exemple.org) ![logo](data:x)")
    'Voir le guide '
    """
    return _LINK.sub(r"\1", _IMAGE.sub("", markdown))


def _meaningful(title: str) -> str:
    """Return `title`, or "" for one that a program invented.

    >>> _meaningful("Microsoft Word - guide.docx"), _meaningful(" Guide du partenaire ")
    ('', 'Guide du partenaire')
    """
    title = normalise(title).strip()
    return "" if _INVENTED_TITLE.fullmatch(title) or len(title) < 3 else title


def _first_heading(markdown: str) -> str:
    heading = _HEADING.search(markdown)
    return re.sub(r"[*`]", "", heading[1]).strip() if heading else ""
