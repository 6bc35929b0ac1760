"""Texts at the desk: what is listed, what is uploaded, previewed, added, replaced and removed."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.container import Container
from bot.desk.application import LONGEST_FIELD, MOST_BYTES
from bot.desk.background import BackgroundTasks, TaskResult
from bot.desk.desk_texts import desk_text, desk_texts
from bot.desk.uploads import MOST_WAITING, UploadError, Uploads
from bot.examination.remedies import explanation
from bot.storage.consultations import Consultation
from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from corpus.language import LANGUAGES, Language
from index.library import LARGEST_FILE, DocumentDetails, Library
from tests.support.desk import CHIEF, Browser, desk_container, led
from tests.support.own_corpus import GUIDE, own_corpus_desk
from tests.support.own_corpus import built as built

_ID = re.compile(r"/texts/uploads/([0-9a-f]{16})")


@pytest.fixture
def container(built: Library, tmp_path: Path) -> Iterator[Container]:
    """Return the services of a desk over a corpus of one's own."""
    with own_corpus_desk(built, tmp_path / "copy") as container:
        yield container


@pytest.fixture
def browser(container: Container) -> Browser:
    """Return the browser of an admin."""
    return Browser.of(container).sign_in(container, CHIEF, "Chief", "en")


def upload(browser: Browser, name: str = "guide.md", text: str = GUIDE, path: str = "/texts/uploads") -> Any:
    """Send a file, as a browser does."""
    files = {"file": (name, text.encode(), "application/octet-stream")}
    page = "/texts" if path == "/texts/uploads" else path.rpartition("/")[0]
    return browser.client.post(path, data=browser.fields(page), files=files)


def finish(tasks: BackgroundTasks) -> None:
    """Wait until everything is done that was begun before."""
    over = threading.Event()

    def end(progress: object) -> TaskResult:
        over.set()
        return TaskResult("built")

    tasks.start("build", "", end)
    assert over.wait(120)


def previewed(container: Container, browser: Browser, sent: Any) -> tuple[str, str]:
    """Return the id of an uploaded file, and its page once it was read."""
    found = _ID.search(sent.headers["location"])
    assert found
    changes = next(one for one in container.desk_pages if hasattr(one, "reading"))
    finish(changes.reading)
    return found[1], browser.get(sent.headers["location"]).text


def added(container: Container, browser: Browser, name: str = "guide.md", text: str = GUIDE, **form: str) -> str:
    """Add a document by the page and return its id."""
    identity, _ = previewed(container, browser, upload(browser, name, text))
    browser.send(f"/texts/uploads/{identity}", f"/texts/uploads/{identity}/add", form)
    finish(container.desk_tasks)
    return identity


def test_a_file_is_previewed_before_it_goes_in(container: Container, browser: Browser) -> None:
    """Title, passages and what is doubtful are shown; the index is as it was."""
    _, page = previewed(container, browser, upload(browser))
    for part in ("Guide des salles", "Réserver", "40 euros", "French", "markdown"):
        assert part in page
    assert container.library.documents.all() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_can_not_be_read_is_not_announced_as_received(container: Container, language: Language) -> None:
    """Its page is titled by what came of it; one that was read says that nothing is added yet, also after a reload."""
    browser, said = Browser.of(container).sign_in(container, CHIEF, "Chief", language), desk_texts(language)["texts"]
    for name, text, is_read in (("faux.pdf", "\x89PNG", False), ("guide.md", GUIDE, True)):
        sent = upload(browser, name, text)
        _, page = previewed(container, browser, sent)
        assert led(sent)[1] == "" and 'class="done"' not in page
        titles = {one: f"<h1>{said[one].format(name=name)}</h1>" in page for one in ("preview_of", "not_read")}
        assert titles == {"preview_of": is_read, "not_read": not is_read}
        assert (said["not_added"] in page) is is_read


@pytest.mark.parametrize(
    ("form", "page"),
    [
        ("/texts/uploads", "/texts"),
        ("/texts/build", "/texts"),
        ("/texts/uploads/{id}/add", "/texts/uploads/{id}"),
        ("/texts/documents/{id}/details", "/texts/documents/{id}"),
        ("/faq/collect", "/faq"),
        ("/faq/{id}/publish", "/faq/{id}"),
        ("/people/requests/{id}/admit", "/people"),
    ],
)
def test_the_address_of_a_form_leads_to_its_page(browser: Browser, form: str, page: str) -> None:
    """A browser that opens it again sends no form; a question that belongs to a form has a page of its own there."""
    answer = browser.get(form.format(id="a b"))
    assert (answer.status_code, answer.headers["location"]) == (303, page.format(id="a%20b"))
    assert browser.get("/texts/documents/nothing/remove").status_code == 404


