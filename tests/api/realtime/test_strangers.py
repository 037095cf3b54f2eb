"""Connections that are silent, lie or shout: they end, and screens do not feel them."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
import websocket

from tests.support.screens import Screen
from tests.support.waiting import eventually

MakeScreen = Callable[..., Screen]
IDLE = 200
FORGED = 2_000
PING, PONG = "2", "3"


def knock(gateway: str) -> websocket.WebSocket:
    """A connection that does not say who it is."""
    address = urlsplit(gateway)
    url = f"ws://{address.netloc}/socket.io/?EIO=4&transport=websocket"
    made = websocket.create_connection(url, timeout=20)
    assert made.recv().startswith("0")
    return made


@pytest.fixture
def idle(gateway: str) -> Iterator[list[websocket.WebSocket]]:
    with ExitStack() as stack:
        made = [knock(gateway) for _ in range(IDLE)]
        for each in made:
            stack.callback(each.shutdown)
        yield made


def is_closed(connection: websocket.WebSocket) -> bool:
    """Whether the server ended it; its pings before that are read and not answered."""
    connection.settimeout(0.01)
    try:
        while connection.recv():
            pass
    except websocket.WebSocketTimeoutException:
        return False
    except (websocket.WebSocketException, OSError):
        return True
    return True


def pings_until_closed(connection: websocket.WebSocket) -> int:
    pings = 0
    try:
        while message := connection.recv():
            pings += message == PING
    except (websocket.WebSocketException, OSError):
        return pings
    return pings


def test_idle_strangers_are_closed_and_screens_do_not_feel_them(
    screen: MakeScreen, hang: Callable[[int], Any], idle: list[websocket.WebSocket]
) -> None:
    mine = screen()
    mine.connect()
    mine.subscribe()
    hang(5)
    mine.wait_for(5)
    eventually(lambda: all(is_closed(each) for each in idle), within=60, every=0.5)
    assert mine.client.connected
    hang(1)
    mine.wait_for(6)
    assert mine.gaps == []


def test_forged_pongs_call_forth_no_pings(
    gateway: str, screen: MakeScreen, hang: Callable[[int], Any]
) -> None:
    liar = knock(gateway)
    begun = time.monotonic()
    for _ in range(FORGED):
        liar.send(PONG)
    pings = pings_until_closed(liar)
    assert pings <= 1 + (time.monotonic() - begun) / 5
    mine = screen()
    mine.connect()
    mine.subscribe()
    hang(1)
    mine.wait_for(1)
