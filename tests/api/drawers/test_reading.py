"""Who may see what of a drawer: lists, the blind count, and other outlets."""

from tests.support.restaurant import OTHER_OUTLET


def test_a_cashier_counts_blind(opened, cashier, manager):
    till = opened("500.00")
    till.sell("dal-makhani", "butter-naan")
    move = {"amount": "21.00", "reason": "change"}
    answers = [
        cashier.post("/api/drawers/open", {"drawer": till.drawer, "float": "1"}),
        till.post("pay-in", move),
        till.post("pay-out", move),
        till.post("pay-out", {"amount": "5000", "reason": "bank"}),
        till.no_sale(manager),
        cashier.get(f"/api/drawers?drawer={till.drawer}"),
        cashier.get(f"/api/drawers/{till.shift_id}/x-report"),
        cashier.get(f"/api/drawers/{till.shift_id}/z-report"),
    ]
    assert [answer.status_code for answer in answers] == [409, 200, 200, 422, 200, 200, 403, 409]
    for answer in answers:
        for secret in ("expected", "cash_sales", "779.00", "279.00"):
            assert secret not in answer.text
    assert till.close("779.00")["over_short"] == "0.00"


def test_shifts_are_listed_newest_first_and_filtered(opened, cashier, database):
    tills = [opened("10.00") for _ in range(3)]
    tills[1].close("9.00")
    listed = cashier.get("/api/drawers?limit=3").json
    assert [shift["id"] for shift in listed["data"]] == [t.shift_id for t in reversed(tills)]
    assert [shift["over_short"] for shift in listed["data"]] == [None, "-1.00", None]

    first = cashier.get("/api/drawers?limit=1").json
    second = cashier.get(f"/api/drawers?limit=1&cursor={first['page']['next']}").json
    assert second["data"][0]["id"] == tills[1].shift_id

    def ids(query):
        return {s["id"] for s in cashier.get(f"/api/drawers?limit=200&{query}").json["data"]}

    assert ids(f"drawer={tills[0].drawer}") == {tills[0].shift_id}
    assert tills[1].shift_id in ids("open=false") - ids("open=true")
    assert {tills[0].shift_id, tills[2].shift_id} <= ids("open=true") - ids("open=false")
    day = listed["data"][0]["business_date"]
    assert {t.shift_id for t in tills} <= ids(f"business_date={day}")
    assert ids("business_date=2020-01-01") == set()
    assert cashier.get("/api/drawers?open=perhaps").status_code == 422


def test_another_outlet_sees_and_moves_nothing(opened, calling):
    till = opened()
    stranger = calling("manager", OTHER_OUTLET)
    base = f"/api/drawers/{till.shift_id}"
    move = {"amount": "1", "reason": "x"}
    answers = [
        stranger.post(f"{base}/pay-in", move),
        stranger.post(f"{base}/pay-out", move),
        stranger.post(f"{base}/no-sale", {"reason": "x"}),
        stranger.post(f"{base}/close", {"counted": "1"}),
        stranger.get(f"{base}/x-report"),
        stranger.get(f"{base}/z-report"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert till.shift_id not in stranger.get("/api/drawers?limit=200").text
    assert len(till.close("500.00")["movements"]) == 2