def test_a_previewed_file_is_added_with_what_is_told_of_it(container: Container, browser: Browser) -> None:
    """The bot answers from it; the page lists its passages."""
    told = {"owner": "  La   Maison ", "date": "2026-05", "authority": "internal", "readers": "staff"}
    identity = added(container, browser, **told)
    document = container.library.documents.find(identity)
    assert document
    assert (document.owner, document.date, document.authority, document.readers) == (
        *("La Maison", "2026-05"),
        *("internal", "staff"),
    )
    assert Path(document.path).read_text(encoding="utf-8") == GUIDE
    shown = browser.get(f"/texts/documents/{identity}").text
    for part in ("La Maison", "Internal", "The staff alone", "Passages: 1", "dix jours"):
        assert part in shown
    assert "Guide des salles" in browser.get("/texts").text
    assert "The document is added." in browser.get("/texts/tasks").text


def test_what_is_left_out_of_a_first_file_is_said_by_its_name(container: Container, browser: Browser) -> None:
    """Nothing was before: the choices are the defaults themselves. Beside a document, they name both cases."""
    _, page = previewed(container, browser, upload(browser))
    assert "As before" not in page and "as before" not in page
    assert '<select id="authority" name="authority"><option value="official">Official' in page
    assert "If left empty: added document." in page and "If left empty: undated." in page
    added(container, browser, owner="La Maison", authority="internal")
    _, other = previewed(container, browser, upload(browser, "other.md", GUIDE.replace("40", "41")))
    assert "As the document it replaces, else: Official" in other
    _, newer = previewed(container, browser, upload(browser, "guide.md", GUIDE.replace("40", "42")))
    assert "As before: Internal" in newer and "as before: La Maison" in newer


def test_a_newer_file_takes_the_place_of_the_old_one(container: Container, browser: Browser) -> None:
    """What was told stays if it is not told anew; the old file is deleted."""
    old = added(container, browser, owner="La Maison", readers="staff")
    sent = upload(browser, "guide-2.md", GUIDE.replace("40", "45"), f"/texts/documents/{old}/replace")
    new, page = previewed(container, browser, sent)
    assert re.search(rf'value="{old}" selected', page)
    assert not re.search(r'value="(all|official)" selected', page)  # what is not chosen stays as it was
    browser.send(f"/texts/uploads/{new}", f"/texts/uploads/{new}/add", {"replaces": old})
    finish(container.desk_tasks)
    assert [(one.id, one.owner, one.readers) for one in container.library.documents.all()] == [
        (new, "La Maison", "staff")
    ]
    assert [folder.name for folder in (container.home / "uploads").iterdir()] == [new]


def test_a_document_is_removed_after_a_question(container: Container, browser: Browser) -> None:
    """With the file that was uploaded; a second time it is not found."""
    identity = added(container, browser)
    path = f"/texts/documents/{identity}/remove"
    assert "Guide des salles" in browser.get(path).text
    assert led(browser.send(path, path)) == ("/texts#done", "done=removing&at=tasks")
    finish(container.desk_tasks)
    assert container.library.documents.all() == []
    assert list((container.home / "uploads").iterdir()) == []
    assert browser.get(path).status_code == 404


def test_a_document_from_a_folder_keeps_its_file(container: Container, browser: Browser, tmp_path: Path) -> None:
    """What the desk did not receive it does not delete."""
    (tmp_path / "salles.md").write_text(GUIDE, encoding="utf-8")
    container.library.add_files([tmp_path / "salles.md"], DocumentDetails(), lambda done, total: None)
    identity = container.library.documents.all()[0].id
    assert "folder of the server" in browser.get(f"/texts/documents/{identity}").text
    browser.send(f"/texts/documents/{identity}/remove", f"/texts/documents/{identity}/remove")
    finish(container.desk_tasks)
    assert container.library.documents.all() == []
    assert (tmp_path / "salles.md").exists()


