"""PINs: six digits, hashed with argon2id over an HMAC whose key is not in the database.

Six digits alone can be tried out from a stolen table in minutes; the pepper is derived from the secret
key, so the table alone tells nothing.
"""

import hashlib
import hmac
import re

from api.auth.passwords import hash_password, verify_password
from api.models import AnyRow
from chitrail.errors import InvalidInput
from chitrail.tokens import key_id

LENGTH = 6
_SIX_DIGITS = re.compile(r"[0-9]{6}", re.ASCII)
_RUNS = "01234567890 98765432109"


def hash_pin(pin: str, secret_key: str) -> dict[str, str]:
    """Columns of a person's row for a PIN. Raises InvalidInput for one that is guessed first."""
    if not _SIX_DIGITS.fullmatch(pin):
        raise InvalidInput("must be six digits", field="pin")
    halves, pairs = pin[:3] == pin[3:], pin[:2] * 3 == pin
    if pin in _RUNS or halves or pairs:
        raise InvalidInput("is too easy to guess", field="pin")
    return {"pin_hash": hash_password(_peppered(pin, secret_key)), "pin_key_id": key_id(secret_key)}


def verify_pin(staff: AnyRow | None, pin: str, keys: tuple[str, ...]) -> bool:
    """Whether the PIN is this person's; takes as long for nobody and for somebody without a PIN.

    A PIN set under a key that is no longer known cannot be checked and must be set again.
    """
    stored = staff.pin_hash if staff is not None else None
    named = [key for key in keys if staff is not None and key_id(key) == staff.pin_key_id]
    known = stored if named else None
    return verify_password(known, _peppered(pin, named[0] if named else keys[0]))


def _peppered(pin: str, secret_key: str) -> str:
    pepper = hmac.digest(secret_key.encode(), b"chitrail pin pepper", hashlib.sha256)
    return hmac.new(pepper, pin.encode(), hashlib.sha256).hexdigest()
