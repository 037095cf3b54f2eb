"""Codes made from names."""

import re
import unicodedata

_HYPHENS = re.compile(r"-+")
_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")
_NOT_TOKEN = re.compile(r"[^A-Z0-9]+")
_STATION_LENGTH = 32
_METHOD_LENGTH = 32
_FIRST_INDIC = 0x0900
"""Marks from here on are vowels and viramas, part of the word; those before are accents."""


def slug(text: str) -> str:
    """Lower-case words joined by hyphens, in any script: "Pav Bhaji (Large)" -> "pav-bhaji-large".

    Accents and letter case do not make another code. A text without any letter or digit is its own code.
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    words = "".join(map(_kept, folded))
    return unicodedata.normalize("NFC", _HYPHENS.sub("-", words).strip("-")) or text


def _kept(character: str) -> str:
    if character.isalnum():
        return character
    if unicodedata.category(character).startswith("M"):
        return character if ord(character) >= _FIRST_INDIC else ""
    return "-"


def station_code(text: str) -> str:
    """A station's code: ASCII, at most 32 characters; `kitchen` when nothing is left."""
    ascii_text = _NOT_ASCII_WORD.sub("-", slug(text)).strip("-")
    return ascii_text[:_STATION_LENGTH].strip("-") or "kitchen"


def method_code(text: str) -> str:
    """A payment method as the books write it: "Credit card" -> "CREDIT_CARD"."""
    return _NOT_TOKEN.sub("_", text.upper()).strip("_")[:_METHOD_LENGTH]