def test_what_is_told_can_be_changed(container: Container, browser: Browser) -> None:
    """A date that is none is refused, and nothing begins."""
    identity = added(container, browser)
    path = f"/texts/documents/{identity}"
    assert browser.send(path, f"{path}/details", {"date": "31/05/2026"}).status_code == 422
    browser.send(path, f"{path}/details", {"owner": "Autre", "date": "2026", "readers": "all", "authority": "draft"})
    finish(container.desk_tasks)
    held = container.library.documents.find(identity)
    assert held
    assert (held.owner, held.date, held.authority, held.title) == ("Autre", "2026", "draft", "Guide des salles")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_far_ahead_is_refused(container: Container, language: Language) -> None:
    """Before a file is added and when its details are changed; a year ahead is taken, and corrected. Nothing begins."""
    browser, said = Browser.of(container).sign_in(container, CHIEF, "Chief", language), desk_texts(language)["problem"]
    identity, _ = previewed(container, browser, upload(browser))
    ahead = container.workdays.today().year + 2
    path = f"/texts/uploads/{identity}"
    for late in ("2090", f"{ahead}-01", "9999-12-31"):
        sent = browser.send(path, f"{path}/add", {"date": late})
        assert (sent.status_code, said["late_date"] in sent.text) == (422, True), late
    added(container, browser, date=str(ahead - 1))
    path = f"/texts/documents/{identity}"
    sent = browser.send(path, f"{path}/details", {"date": "2090"})
    assert (sent.status_code, said["late_date"] in sent.text) == (422, True)
    assert dated(container, identity) == str(ahead - 1)
    browser.send(path, f"{path}/details", {"date": "2024-05"})
    finish(container.desk_tasks)
    assert dated(container, identity) == "2024-05"


def dated(container: Container, identity: str) -> str:
    """Return the date of a document."""
    held = container.library.documents.find(identity)
    assert held
    return held.date


def test_a_file_that_can_not_be_read_is_refused_with_the_reason(container: Container, browser: Browser) -> None:
    """In words of the page; it can be discarded."""
    spanish = "# Guía\n\n" + "El municipio aprueba cada año el presupuesto de las asociaciones locales. " * 8
    identity, page = previewed(container, browser, upload(browser, "guia.md", spanish))
    assert "It is neither in French nor in English: only these are read. Add a translation of it." in page
    path = f"/texts/uploads/{identity}"
    assert led(browser.send(path, f"{path}/discard")) == ("/texts#done", "done=discarded")
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_listed_as_what_it_is(container: Container, language: Language) -> None:
    """It waits until it is added; one that is being added, was added or refused is not said to wait."""
    browser, said = Browser.of(container).sign_in(container, CHIEF, "Chief", language), desk_texts(language)["texts"]
    spanish = "# Guía\n\n" + "El municipio aprueba cada año el presupuesto de las asociaciones locales. " * 8
    refused, _ = previewed(container, browser, upload(browser, "guia.md", spanish))
    shown = browser.get("/texts").text
    assert said["refused"] in shown and said["waiting"] not in shown and f"/texts/uploads/{refused}" in shown
    waits, _ = previewed(container, browser, upload(browser))
    shown = browser.get("/texts").text
    assert shown.index(said["waiting"]) < shown.index(f"/texts/uploads/{waits}") < shown.index(said["refused"])
    hold = threading.Event()
    container.desk_tasks.start(
        "build", "", lambda progress: TaskResult("built") if hold.wait(60) else TaskResult("index")
    )
    browser.send(f"/texts/uploads/{waits}", f"/texts/uploads/{waits}/add")
    assert f"/texts/uploads/{waits}" not in browser.get("/texts").text
    hold.set()
    finish(container.desk_tasks)
    shown = browser.get("/texts").text
    assert said["waiting"] not in shown and said["refused"] in shown
    assert shown.index('id="live"') < shown.index('id="waiting"') < shown.index('id="documents"')
    browser.send(f"/texts/uploads/{refused}", f"/texts/uploads/{refused}/discard")
    assert said["refused"] not in browser.get("/texts").text


def test_a_preview_shows_headings_and_no_marks(container: Container, browser: Browser) -> None:
    """Headings inside a passage, lists, and after it is added as well."""
    text = "# Guide\n\nCe guide dit comment réserver.\n\n## Délai\n\nDix jours.\n\n## Prix\n\n- 40 euros\n- 5 euros\n"
    _, page = previewed(container, browser, upload(browser, text=text))
    identity = added(container, browser, text=text)
    for shown in (page, browser.get(f"/texts/documents/{identity}").text):
        assert "##" not in shown and "<strong>Prix</strong>\n• 40 euros\n• 5 euros" in shown


