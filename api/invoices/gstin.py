"""GSTINs: who a taxpayer is, with a check digit that finds every mistyped character."""

import re

from chitrail.errors import InvalidInput

STATES = {
    "01": "Jammu and Kashmir",
    "02": "Himachal Pradesh",
    "03": "Punjab",
    "04": "Chandigarh",
    "05": "Uttarakhand",
    "06": "Haryana",
    "07": "Delhi",
    "08": "Rajasthan",
    "09": "Uttar Pradesh",
    "10": "Bihar",
    "11": "Sikkim",
    "12": "Arunachal Pradesh",
    "13": "Nagaland",
    "14": "Manipur",
    "15": "Mizoram",
    "16": "Tripura",
    "17": "Meghalaya",
    "18": "Assam",
    "19": "West Bengal",
    "20": "Jharkhand",
    "21": "Odisha",
    "22": "Chhattisgarh",
    "23": "Madhya Pradesh",
    "24": "Gujarat",
    "26": "Dadra and Nagar Haveli and Daman and Diu",
    "27": "Maharashtra",
    "29": "Karnataka",
    "30": "Goa",
    "31": "Lakshadweep",
    "32": "Kerala",
    "33": "Tamil Nadu",
    "34": "Puducherry",
    "35": "Andaman and Nicobar Islands",
    "36": "Telangana",
    "37": "Andhra Pradesh",
    "38": "Ladakh",
    "97": "Other Territory",
}
"""States and union territories by their GST code, which begins a GSTIN."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE = re.compile(r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][0-9A-Z]{3}")
"""State, PAN, registration of that PAN in the state, a letter, check digit."""


def check_digit(first: str) -> str:
    """The 15th character of a GSTIN out of its first 14 (Luhn's method, modulo 36)."""
    total = 0
    for place, character in enumerate(first):
        product = _ALPHABET.index(character) * (1 + place % 2)
        total += product // 36 + product % 36
    return _ALPHABET[-total % 36]


def check_gstin(gstin: str, *, field: str) -> str:
    """The GSTIN itself. Raises InvalidInput for a wrong shape, state or check digit."""
    if not _SHAPE.fullmatch(gstin):
        raise InvalidInput("is not a GSTIN: two digits, a PAN and three characters", field=field)
    if gstin[:2] not in STATES:
        raise InvalidInput(f"begins with {gstin[:2]}, which is no state", field=field)
    if gstin[14] != check_digit(gstin[:14]):
        raise InvalidInput("has a wrong check digit: look for a mistyped character", field=field)
    return gstin
