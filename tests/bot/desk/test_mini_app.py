"""Signing in inside Telegram, by what the client passes to a Mini App."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot.desk.mini_app import read_init_data, sign_init_data
from bot.telegram.rendering import keyboard
from tests.support.cases import ManualClock
from tests.support.desk import AWA, VISITOR, Browser, desk_container, open_case

TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ"
NOW = ManualClock().now
EXPECTED = "4b6449b69b2251ac6102874b0783c9f66143e1d995b2f64e058b9b59e4d064e7"


def init_data(person: int = AWA, age: timedelta = timedelta(), token: str = TOKEN, **further: str) -> str:
    """Return the data that Telegram would pass, signed `age` ago."""
    user = json.dumps({"id": person, "first_name": "Awa", "language_code": "fr"})
    fields = {"query_id": "AAH", "user": user, "auth_date": str(int((NOW - age).timestamp())), **further}
    return urlencode(fields | {"hash": sign_init_data(fields, token)})


def test_what_telegram_signed_is_read() -> None:
    """Its id, name, and the parameter of the link."""
    user = read_init_data(init_data(start_param="R-2026-0001", signature="any"), TOKEN, NOW)
    assert user is not None
    assert (user.id, user.name, user.parameter) == (AWA, "Awa", "R-2026-0001")


def test_the_rule_of_the_bot_api() -> None:
    """HMAC-SHA256 of the sorted lines, with a key that is one of the token under "WebAppData"."""
    # Computed with OpenSSL from the rule as it stands in the documentation.
    assert sign_init_data({"user": "{}", "auth_date": "1"}, "1:a") == EXPECTED


@pytest.mark.parametrize(
    "forged",
    [
        init_data(token="123456:other"),
        init_data().replace("5001", "5003"),
        init_data().rpartition("&hash=")[0],
        init_data() + "&admin=1",
        init_data(age=timedelta(minutes=11)),
        init_data(age=timedelta(minutes=-5)),
        urlencode({"auth_date": str(int(NOW.timestamp())), "hash": "é"}),
        "",
        "%ff=%00&hash",
    ],
)
def test_what_is_forged_or_old_is_refused(forged: str) -> None:
    """Another token, another person, no signature, a field too many, another time."""
    assert read_init_data(forged, TOKEN, NOW) is None


def test_without_a_token_nobody_signs_in() -> None:
    """An empty one would be a key that everybody knows."""
    assert read_init_data(init_data(token=""), "", NOW) is None


@pytest.mark.parametrize(("person", "status"), [(AWA, 303), (VISITOR, 403)])
def test_a_colleague_gets_to_the_case_of_the_button(tmp_path: Path, person: int, status: int) -> None:
    """Who has no role gets in nowhere."""
    with desk_container(tmp_path, telegram_token=TOKEN) as container:
        number, browser = open_case(container), Browser.of(container)
        form = {"init_data": init_data(person), "next": f"/cases/{number}"}
        answer = browser.client.post("/mini-app", data=form)
        assert answer.status_code == status
        assert browser.get(f"/cases/{number}").status_code == (200 if status == 303 else 401)
        if status == 303:
            assert answer.headers["location"] == f"/cases/{number}"


@pytest.mark.parametrize(
    ("chat", "kind", "button"),
    [
        ("-1001", "question", {"url": "https://desk.example.org/cases/R-2026-0001"}),
        (str(AWA), "question", {"web_app": {"url": "https://desk.example.org/mini-app?next=/cases/R-2026-0001"}}),
        ("-1001", "safeguarding", None),
    ],
)
def test_a_card_has_a_button_that_opens_the_case(
    tmp_path: Path, chat: str, kind: str, button: dict[str, object] | None
) -> None:
    """In a private chat inside Telegram, in a group in the browser; a danger is at the desk for its focal point."""
    with desk_container(tmp_path, staff_chat=chat, desk_url="https://desk.example.org") as container:
        case = container.case_service.find(open_case(container, kind=kind, topic="abuse"))
        markup = keyboard(container.case_service.card_buttons(case), "tag.".__add__)
        assert markup is not None
        opening = [one for row in markup.to_dict()["inline_keyboard"] for one in row if "callback_data" not in one]
        assert [{name: one[name] for name in one if name != "text"} for one in opening] == ([button] if button else [])


def test_a_card_has_no_such_button_where_the_desk_is_on_this_machine_alone(tmp_path: Path) -> None:
    """Nobody else could open it."""
    with desk_container(tmp_path, staff_chat="-1001", desk_url="http://127.0.0.1:8440") as container:
        case = container.case_service.find(open_case(container))
        assert not any(one.link for row in container.case_service.card_buttons(case) for one in row)


def test_a_forged_one_gets_no_session(tmp_path: Path) -> None:
    """And the way out leads nowhere else."""
    with desk_container(tmp_path, telegram_token=TOKEN) as container:
        browser = Browser.of(container)
        assert browser.client.post("/mini-app", data={"init_data": init_data(token="1:x")}).status_code == 403
        form = {"init_data": init_data(), "next": "//evil.example"}
        assert browser.client.post("/mini-app", data=form).headers["location"] == "/"