def test_without_an_index_no_older_one_is_spoken_of(tmp_path: Path) -> None:
    """The page says that there is none, and offers to build it; nothing on it supposes that there is one."""
    library, said = Library(read_corpus(BUNDLED_CORPUS), tmp_path / "empty"), desk_texts("fr")
    with desk_container(tmp_path / "home", {"library": library}) as container:
        page = Browser.of(container).sign_in(container, CHIEF, "Chief", "fr").get("/texts").text
        read_only = Browser.of(container).sign_in(container).get("/texts").text
    assert said["search"]["missing"] in page and 'action="/texts/build"' in page
    assert said["search"]["ask"] in read_only and 'action="/texts/build"' not in read_only
    assert said["texts"]["cards_alone"] not in page and said["texts"]["stale"] not in page


def test_an_owner_that_is_too_long_is_refused_and_not_cut(container: Container, browser: Browser) -> None:
    """What was typed is given back."""
    identity, page = previewed(container, browser, upload(browser))
    assert "maxlength" not in page
    path = f"/texts/uploads/{identity}"
    sent = browser.send(path, f"{path}/add", {"owner": "é" * 201})
    assert (sent.status_code, "é" * 201 in sent.text, "200" in sent.text) == (422, True, True)


def test_remarks_and_refusals_are_in_the_language_of_the_page(container: Container) -> None:
    """What was left out, why a file is refused, and what to do."""
    french = Browser.of(container).sign_in(container, CHIEF, "Chief", "fr")
    struck = f"{GUIDE}\n\nLe prix est de ~~5~~ 7 euros."
    _, page = previewed(container, french, upload(french, "guide.md", struck))
    assert "<li>Du texte barré a été laissé de côté (1 endroit).</li>" in page
    german = "# Leitfaden\n\n" + "Die Gemeinde beschließt jedes Jahr den Haushalt der örtlichen Vereine. " * 8
    _, page = previewed(container, french, upload(french, "leitfaden.md", german))
    refused = "Il n’est ni en français ni en anglais\N{NO-BREAK SPACE}: seules ces langues sont lues."
    assert f"{refused} Ajoutez-en une traduction." in page


@pytest.mark.parametrize(("name", "text"), [("guide.exe", "x"), ("guide.md", ""), ("guide", "x")])
def test_what_is_never_read_is_not_even_kept(container: Container, browser: Browser, name: str, text: str) -> None:
    """The page says why."""
    sent = upload(browser, name, text)
    assert sent.status_code == 422
    assert 'role="alert"' in sent.text
    assert not (container.home / "uploads").exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["guide.md", "autre.md"])
def test_a_file_that_was_added_already_leads_to_its_document(
    container: Container, language: Language, name: str
) -> None:
    """Under any name, from the list and from the page of a document; its old preview leads there as well."""
    browser, said = Browser.of(container).sign_in(container, CHIEF, "Chief", language), desk_texts(language)["texts"]
    identity = added(container, browser)
    path = f"/texts/uploads/{identity}"
    other = added(container, browser, "prix.md", GUIDE.replace("Guide des salles", "Prix des salles"))
    token = browser.fields("/texts")
    answers = {
        name: upload(browser, name),
        name.upper(): upload(browser, name.upper(), path=f"/texts/documents/{other}/replace"),
        "guide.md": browser.get(path),
        "guide.md ": browser.client.post(f"{path}/add", data=token),
    }
    for sent, answer in answers.items():
        assert answer.status_code == 409, sent
        assert said["there"].format(name=sent.strip()) in answer.text
        assert f'<a href="/texts/documents/{identity}">Guide des salles</a>' in answer.text
    assert len(container.library.documents.all()) == 2
    assert len(list((container.home / "uploads").iterdir())) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_kept_of_several_files_is_said_by_name(container: Container, language: Language) -> None:
    """The refused ones with the reason; what was received leads to its preview, and is in the audit trail."""
    browser, said = Browser.of(container).sign_in(container, CHIEF, "Chief", language), desk_texts(language)
    files = [("file", (name, text.encode())) for name, text in (("a.md", GUIDE), ("b.exe", "x"), ("c.txt", ""))]
    sent = browser.client.post("/texts/uploads", data=browser.fields("/texts"), files=files)
    assert sent.status_code == 422
    (kept,) = (container.home / "uploads").iterdir()
    alert = sent.text.partition('role="alert"')[2].partition("</div>")[0]
    refused = [said["texts"]["not_kept"].format(name=name) for name in ("b.exe", "c.txt")]
    assert f"{refused[0]} {said['problem']['bad_kind'].partition('{')[0]}" in alert and ".docx" in alert
    assert f"{refused[1]} {said['problem']['empty_file']}" in alert
    assert f'{said["texts"]["kept"]} <a href="/texts/uploads/{kept.name}">a.md</a>' in alert
    assert f"text:upload {kept.name}:a.md" in [one.detail for one in container.access_control.audit.entries()]


