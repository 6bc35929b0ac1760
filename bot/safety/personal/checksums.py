"""The door to python-stdnum: numbers that check themselves."""

from __future__ import annotations


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
