"""Opaque secrets: 256 random bits handed out once; only their SHA-256 is kept."""

import hashlib
import secrets


def make() -> tuple[str, bytes]:
    """A new secret and the digest to store."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> bytes:
    """What the database keeps of a secret; the secret is too long to be guessed from it."""
    return hashlib.sha256(secret.encode()).digest()
