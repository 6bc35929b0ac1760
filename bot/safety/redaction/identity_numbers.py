"""Find the numbers of bank accounts, cards, payments and identity documents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.redaction.document_references import CURRENCY
from bot.safety.redaction.spans import Span
from corpus.word_list import alternations

_WORDS = alternations("identity_numbers")
_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,30}(?![a-z0-9])")
# Bank, branch, account and key as the banks of West Africa write them (BCEAO, RIB), with an IBAN's letters or without.
_RIB = re.compile(
    r"(?<![a-z0-9])(?:[a-z]{2}\d{2}[ -]?)?(?:(?:bf|bj|ci|gw|ml|ne|sn|tg)[ -]?\d{2,3}|[a-z]\d{4}|\d{5})[ -]?\d{5}"
    r"[ -]?(?:\d[ -]?){11,12}[ -]?\d{2}(?![a-z0-9])"
)
_CARD = re.compile(r"(?<![\w.,+-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w]|[.,-]\d)")
_FILLER = rf"(?:[ :,;.=#]|\bn(?:°|o\b\.?)|\b{_WORDS['account_filler']}\b|\b{_WORDS['bank']}\b){{1,14}}"
_NUMBER = r"[a-z]{0,2}\d[a-z\d]*(?:[ .\-/]{1,2}[a-z]{0,2}\d[a-z\d]*)*"
_CUED = re.compile(rf"{_WORDS['account_cue']}{_FILLER}(?P<number>{_NUMBER})(?!\w)")
_SERVICE = "(?:wave|momo|orange|moov|mtn|airtel)"
# An account at the post office of France or West Africa ends in a letter and a key.
_POSTAL = re.compile(
    rf"{_WORDS['postal_account']}{_FILLER}"
    rf"(?P<number>\d{{2,10}}(?: ?\d{{2,3}}){{0,3}} ?(?:[a-z] ?\d{{2,3}}|{_WORDS['key']} ?\d{{1,2}}))(?!\w)"
)
_PAYMENT = re.compile(
    r"\b[a-z]{2}\d{6}\.\d{4}\.[a-z]\d{4,6}\b"
    rf"|\b{_WORDS['payment']}\b(?: ?(?:{_WORDS['payment_number']}|{_SERVICE}))?"
    r"[ :.#]{1,3}(?P<number>(?=(?:[a-z_.]{0,8}\d){3})[\da-z_.]{6,24}\b)"
)
_PAID_UNDER = re.compile(
    rf"\b(?:{_WORDS['paid']}|{_SERVICE}|flooz)\b[^.!?\n]{{0,30}}"
    r"\bref(?:erence)?\b[ :.#n°]{1,4}(?P<number>\d{8,14})(?!\d)"
)
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:[ .]\d{3}){1,2}")
_SHORTEST = 6  # digits; "compte 6122" is an account in bookkeeping

_DOCUMENT_SIGN = rf"(?:[ :,;=#]|\bn(?:°|o\b\.?)|\b{_WORDS['paper_sign']}\b\.?)"
_OWNER = rf"(?: {_WORDS['of']} {_WORDS['the']}?[a-z]{{3,15}}\b)?"
# One word more may follow the sign: "passeport ivoirien".
_DOCUMENT_FILLER = rf"(?:{_OWNER}{_DOCUMENT_SIGN}{{1,8}}(?:[a-z]{{5,14}}\b{_DOCUMENT_SIGN}{{1,6}})?)"
_DOCUMENT_NUMBER = (
    r"(?=[a-z]{0,4}[-/]?\d|[a-z]{1,2} \d)[a-z\d]+"
    r"(?:[ .\-/]{1,2}(?=[a-z]{0,3}\d)[a-z\d]+|[.\-/][a-z]{1,3}\b| [a-z](?=$|[,.;\n]))*"
)
_DOCUMENT_CUED = re.compile(rf"{_WORDS['paper_cue']}{_DOCUMENT_FILLER}(?P<number>{_DOCUMENT_NUMBER})")
# Registration numbers of UNHCR, and the numbers of a taxpayer and of a national card of Haiti.
_BY_FORM = re.compile(
    r"(?<![\w.-])(?:\d{3}-\d{2}c\d{5}|\d{3}-\d{3}-\d{3}-\d|\d{2}-\d{2}-\d{2}-\d{4}-\d{2}-\d{5})(?![\w-])"
)
_OWN_TAX_NUMBER = re.compile(rf"{_WORDS['own_tax_number']}{_DOCUMENT_SIGN}{{1,8}}(?P<number>{_DOCUMENT_NUMBER})")
_GHANA_CARD = re.compile(r"\bgha-?\d{9}-?\d\b")
_SOCIAL = re.compile(r"(?<![\w.])[12] ?\d\d ?[01]\d ?(?:\d\d|2[ab]) ?\d{3} ?\d{3} ?\d\d(?!\w)")
_YEAR = re.compile(r"(?:(?:de|en|in|of) )?(?:19|20)\d\d")
_DOCUMENT_SHORTEST = 4  # digits


def accounts(text: str) -> Iterator[Span]:
    """Yield each number of an account, a card or a payment in plain lower-case `text`, some of them twice.

    >>> {text[f.start : f.end] for text in ["rib 30006 00001 12345678901 89, compte 6122"] for f in accounts(text)}
    {'30006 00001 12345678901 89'}
    """
    for match in _IBAN.finditer(text):
        if end := _iban_end(match[0]):
            yield Span(match.start(), match.start() + end, "bank")
    for match in _RIB.finditer(text):
        yield Span(match.start(), match.end(), "bank")
    for match in _CARD.finditer(text):
        if is_card(re.sub(r"\D", "", match[0])):
            yield Span(match.start(), match.end(), "bank")
    for match in _CUED.finditer(text):
        if _is_account(match["number"], text[match.end() :]):
            yield Span(match.start("number"), match.end("number"), "bank")
    for match in _POSTAL.finditer(text):
        yield Span(match.start("number"), match.end("number"), "bank")
    for match in (*_PAYMENT.finditer(text), *_PAID_UNDER.finditer(text)):
        yield Span(match.start("number") if match["number"] else match.start(), match.end(), "bank")


def _is_account(number: str, rest: str) -> bool:
    """Tell whether a number after a cue is that of a bank account: no amount, no account in bookkeeping."""
    long_enough = sum(map(str.isdigit, number)) >= _SHORTEST
    return long_enough and not _AMOUNT.fullmatch(number) and not CURRENCY.match(rest)


def _iban_end(written: str) -> int:
    """Return the length of the longest start of `written` that is an IBAN, whole words of it; 0 if none is."""
    ends = [match.start() for match in re.finditer(r"[ -]|$", written)]
    for end in reversed(ends):
        if is_iban(re.sub(r"[ -]", "", written[:end]).upper()):
            return end
    return 0


def identity_documents(text: str) -> Iterator[Span]:
    """Yield each number of an identity document in plain lower-case `text`.

    >>> [text[f.start : f.end] for text in ["passport no. a08412277, issued in 2019"] for f in identity_documents(text)]
    ['a08412277']
    """
    for match in (*_DOCUMENT_CUED.finditer(text), *_OWN_TAX_NUMBER.finditer(text)):
        if sum(map(str.isdigit, match["number"])) >= _DOCUMENT_SHORTEST and not _YEAR.fullmatch(match["number"]):
            yield Span(match.start("number"), match.end("number"), "identity")
    for match in (*_GHANA_CARD.finditer(text), *_BY_FORM.finditer(text)):
        yield Span(match.start(), match.end(), "identity")
    for match in _SOCIAL.finditer(text):
        if is_french_social_security(match[0].replace(" ", "")):
            yield Span(match.start(), match.end(), "identity")


def is_iban(number: str) -> bool:
    """Tell whether compact `number` is an IBAN by its check digits (ISO 13616), of whatever country.

    >>> is_iban("SN08SN0100152000048500003035"), is_iban("SN09SN0100152000048500003035")
    (True, False)
    """
    from stdnum.iso7064 import mod_97_10

    return 15 <= len(number) <= 34 and number.isascii() and bool(mod_97_10.is_valid(number[4:] + number[:4]))


def is_card(number: str) -> bool:
    """Tell whether the digits `number` pass Luhn's check (ISO/IEC 7812-1).

    >>> is_card("4970100000000154"), is_card("2019202020212022")
    (True, False)
    """
    from stdnum import luhn

    return bool(luhn.is_valid(number))


def is_french_social_security(number: str) -> bool:
    """Tell whether compact `number` is a French NIR by its key (INSEE).

    >>> is_french_social_security("291077511304287")
    True
    """
    from stdnum.fr import nir

    return bool(nir.is_valid(number))
