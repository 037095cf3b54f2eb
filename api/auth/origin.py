"""Where a request comes from, for limits and the audit."""

from ipaddress import ip_address

from flask import Request

from chitrail.settings import Settings

HEADER = "X-Forwarded-For"


def address_of(request: Request, settings: Settings) -> str:
    """The caller's address; the last one a trusted proxy reports, when the request comes from one."""
    direct = request.remote_addr or ""
    if not _is_proxy(direct, settings):
        return direct
    reported = request.headers.get(HEADER, "").rsplit(",", 1)[-1].strip()
    return reported[:64] or direct


def _is_proxy(address: str, settings: Settings) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in settings.proxies)
