"""A server with a gateway's lists of settlements, in the shape the gateway documents."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from api.settlements.gateway import ZONE

Items = list[dict[str, Any]]


@dataclass
class Stub:
    """What it serves, what it was asked, and how many answers are to fail first."""

    url: str = ""
    items: Items = field(default_factory=list)
    transfers: Items = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    failing: int = 0
    on_every_page: Items = field(default_factory=list)

    def answer(self, path: str) -> tuple[int, Any]:
        """Status and body for one GET."""
        self.asked.append(path)
        if self.failing:
            self.failing -= 1
            return 500, {"error": {"code": "SERVER_ERROR", "description": "try later"}}
        parts = urlsplit(path)
        query = {name: int(values[0]) for name, values in parse_qs(parts.query).items()}
        if parts.path == "/v1/settlements/recon/combined":
            return 200, self._page([i for i in self.items if _is_on(i, query)], query)
        if parts.path == "/v1/settlements":
            inside = [t for t in self.transfers if query["from"] <= t["created_at"] <= query["to"]]
            return 200, self._page(inside, query)
        wanted = parts.path.rpartition("/")[2]
        return 200, next(t for t in self.transfers if t["id"] == wanted)

    def _page(self, found: Items, query: dict[str, int]) -> dict[str, Any]:
        page = found[query["skip"] : query["skip"] + query["count"]] + self.on_every_page
        return {"entity": "collection", "count": len(page), "items": page}


def transfer(settlement_id: str, items: Items, **changes: Any) -> dict[str, Any]:
    """The transfer of some items."""
    return {
        "id": settlement_id,
        "entity": "settlement",
        "amount": sum(item["credit"] - item["debit"] for item in items),
        "status": "processed",
        "fees": sum(item["fee"] for item in items),
        "tax": sum(item["tax"] for item in items),
        "utr": "1568176960vxp0rj",
        "created_at": items[0]["settled_at"],
        **changes,
    }


@contextmanager
def serving() -> Iterator[Stub]:
    """A running stub."""
    stub = Stub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = stub.answer(self.path)
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: Any) -> None:
            """Nothing: the test knows what it asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield stub
    server.shutdown()
    thread.join()
    server.server_close()


def _is_on(item: dict[str, Any], query: dict[str, int]) -> bool:
    day = datetime.fromtimestamp(item["settled_at"], ZONE).date()
    return (day.year, day.month, day.day) == (query["year"], query["month"], query["day"])