def test_only_admins_change_texts(container: Container, browser: Browser) -> None:
    """The staff reads; the forms are refused to them and not offered."""
    identity = added(container, browser)
    awa = Browser.of(container).sign_in(container)
    for path in ("/texts", f"/texts/documents/{identity}", "/texts/cards"):
        shown = awa.get(path)
        assert shown.status_code == 200
        assert 'type="file"' not in shown.text
    assert upload(awa, "autre.md").status_code == 403
    pages = [one for pages in container.desk_pages for one in pages.routes if one.path.startswith("/texts")]
    for one in pages:
        path = one.path.format(id=identity)
        if hasattr(one, "takes_long"):
            assert awa.send("/texts", path).status_code == 403, path
    assert container.library.documents.find(identity)


def test_citations_are_counted(container: Container, browser: Browser) -> None:
    """Of a passage and of its document, with the votes against the answers."""
    identity = added(container, browser)
    passage = next(one.id for one in container.library.searcher().passages() if one.document == identity)
    at = container.clock().isoformat()
    exchange = Consultation("c" * 24, "fr", "Combien ?", "answered", "40", ({"id": passage, "score": 1},), at=at)
    logged = container.consultations.add(exchange)
    container.consultations.rate(logged, "c" * 24, "down")
    container.consultations.explain(logged, "c" * 24, "outdated")
    for path in ("/texts", f"/texts/documents/{identity}"):
        shown = browser.get(path).text
        for part in ("Times cited: 1", "Answers voted down: 1", "Called out of date: 1"):
            assert part in shown, path


def test_a_name_leads_nowhere_else(tmp_path: Path) -> None:
    """A name with folders is that of a file; too many that wait are refused; the same bytes are one file."""
    uploads = Uploads(tmp_path / "uploads")
    kept = uploads.keep("../../../guide.md", b"x", set())
    assert kept.path.parent.parent == tmp_path / "uploads"
    assert uploads.keep("other.md", b"x", set()) == kept
    assert uploads.find("../../etc") is None
    with pytest.raises(UploadError, match="large_file"):
        uploads.keep("a.md", bytes(LARGEST_FILE + 1), set())
    for n in range(MOST_WAITING - 1):
        uploads.keep("a.md", f"{n}".encode(), set())
    with pytest.raises(UploadError, match="too_many_waiting"):
        uploads.keep("a.md", b"one more", set())
    uploads.keep("a.md", b"one more", {str(kept.path)})


def test_a_task_that_fails_does_not_stop_those_after_it() -> None:
    """It is said; a word of the fault is not, since it could be anybody's."""
    tasks = BackgroundTasks("test", explanation)

    def fail(progress: object) -> TaskResult:
        raise ValueError("un mot de quelqu’un")

    failed = tasks.start("add", "a", fail, "key")
    finish(tasks)
    found = tasks.latest("key")
    assert found
    assert (found.number, found.state, found.said, found.problem) == (failed.number, "failed", "fault", None)
    tasks.forget("key")
    assert tasks.latest("key") is None


@pytest.mark.parametrize(
    ("length", "files"),
    [(None, 21), (MOST_BYTES + 1, 1)],
    ids=["too many files", "too many bytes"],
)
def test_too_much_at_once_is_refused_in_words(browser: Browser, length: int | None, files: int) -> None:
    """What is said is how much may be sent, not that the form is somebody else's."""
    sent = [("file", (f"{n}.md", b"# Un", "text/markdown")) for n in range(files)]
    headers = {"content-length": str(length)} if length else {}
    refused = browser.client.post("/texts/uploads", data=browser.fields("/texts"), files=sent, headers=headers)
    assert refused.status_code == 413
    assert desk_text("en", "refused.too_much") in html.unescape(refused.text)


def test_a_text_that_is_too_long_is_given_back(browser: Browser) -> None:
    """Whatever page it was written on."""
    written = "mot " * (LONGEST_FIELD // 4 + 1)
    refused = browser.send("/try", "/language", {"text": written, "language": "en"})
    assert refused.status_code == 413
    assert written.strip() in refused.text
