"""Texts that are sensitive by their shape alone, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heap_lint import regex

_SHORTEST = len("219-09-9999")
_CARD = regex.lazy(r"(?<![\w.-])(?:\d(?:[ _-]?\d){12,18}|\d{4}(?:\.\d{4}){3})(?![\w-])")
# The first digits say who issued it, and with it how many there are.
_ISSUED = regex.lazy(
    r"4\d{12}(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6(?:011|5\d\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|35\d{14}"
)
_SOCIAL_SECURITY = regex.lazy(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])")
_IBAN = regex.lazy(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_PRIVATE_KEY = regex.lazy(r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\w+/=\\\s-]*")
_BEFORE_DOT = regex.lazy(r"(?<![\w-])[\w-]+(?=(?P<rest>\.eyJ[\w-]{8,}\.[\w-]+))")
_TOKEN_HEAD = regex.lazy(r"(?<!\w)eyJ[\w-]{8,}")


def shapes_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and name, with its article, of each sensitive thing in a text."""
    if len(text) < _SHORTEST:
        return
    for match in _CARD.finditer(text):
        if _is_card(re.sub(r"\D", "", match[0])):
            yield (*match.span(), "a card number")
    for match in _SOCIAL_SECURITY.finditer(text):
        yield (*match.span(), "a social security number")
    for match in _IBAN.finditer(text):
        if _is_iban(match[0].replace(" ", "")):
            yield (*match.span(), "an IBAN")
    for match in _PRIVATE_KEY.finditer(text):
        yield (*match.span(), "a private key")
    end = 0
    for match in _BEFORE_DOT.finditer(text):
        head = _TOKEN_HEAD.search(text, match.start(), match.end())
        if head is not None and head.start() >= end:
            end = match.end("rest")
            yield head.start(), end, "a token"


def _is_card(digits: str) -> bool:
    """Whether digits have an issuer, and the check digit of Luhn's sum."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    total = sum(number - 9 if number > 9 else number for number in doubled)
    return _ISSUED.fullmatch(digits) is not None and total % 10 == 0


def _is_iban(text: str) -> bool:
    """Whether the check digits fit: the rest of a division by 97 is 1 (ISO 13616)."""
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1
