"""Find the numbers of bank accounts, cards and payments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.personal.checksums import is_card, is_iban
from bot.safety.personal.found import Found
from bot.safety.personal.references import CURRENCY

_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,30}(?![a-z0-9])")
# Bank, branch, account and key as the banks of West Africa write them (BCEAO, RIB), with an IBAN's letters or without.
_RIB = re.compile(
    r"(?<![a-z0-9])(?:[a-z]{2}\d{2}[ -]?)?(?:(?:bf|bj|ci|gw|ml|ne|sn|tg)[ -]?\d{2,3}|[a-z]\d{4}|\d{5})[ -]?\d{5}"
    r"[ -]?(?:\d[ -]?){11,12}[ -]?\d{2}(?![a-z0-9])"
)
_CARD = re.compile(r"(?<![\w.,+-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w]|[.,-]\d)")
_CUE = (
    r"(?:\biban\b|\brib\b|\bcomptes?\b(?: bancaires?| courants?| d'epargne)?|\baccounts?\b|\bacc?t?\b\.?|\ba/c\b"
    r"|\bsort code\b|\brouting\b|\bvirement\b|\bbank (?:details?|no)\b|\bcard\b|\bcarte (?:bancaire|bleue|visa)\b"
    r"|\bcode marchand\b|\bmerchant code\b|\bcrediter\b|\bverser\b|\bvirer\b|\bpay (?:in)?to\b|\bdeposit\b|\bcredit\b)"
)
_BANK = (
    r"(?:uba|ecobank|gt ?bank|zenith|access|first|fidelity|gcb|stanbic|equity|kcb|boa|bicia\w*|bicis|coris|sgb\w*|nsia"
    r"|bsic|orabank|cbao|bdm|bnda|bim|afriland|vista|union|absa|wema|polaris|sterling|nib|bank|banque)"
)
_FILLER = (
    r"(?:[ :,;.=#]|\bn(?:°|o\b\.?)|\b(?:numeros?|numbers?|num|no|is|est|c'?est|the|le|la|a|sur|au|chez|at|with|to|of"
    r"|de)\b"
    rf"|\b{_BANK}\b){{1,14}}"
)
_NUMBER = r"[a-z]{0,2}\d[a-z\d]*(?:[ .\-/]{1,2}[a-z]{0,2}\d[a-z\d]*)*"
_CUED = re.compile(rf"{_CUE}{_FILLER}(?P<number>{_NUMBER})(?!\w)")
_PAYMENT = re.compile(
    r"\b[a-z]{2}\d{6}\.\d{4}\.[a-z]\d{4,6}\b|\b(?:transaction|trans|txn|transfer|paiement|payment)\b"
    r"(?: ?(?:id|ref|reference|code|n[°o]\.?|numero|number|wave|momo|orange|moov|mtn"
    r"|airtel))?[ :.#]{1,3}(?P<number>(?=(?:[a-z_.]{0,8}\d){3})[\da-z_.]{6,24}\b)"
)
_PAID_UNDER = re.compile(
    r"\b(?:paiement|payment|virement|transfer|depot|deposit|mtn|wave|momo|orange|moov|airtel|flooz)\b[^.!?\n]{0,30}"
    r"\bref(?:erence)?\b[ :.#n°]{1,4}(?P<number>\d{8,14})(?!\d)"
)
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:[ .]\d{3}){1,2}")
_SHORTEST = 6  # digits; "compte 6122" is an account of the books


def accounts(text: str) -> Iterator[Found]:
    """Yield each number of an account, a card or a payment in plain lower-case `text`, some of them twice.

    >>> {text[f.start : f.end] for text in ["rib 30006 00001 12345678901 89, compte 6122"] for f in accounts(text)}
    {'30006 00001 12345678901 89'}
    """
    for match in _IBAN.finditer(text):
        if end := _iban_end(match[0]):
            yield Found(match.start(), match.start() + end, "bank")
    for match in _RIB.finditer(text):
        yield Found(match.start(), match.end(), "bank")
    for match in _CARD.finditer(text):
        if is_card(re.sub(r"\D", "", match[0])):
            yield Found(match.start(), match.end(), "bank")
    for match in _CUED.finditer(text):
        if _is_account(match["number"], text[match.end() :]):
            yield Found(match.start("number"), match.end("number"), "bank")
    for match in (*_PAYMENT.finditer(text), *_PAID_UNDER.finditer(text)):
        yield Found(match.start("number") if match["number"] else match.start(), match.end(), "bank")


def _is_account(number: str, rest: str) -> bool:
    """Tell whether `number`, said of an account, is that of the account and no amount or account of the books."""
    long_enough = sum(map(str.isdigit, number)) >= _SHORTEST
    return long_enough and not _AMOUNT.fullmatch(number) and not CURRENCY.match(rest)


def _iban_end(written: str) -> int:
    """Return the length of the longest start of `written` that is an IBAN, whole words of it; 0 if none is."""
    ends = [match.start() for match in re.finditer(r"[ -]|$", written)]
    for end in reversed(ends):
        if is_iban(re.sub(r"[ -]", "", written[:end]).upper()):
            return end
    return 0
