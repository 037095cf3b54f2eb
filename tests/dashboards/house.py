"""A house for kitchen displays: API, gateway and dashboards on a small restaurant."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import requests

from chitrail.ids import new_id
from tests.support import restaurant
from tests.support.notices import tell_screens
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.settings import environment


@dataclass(frozen=True)
class House:
    """Where things are; `post` speaks to the API as one of the staff and tells the screens at once."""

    database_url: str
    api: str
    display: str
    realtime: Program
    dashboards: Program

    def post(self, path: str, body: Any = None, role: str = "waiter") -> dict[str, Any]:
        """A POST that must succeed; every screen hears of what it changed."""
        headers = {
            "Authorization": restaurant.bearer(restaurant.actor(role)),
            "Idempotency-Key": str(new_id()),
        }
        answer = requests.post(self.api + path, json=body or {}, headers=headers, timeout=20)
        assert answer.ok, answer.text
        tell_screens(self.database_url)
        found: dict[str, Any] = answer.json()
        return found

    def tell(self) -> None:
        """Every screen hears of what was pressed on one."""
        tell_screens(self.database_url)

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """What the API tells a manager."""
        headers = {"Authorization": restaurant.bearer(restaurant.actor("manager"))}
        found: dict[str, Any] = requests.get(
            self.api + path, query, headers=headers, timeout=20
        ).json()
        return found

    def order(self, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A placed order of these lines."""
        body = {"order_type": "DINE_IN", "table_label": "4", "lines": list(lines), **more}
        return self.post("/api/orders", body)

    def clear(self) -> None:
        """Cancel every order that is with the kitchen, and see it: the rails are empty."""
        found = self.get("/api/orders", open="true", limit="100")
        for order in found["data"]:
            if order["status"] == "SERVED":
                continue
            body = {"reason": "the next test", "stock": "WASTED"}
            self.post(f"/api/orders/{order['id']}/cancel", body, "manager")
        for ticket in self.get("/api/tickets", limit="200")["data"]:
            if ticket["changes"]:
                body = {"version": ticket["version"]}
                self.post(f"/api/tickets/{ticket['ticket_id']}/seen", body, "kitchen")

    def link(self, station: str | None) -> str:
        """Address that opens the display of a station signed in; of all stations without one."""
        cook = replace(restaurant.actor("kitchen"), station=station)
        return f"{self.display}#token={restaurant.bearer(cook).removeprefix('Bearer ')}"


@contextmanager
def open_house(database_url: str, home: Path) -> Iterator[House]:
    """Start the three servers; the browser code is built into `home` by the caller."""
    restaurant.build(database_url)
    api, realtime, dashboards = free_port(), free_port(), free_port()
    env = environment(
        database_url,
        home,
        CHITRAIL_API_PORT=api,
        CHITRAIL_API_WORKERS=1,
        CHITRAIL_REALTIME_PORT=realtime,
        CHITRAIL_DASHBOARDS_PORT=dashboards,
    )
    with (
        Program(["api"], env, home / "api.log") as one,
        Program(["api.realtime"], env, home / "realtime.log") as two,
        Program(["dashboards"], env, home / "dashboards.log") as three,
    ):
        one.wait_for_url(f"http://127.0.0.1:{api}/readyz")
        two.wait_for_url(f"http://127.0.0.1:{realtime}/readyz")
        three.wait_for_url(f"http://127.0.0.1:{dashboards}/livez")
        display = f"http://127.0.0.1:{dashboards}/kds/"
        yield House(database_url, f"http://127.0.0.1:{api}", display, two, three)
