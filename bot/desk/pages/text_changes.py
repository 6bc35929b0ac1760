"""Changes of the documents: a file is uploaded, previewed, and added alone or in the place of an older one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.desk.background import BackgroundTasks, Task, TaskResult
from bot.desk.page import Answer, DeskRequest, NotFound, Page, Read, UploadedFile, Write, Written
from bot.desk.pages.details_left_out import LeftOut
from bot.desk.pages.texts import (
    AUTHORITIES,
    READERS,
    Received,
    TextPages,
    details_values,
    find_document,
    texts_page,
)
from bot.desk.uploads import Upload, UploadError, Uploads, safe_name, upload_id
from index.library import (
    Document,
    DocumentDetails,
    Library,
    Preview,
    Progress,
    Refusal,
    StoreChanges,
    is_date,
    is_too_late,
)

LONGEST_OWNER = 200
PREVIEWED = 200  # passages that a preview shows


@dataclass(frozen=True, slots=True)
class TextChangePages:
    """What admins do with documents, by the library's own methods. A preview waits for no build.

    `today` returns the day of the staff, which bounds the dates of documents.
    """

    texts: TextPages
    today: Callable[[], date]

    @property
    def menu(self) -> None:
        """They have no entry of the menu: the texts lead to them."""

    @property
    def routes(self) -> Sequence[Read | Write]:
        """The addresses of an uploaded file, and of what is done with it and with a document."""
        return (
            Write("/texts/uploads", "text:upload", self.upload, takes_long=True),
            Read("/texts/uploads/{id}", "text:add", self.show),
            Write("/texts/uploads/{id}/add", "text:add", self.add),
            Write("/texts/uploads/{id}/discard", "text:discard", self.discard),
            Write("/texts/documents/{id}/replace", "text:replace", self.replace, takes_long=True),
            Write("/texts/documents/{id}/details", "text:details", self.tell),
            Read("/texts/documents/{id}/remove", "text:remove", self.ask_remove),
            Write("/texts/documents/{id}/remove", "text:remove", self.remove),
            Write("/texts/build", "text:build", self.build),
        )

    def upload(self, wanted: DeskRequest) -> Answer:
        """Store uploaded files, and begin to read them."""
        files = wanted.files.get("file", ())
        if not files:
            return texts_page(self.texts, wanted, "no_file", 422)
        sent = self._receive(files)
        if sent.refused or sent.there:
            return texts_page(self.texts, wanted, status=sent.status, sent=sent)
        if len(sent.kept) == 1:  # its page says what becomes of it
            return Written(f"/texts/uploads/{sent.kept[0].id}", detail=sent.detail)
        return Written("/texts#waiting", "uploaded", sent.detail)

    def replace(self, wanted: DeskRequest) -> Answer:
        """Store a file that is to replace a document."""
        document, files = find_document(self._library, wanted), wanted.files.get("file", ())
        sent = self._receive(files[:1])
        if not sent.kept:
            told = {"sent": sent} if files else {"problem": "no_file"}
            page = self.texts.show_document(wanted)
            return Page(page.template, {**page.values, **told}, sent.status if files else 422)
        return Written(f"/texts/uploads/{sent.kept[0].id}?replaces={document.id}", detail=sent.detail)

    def show(self, wanted: DeskRequest) -> Page:
        """Show the passages that a file would give; while it is read, how far that is. One that was added is named."""
        return self._there(wanted) or self._page(wanted, self._find(wanted))

    def add(self, wanted: DeskRequest) -> Answer:
        """Begin to add an uploaded file, as it was previewed."""
        if there := self._there(wanted):
            return there
        upload = self._find(wanted)
        if problem := _problem(wanted.form, self.today()):
            return self._page(wanted, upload, problem, 422)
        replaced = wanted.form.get("replaces", "")
        old = next((one for one in self._library.titled_documents() if one.id == replaced), None)
        if replaced and old is None:
            return self._page(wanted, upload, "gone_document", 409)
        adding = _Adding(self._library, self._uploads, upload, _told(wanted.form), replaced)
        self._tasks.start("replace" if old else "add", upload.name, adding, upload.id)
        return Written("/texts#tasks", "adding", upload.reference)

    def discard(self, wanted: DeskRequest) -> Answer:
        """Delete an uploaded file that was not added."""
        upload = self._find(wanted)
        self._uploads.discard(upload.id)
        for tasks in (self.reading, self._tasks):
            tasks.forget(upload.id)
        return Written("/texts", "discarded", upload.reference)

    def tell(self, wanted: DeskRequest) -> Answer:
        """Tell the details of a document anew; its text stays."""
        document = find_document(self._library, wanted)
        if problem := _problem(wanted.form, self.today()):
            page = self.texts.show_document(wanted)
            return Page(page.template, {**page.values, "problem": problem}, 422)
        told, held = _told(wanted.form), self._library.documents.find(document.id)

        def work(progress: Progress) -> TaskResult:
            changes = self._library.add([held] if held else [], progress, told)
            return TaskResult("details" if changes.replaced else "unchanged")

        self._tasks.start("details", document.title, work)
        return Written("/texts#tasks", "adding", document.id)

    def ask_remove(self, wanted: DeskRequest) -> Page:
        """Ask whether a document is to be removed."""
        document = find_document(self._library, wanted)
        return Page("text_remove.html", {"document": document, "is_uploaded": self._uploads.holds(document.path)})

    def remove(self, wanted: DeskRequest) -> Answer:
        """Begin to remove a document, with its file if that was uploaded."""
        document = find_document(self._library, wanted)

        def work(progress: Progress) -> TaskResult:
            removed = self._library.remove(document.id, progress)
            self._discard_unused(removed)
            return TaskResult("removed" if removed else "unchanged")

        self._tasks.start("remove", document.title, work)
        return Written("/texts#tasks", "removing", document.id)

    def build(self, wanted: DeskRequest) -> Answer:
        """Begin to bring the index up to date; one that can't be read is made anew."""
        change = self._library.build_anew if self.texts.search.state == "damaged" else self._library.build

        def work(progress: Progress) -> TaskResult:
            change(progress)
            return TaskResult("built")

        self._tasks.start("build", "", work)
        return Written("/texts#tasks", "building")

    @property
    def _library(self) -> Library:
        return self.texts.library

    @property
    def _uploads(self) -> Uploads:
        return self.texts.uploads

    @property
    def reading(self) -> BackgroundTasks:
        """What reads files for their preview."""
        return self.texts.reading

    @property
    def _tasks(self) -> BackgroundTasks:
        return self.texts.tasks

    def _receive(self, files: Sequence[UploadedFile]) -> Received:
        """Store files and begin to read them, but for those that are documents already or can't be taken."""
        kept: list[Upload] = []
        there: list[tuple[str, Document]] = []
        refused: list[tuple[str, str]] = []
        documents = {one.id: one for one in self._library.titled_documents() if not one.is_gone}
        for file in files:
            name = safe_name(file.name)
            if document := documents.get(upload_id(file.data)):
                there.append((name, document))
                continue
            try:
                kept.append(self._keep(file))
            except UploadError as error:
                refused.append((name, str(error)))
        return Received(kept, there, refused)

    def _keep(self, file: UploadedFile) -> Upload:
        used = {one.path for one in self._library.documents.all()}
        upload = self._uploads.keep(file.name, file.data, used)
        self._read(upload)
        return upload

    def _there(self, wanted: DeskRequest) -> Page | None:
        """Return the page that names the document that an upload has become; None if it has become none."""
        upload = self._uploads.find(wanted.path["id"])
        added = (one for one in self._library.titled_documents() if upload and one.path == str(upload.path))
        document = next(added, None)
        if upload is None or document is None:
            return None
        return texts_page(self.texts, wanted, status=409, sent=Received(there=[(upload.name, document)]))

    def _read(self, upload: Upload) -> Task:
        """Return the task that reads a file for its preview; it is begun if this process has not read it."""

        def work(progress: Progress) -> TaskResult:
            found = self._library.preview(upload.path, DocumentDetails())
            is_refused = isinstance(found, Refusal)
            return TaskResult("refused" if is_refused else "read", found, is_refused)

        return self.reading.latest(upload.id) or self.reading.start("read", upload.name, work, upload.id)

    def _find(self, wanted: DeskRequest) -> Upload:
        upload = self._uploads.find(wanted.path["id"])
        used = {one.path for one in self._library.documents.all()}
        if upload is None or str(upload.path) in used:
            raise NotFound
        return upload

    def _discard_unused(self, documents: Sequence[Document]) -> None:
        for document in documents:
            upload = self._uploads.find(document.id)
            if upload and str(upload.path) == document.path:
                self._uploads.discard(upload.id)

    def _page(self, wanted: DeskRequest, upload: Upload, problem: str = "", status: int = 200) -> Page:
        task, documents = self._read(upload), self._library.titled_documents()
        asked = wanted.form.get("replaces", wanted.query.get("replaces"))
        replaces = _of_the_same_name(upload, documents) if asked is None else asked
        values: dict[str, Any] = {
            **details_values(wanted),
            "upload": upload,
            "task": task,
            "found": task.value,
            "previewed": PREVIEWED,
            "typed": _typed(wanted.form),
            "documents": documents,
            "replaces": replaces,
            "left": self._left(wanted, upload, replaces, task.value),
            "same": next((one for one in documents if one.id == upload.id), None),
            "problem": problem,
            "longest": LONGEST_OWNER,
        }
        return Page("text_upload.html", values, status)

    def _left(self, wanted: DeskRequest, upload: Upload, replaces: str, found: object) -> dict[str, str]:
        """Return by field what it will be if it is left out."""
        documents = {one.id: one for one in self._library.titled_documents()}
        read = found.document if isinstance(found, Preview) else None
        same, older = documents.get(upload.id), documents.get(replaces)
        return LeftOut(wanted.language, read, same, older, may_replace=bool(documents)).words()


