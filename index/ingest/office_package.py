"""Open the zip packages of office documents: encrypted, damaged, huge ones and those with XML entities are refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import UnreadableFile
from index.ingest.file_type import xml_opening
from index.statement import state

UNPACKED = 200_000_000  # bytes of a document's XML and pictures
_PARTS = 10_000


@contextmanager
def open_package(data: bytes, kind: str, needed: str) -> Iterator[zipfile.ZipFile]:
    """Give the parts of an office document of a `kind` ("docx"), safe to parse as XML.

    Raise `UnreadableFile` if they aren't, if the part `needed` is missing, or if reading fails inside the context.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            check_parts(parts, kind)
            if needed not in parts.namelist():
                raise UnreadableFile(
                    "corrupt", state("refused.no_text_part", kind=state(f"kind.{kind}")), state("mend.save_again")
                )
            yield parts
    except (MemoryError, UnreadableFile):
        raise
    except Exception as error:  # parsers let errors of any type through on damaged parts
        raise damaged(kind) from error


def check_parts(parts: zipfile.ZipFile, kind: str) -> None:
    """Raise UnreadableFile if a package is encrypted, too large, damaged or defines XML entities."""
    infos = parts.infolist()
    if sum(info.file_size for info in infos) > UNPACKED or len(infos) > _PARTS:
        raise UnreadableFile("too_large", state("refused.unpacks"), state("mend.from_source"))
    if any(info.flag_bits & 1 for info in infos) or _is_locked(parts):
        raise UnreadableFile("encrypted", state("refused.password"), state("mend.unlock"))
    for info in infos:
        begins = xml_opening(parts.read(info))  # whatever its name: a relation can make any part the text
        if begins == "unreadable" and info.filename.endswith((".xml", ".rels")) and info.file_size:
            raise damaged(kind)
        if begins == "declared" and not _is_page(info.filename, parts):
            raise UnreadableFile(
                "corrupt", state("refused.entities", kind=state(f"kind.{kind}")), state("mend.from_source")
            )


def _is_locked(parts: zipfile.ZipFile) -> bool:
    """Tell whether an OpenDocument file says that its parts are encrypted."""
    manifest = "META-INF/manifest.xml"
    return manifest in parts.namelist() and b"encryption-data" in parts.read(manifest)[:1_000_000]


def _is_page(name: str, parts: zipfile.ZipFile) -> bool:
    """Tell whether a part is a page of a book, which has a DOCTYPE but defines no entities."""
    return name.endswith((".xhtml", ".html", ".htm", ".ncx")) and b"<!ENTITY" not in parts.read(name).replace(
        b"\0", b""
    )


def damaged(kind: str) -> UnreadableFile:
    """Return the error for a document of a kind whose parts can't be read."""
    return UnreadableFile("corrupt", state("refused.damaged", kind=state(f"kind.{kind}")), state("mend.save_again"))


def core_title(parts: zipfile.ZipFile) -> str:
    """Return the title in the properties of an Office Open XML document, or ""."""
    if "docProps/core.xml" not in parts.namelist():
        return ""
    from lxml import etree

    core = etree.fromstring(parts.read("docProps/core.xml"))
    return core.findtext("{http://purl.org/dc/elements/1.1/}title") or ""
