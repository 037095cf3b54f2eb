"""The Razorpay sandbox as a process of its own."""

from pathlib import Path
from typing import Any

import razorpay
import requests

from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.settings import RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET, RAZORPAY_WEBHOOK_SECRET


class RunningSandbox:
    """The sandbox as a process of its own; `settings` are further variables by their full names."""

    def __init__(self, folder: Path, webhook_url: str, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        env = {
            "SANDBOX_DATA": str(folder / "sandbox"),
            "SANDBOX_PORT": str(self.port),
            "SANDBOX_BACKOFF_SECONDS": "0.2",
            "RAZORPAY_KEY_ID": RAZORPAY_KEY_ID,
            "RAZORPAY_KEY_SECRET": RAZORPAY_KEY_SECRET,
            "RAZORPAY_WEBHOOK_SECRET": RAZORPAY_WEBHOOK_SECRET,
            "RAZORPAY_WEBHOOK_URL": webhook_url,
            **settings,
        }
        self.program = Program(["sandbox"], env, folder / "sandbox.log")
        self.sdk = razorpay.Client(auth=(RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET), base_url=self.url)

    def start(self) -> None:
        self.program.start()
        self.program.wait_for_url(f"{self.url}/healthz")

    def call(self, method: str, path: str, **arguments: Any) -> requests.Response:
        auth = (RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET)
        return requests.request(method, self.url + path, auth=auth, timeout=10, **arguments)

    def pay(self, order_id: str, **fields: Any) -> requests.Response:
        body = {"order_id": order_id, "method": "card", "card_number": "4100280000001007", **fields}
        return self.call("POST", "/sandbox/pay", json=body)

    def fault(self, kind: str, **more: Any) -> None:
        """Arm a fault."""
        self.door("faults", kind=kind, **more)

    def struck(self) -> list[str]:
        """Kinds of the faults that struck, oldest first."""
        listing = self.call("GET", "/sandbox/faults").json()
        return [strike["kind"] for strike in reversed(listing["strikes"])]

    def door(self, name: str, **fields: Any) -> Any:
        """What a door of the sandbox answers to these fields."""
        answer = self.call("POST", f"/sandbox/{name}", json=fields)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def advance(self, seconds: int) -> None:
        """Set the sandbox's clock forward."""
        self.door("clock", advance_seconds=seconds)