@dataclass(frozen=True, slots=True)
class AddedDocument:
    """The id of a document that was added or replaced another, for the page that tells so."""

    document: str


@dataclass(frozen=True, slots=True)
class _Adding:
    """The work of adding an uploaded file, in the place of the document `replaced` if that is given."""

    library: Library
    uploads: Uploads
    upload: Upload
    told: DocumentDetails
    replaced: str

    def __call__(self, progress: Progress) -> TaskResult:
        """Add the file; one that can't be read, or whose text is there already, is said to be so."""
        before = {one.id: one for one in self.library.documents.all()}
        if self.replaced in before:
            changes, refusal = self.library.replace(self.replaced, self.upload.path, self.told, progress)
            refusals = tuple(one for one in (refusal,) if one)
        else:
            changes, refusals = self.library.add_files([self.upload.path], self.told, progress)
        self._tidy(before)
        if refusals:
            return TaskResult("refused", refusals[0], is_refused=True)
        return TaskResult(_said(changes), AddedDocument(self.upload.id))

    def _tidy(self, before: Mapping[str, Document]) -> None:
        """Delete uploaded files that a change has left without a document."""
        held = {one.path for one in self.library.documents.all()}
        for one in before.values():
            if one.path not in held and self.uploads.holds(one.path):
                self.uploads.discard(one.path.rsplit("/", 2)[-2])
        if self.upload.id in {one.id for one in self.library.documents.all()} and str(self.upload.path) not in held:
            self.uploads.discard(self.upload.id)


