"""Several people at one drawer at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

from werkzeug.test import TestResponse

from chitrail.ids import new_id

TRIES = 10


def together(*acts: Callable[[], TestResponse]) -> list[TestResponse]:
    """All acts begun at the same moment, and their answers in order."""
    start = Barrier(len(acts))

    def run(act: Callable[[], TestResponse]) -> TestResponse:
        start.wait(timeout=10)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def patiently(post: Callable[[str], TestResponse]) -> TestResponse:
    """What a client does when the house is busy: the same request with the same key again."""
    key = str(new_id())
    for _ in range(TRIES):
        answer = post(key)
        if answer.status_code != 503 and answer.get_json().get("code") != "conflict":
            break
    return answer


def statuses(answers: Sequence[TestResponse]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_of_two_openings_one_wins_and_the_other_learns_of_it(cashier, manager):
    body = {"drawer": "raced", "float": "100"}
    for number in (1, 2, 3):
        answers = together(
            *(partial(who.post, "/api/drawers/open", body) for who in (cashier, manager))
        )
        assert statuses(answers) == [201, 409]
        won, lost = sorted(answers, key=lambda answer: answer.status_code)
        assert lost.get_json()["shift_id"] == won.get_json()["id"]
        assert won.get_json()["z_number"] == number
        cashier.post(f"/api/drawers/{won.get_json()['id']}/close", {"counted": "100"})


def test_of_two_closings_one_wins_and_the_other_gets_its_report(opened):
    for _ in range(3):
        till = opened("100.00")
        answers = together(
            partial(till.post, "close", {"counted": "90"}),
            partial(till.post, "close", {"counted": "110"}),
        )
        assert statuses(answers) == [200, 409]
        won, lost = sorted(answers, key=lambda answer: answer.status_code)
        assert lost.get_json()["report"] == won.get_json()
        assert won.get_json()["over_short"] in ("-10.00", "10.00")


def test_twenty_pay_ins_at_once_are_all_there(opened, manager):
    till = opened("0.10")

    def pay_in(paise: int) -> TestResponse:
        body = {"amount": f"{paise}.{paise:02d}", "reason": "change"}
        return patiently(partial(till.post, "pay-in", body))

    answers = together(*(partial(pay_in, n) for n in range(1, 21)))
    assert statuses(answers) == [200] * 20
    report = manager.get(f"/api/drawers/{till.shift_id}/x-report").json
    assert (report["pay_ins_count"], report["pay_ins"]) == (20, "212.10")
    assert report["expected"] == "212.20"
    assert [move["seq"] for move in report["movements"]] == list(range(1, 22))


def test_pay_outs_at_once_never_take_more_than_there_is(opened, manager):
    till = opened("100.00")
    body = {"amount": "30", "reason": "bank"}
    answers = together(*[partial(patiently, partial(till.post, "pay-out", body))] * 8)
    assert statuses(answers) == [200] * 3 + [422] * 5
    report = manager.get(f"/api/drawers/{till.shift_id}/x-report").json
    assert report["expected"] == "10.00"


def test_a_sale_beside_a_close_is_before_it_or_refused(opened, cashier, database):
    for _ in range(3):
        till = opened("100.00")
        orders: list[dict[str, Any]] = [cashier.order("lassi") for _ in range(4)]
        close, *sales = together(
            partial(till.post, "close", {"counted": "100"}),
            *(partial(till.take, order) for order in orders),
        )
        assert close.status_code == 200, close.text
        taken = [sale.get_json()["id"] for sale in sales if sale.status_code == 200]
        for sale in sales:
            assert sale.status_code == 200 or sale.get_json()["errors"][0]["field"] == "drawer"
        moves = [m for m in close.get_json()["movements"] if m["kind"] == "SALE"]
        assert sorted(m["payment_id"] for m in moves) == sorted(taken)
        assert close.get_json()["cash_sales_count"] == len(taken)
        paid = database.execute(
            "SELECT count(*) FROM payments WHERE shift_id = %s", (till.shift_id,)
        ).fetchone()
        assert paid == (len(taken),)
