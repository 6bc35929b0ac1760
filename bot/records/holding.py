"""What each table holds of people: whose it is, and when its time is over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """What a table holds of a chat.

    `whose` is an SQL condition on a row that belongs to the chat of `:key` and `:address`. `old` is one on a row
    whose time is over, by the moments `:general` and `:disclosures` (ISO 8601 UTC), `:staff` and `:guards` being
    the keys of colleagues' chats; empty where the table forgets by a rule of its own. The rows are deleted; where
    `blank` is given they are set to that instead, since the rest of the row is about something else. The columns
    `others` tell of other people, and are not handed out.
    """

    table: str
    whose: str
    old: str = ""
    blank: str = ""
    others: tuple[str, ...] = ()


_CASE_IS_OLD = "changed < CASE kind WHEN 'safeguarding' THEN :disclosures ELSE :general END"
_OF_THEIR_CASES = "number IN (SELECT number FROM cases WHERE chat = :key)"
_OF_OLD_CASES = f"number IN (SELECT number FROM cases WHERE {_CASE_IS_OLD})"  # noqa: S608 - made of the line above
# A draft that was made of a case bears its number, and may have no exchanges.
_IS_AN_OLD_DRAFT = (
    "state IN ('draft', 'dismissed') AND (members <> '[]' OR id LIKE 'R-%') AND id NOT IN (SELECT number FROM cases)"
    " AND NOT EXISTS (SELECT 1 FROM json_each(members) JOIN consultations ON consultations.id = json_each.value)"
)
_COLLEAGUE = ("who", "name")
_IN_USE = " UNION ".join(
    f"SELECT {column} FROM {table}"  # noqa: S608 - made of the lines below
    for table, column in (
        ("consultations", "chat"),
        ("notices", "chat"),
        ("cases", "chat"),
        ("checks", "chat"),
        ("roles", "person"),
    )
)
_SENDER = " = CAST(:address AS INTEGER) OR ".join(
    f"json_extract(payload, '$.{path}.chat.id')" for path in ("message", "edited_message", "callback_query.message")
)

# Every table with anything of a person, in the order of erasing: rows that are found through others come first.
HOLDINGS = (
    Holding(
        "updates",
        whose=f"{_SENDER} = CAST(:address AS INTEGER)",
        blank="payload = NULL, done = coalesce(done, :now || ' forgotten')",
    ),
    Holding(
        "outbox",
        whose="address = :address OR address LIKE :address || '/%'",
        blank="state = 'withdrawn', finished = :now, address = NULL, content = NULL",
    ),
    # How someone introduced themself, on its way to those who let people in.
    Holding(
        "outbox",
        whose="reference IN (SELECT 'access:' || number FROM requests WHERE person = :key OR chat = :key)",
        blank="state = 'withdrawn', finished = :now, address = NULL, content = NULL",
        others=("address",),
    ),
    Holding(
        "consultations",
        whose="chat = :key",
        old="at < CASE outcome WHEN 'safeguarding' THEN :disclosures ELSE :general END",
    ),
    Holding("deliveries", whose="chat = :key"),
    Holding("keyboards", whose="chat = :key"),
    Holding("model_usage", whose="chat = :key"),
    Holding("checks", whose="chat = :key", old="changed < :general"),
    Holding("case_drafts", whose="chat = :key OR who = :key", old="at < :general"),
    Holding("case_events", whose=_OF_THEIR_CASES, old=_OF_OLD_CASES, others=_COLLEAGUE),
    Holding("case_answers", whose=_OF_THEIR_CASES, old=_OF_OLD_CASES, others=_COLLEAGUE),
    Holding("case_messages", whose=f"chat = :key OR {_OF_THEIR_CASES}", old=_OF_OLD_CASES),
    Holding("cases", whose="chat = :key", old=_CASE_IS_OLD, others=("owner", "owner_name")),
    # Those who answer cases are people too: the case goes on without them.
    Holding("case_events", whose="who = :key", blank="who = '', name = ''"),
    Holding("case_answers", whose="who = :key", blank="who = '', name = ''"),
    Holding(
        "cases",
        whose="owner = :key",
        blank="owner = '', owner_name = '', state = CASE state WHEN 'taken' THEN 'open' ELSE state END",
        others=("question", "topic", "found", "consultation", "chat", "address"),
    ),
    Holding("case_staff", whose="address = :address OR address LIKE :address || '/%'"),
    # Drafts are made of questions; what was published is its author's. See `bot.faq.forgetting` for one chat's.
    Holding("faq", whose="0", old=_IS_AN_OLD_DRAFT),
    Holding("roles", whose="person = :key OR (address <> '' AND address = :address)"),
    Holding("invitations", whose="0", old="until < :now"),
    Holding("requests", whose="person = :key OR chat = :key", old="until < :now"),
    # What was done stays on record without those who are forgotten.
    Holding("audit", whose="actor = :key", blank="actor = ''", others=("subject",)),
    Holding("audit", whose="subject = :key", blank="subject = ''", others=("actor",)),
    Holding("audit", whose="0", old="at < :general"),
    Holding("notices", whose="chat = :key", old="at < :general AND chat NOT IN (SELECT chat FROM consultations)"),
    # A language goes last, with everything else of its chat; the staff's group needs it as long as it is theirs.
    Holding(
        "chats", whose="chat = :key", old=f"at < :general AND chat NOT IN (:staff, :guards) AND chat NOT IN ({_IN_USE})"
    ),
)

# The other tables, and why nothing in them is anybody's.
NOBODYS = {
    "_sqlite_migrations": "the steps of the schema",
    "case_errands": "what was done today, by its name",
    "case_numbers": "the last number of each year",
    "procedures": "texts of the corpus",
    "sqlite_sequence": "counters of SQLite",
}