def _said(changes: StoreChanges) -> str:
    if changes.replaced or changes.removed:
        return "replaced"
    return "added" if changes.added else "unchanged"


def _problem(form: Mapping[str, str], today: date) -> str:
    """Return the mistake in the details that were typed, as a text of section `problem`."""
    if len(_owner(form)) > LONGEST_OWNER:
        return "long_owner"
    dated = form.get("date", "").strip()
    if dated and not is_date(dated):
        return "bad_date"
    return "late_date" if is_too_late(dated, today) else ""


def _owner(form: Mapping[str, str]) -> str:
    return " ".join(form.get("owner", "").split())


def _told(form: Mapping[str, str]) -> DocumentDetails:
    """Return the details that were typed."""
    return DocumentDetails(
        owner=_owner(form),
        date=form.get("date", "").strip(),
        authority=next((one for one in AUTHORITIES if one == form.get("authority")), None),
        readers=next((one for one in READERS if one == form.get("readers")), None),
    )


def _typed(form: Mapping[str, str]) -> dict[str, str]:
    """Return the details as they were typed; at first none, so that those of a document that is replaced stay."""
    return {name: form.get(name, "") for name in ("owner", "date", "authority", "readers")}


def _of_the_same_name(upload: Upload, documents: Sequence[Document]) -> str:
    """Return the id of the only document whose file has the same name; empty if there is none, or several."""
    named = [one.id for one in documents if one.path.rpartition("/")[2] == upload.path.name]
    return named[0] if len(named) == 1 else ""
