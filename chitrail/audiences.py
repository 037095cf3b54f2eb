"""Audiences: who hears a notification. Each has its own gapless sequence in PostgreSQL."""


def kitchen(outlet_id: str, station: str) -> str:
    """The kitchen display of one station."""
    return f"kds/{outlet_id}/{station}"


def floor(outlet_id: str) -> str:
    """Waiters of an outlet."""
    return f"floor/{outlet_id}"


def management(outlet_id: str) -> str:
    """Managers of an outlet."""
    return f"manager/{outlet_id}"


def board(outlet_id: str) -> str:
    """The ready board, which everybody can read."""
    return f"board/{outlet_id}"


def guest(outlet_id: str, order_id: str) -> str:
    """The guest of one order."""
    return f"guest/{outlet_id}/{order_id}"
