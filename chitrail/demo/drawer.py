"""The cashier of the demonstration: opens the drawer before the lunch hour, counts it blind after."""

from typing import Any

from chitrail.demo.client import Client, Refused

FLOAT = "2000.00"


def open_drawer(cashier: Client) -> str:
    """Open the main drawer, or find it open; its shift's id."""
    try:
        shift = cashier.post("/api/drawers/open", {"float": FLOAT})
    except Refused as refused:
        if refused.problem.get("code") != "drawer-open":
            raise
        return str(refused.problem["shift_id"])
    return str(shift["id"])


def close_drawer(cashier: Client, manager: Client, shift_id: str) -> dict[str, Any]:
    """Count and close; gives the Z report. The manager's X report stands in for real notes to count."""
    expected = manager.get(f"/api/drawers/{shift_id}/x-report")["expected"]
    report: dict[str, Any] = cashier.post(f"/api/drawers/{shift_id}/close", {"counted": expected})
    return report
