"""Signed webhooks, as the Standard Webhooks specification 1.0 has them (standardwebhooks.com).

Headers `webhook-id`, `webhook-timestamp` and `webhook-signature: v1,<base64 of HMAC-SHA256>` over
`id.timestamp.body`. A target is a public address over https, or lies in a network the operator allows:
its name is resolved by us, checked, and the very address that was checked is connected to.
"""

import base64
import hashlib
import hmac
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

import urllib3
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from chitrail.errors import InvalidInput, Unavailable
from chitrail.settings import Settings

TIMEOUT = urllib3.Timeout(connect=2.0, read=5.0)
_PORTS = {"http": 80, "https": 443}


class WebhookNotSent(Unavailable):
    """The receiver did not take the message; it may later."""

    code = "webhook-not-sent"
    title = "The receiver did not take the message"


def signing_secret(settings: Settings, subscription_id: UUID) -> str:
    """What a receiver checks signatures with: follows from our key and the subscription, stored nowhere."""
    return "whsec_" + base64.b64encode(_key(settings.secret_key, subscription_id)).decode()


def check_target(settings: Settings, url: str, *, field: str = "target") -> None:
    """Raises InvalidInput for what can never be sent to; a name is looked up when it is sent to."""
    try:
        target = _parse(url)
        literal = _literal(target)
        if literal is not None:
            _check(settings, target, literal)
        elif target.scheme == "http" and not settings.private_targets:
            raise InvalidInput("must be an https address", field=field)
    except ValueError as error:
        raise InvalidInput(str(error), field=field) from error


def post(
    settings: Settings, subscription_id: UUID, url: str, message_id: UUID, stamp: int, body: bytes
) -> None:
    """Send one message; any answer of 2xx takes it, a redirection does not. Raises WebhookNotSent."""
    try:
        target = _parse(url)
        address = _resolve(settings, target)
        status = _send(
            target, address, _headers(settings, subscription_id, message_id, stamp, body), body
        )
    except (ValueError, Unavailable, urllib3.exceptions.HTTPError) as error:
        raise WebhookNotSent(f"{type(error).__name__}: {error}") from error
    if not 200 <= status < 300:
        raise WebhookNotSent(f"it answered {status}")


def _send(
    target: SplitResult, address: IPv4Address | IPv6Address, headers: dict[str, str], body: bytes
) -> int:
    host, port = target.hostname or "", target.port or _PORTS[target.scheme]
    pool: HTTPConnectionPool
    if target.scheme == "https":
        pool = HTTPSConnectionPool(
            str(address), port, timeout=TIMEOUT, server_hostname=host, assert_hostname=host
        )
    else:
        pool = HTTPConnectionPool(str(address), port, timeout=TIMEOUT)
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    headers = {"Host": target.netloc.rpartition("@")[2], **headers}
    with pool:
        answer = pool.request(
            "POST", path, body=body, headers=headers, retries=False, preload_content=False
        )
        answer.release_conn()
        return answer.status


def _headers(
    settings: Settings, subscription_id: UUID, message_id: UUID, stamp: int, body: bytes
) -> dict[str, str]:
    signed = f"{message_id}.{stamp}.".encode() + body
    signatures = [
        base64.b64encode(hmac.digest(_key(key, subscription_id), signed, hashlib.sha256)).decode()
        for key in settings.secret_keys
    ]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Chitrail",
        "webhook-id": str(message_id),
        "webhook-timestamp": str(stamp),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _key(secret_key: str, subscription_id: UUID) -> bytes:
    return hmac.digest(secret_key.encode(), b"webhook:" + subscription_id.bytes, hashlib.sha256)


def _parse(url: str) -> SplitResult:
    target = urlsplit(url)
    if target.scheme not in _PORTS or not target.hostname or target.username is not None:
        raise ValueError("must be an address such as https://example.com/alerts")
    _ = target.port  # raises ValueError for a port that is none
    return target


def _resolve(settings: Settings, target: SplitResult) -> IPv4Address | IPv6Address:
    """The address to connect to. Raises ValueError when any of the name's is forbidden, Unavailable."""
    try:
        found = socket.getaddrinfo(target.hostname, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unavailable(f"{target.hostname} cannot be found") from error
    addresses = [ip_address(entry[4][0]) for entry in found]
    for address in addresses:
        _check(settings, target, address)
    return addresses[0]


def _check(settings: Settings, target: SplitResult, address: IPv4Address | IPv6Address) -> None:
    allowed = any(address in network for network in settings.private_targets)
    if not allowed and (not _is_public(address) or target.scheme != "https"):
        raise ValueError(f"{target.hostname} must be reached by https at a public address")


def _literal(target: SplitResult) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(target.hostname or "")
    except ValueError:
        return None


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None)
    inner = address if mapped is None else mapped
    return inner.is_global and not inner.is_multicast
