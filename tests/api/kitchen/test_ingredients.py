"""What a kitchen's all-day count by ingredient is made of."""

from dataclasses import replace

import pytest

from tests.support.restaurant import Caller, actor, ingredient_id

PATH = "/api/kitchen/ingredients"


@pytest.fixture
def display(cook):
    return lambda station: Caller(cook.app, replace(actor("kitchen"), station=station))


def lines_of(answer):
    return {line["line_id"]: line["amounts"] for line in answer.json["lines"]}


def test_open_lines_tell_what_a_portion_takes_until_they_are_ready(cook, waiter, display):
    order = waiter.order("dal-makhani", "butter-naan")
    dal, naan = (line["id"] for line in order["lines"])
    answer = cook.get(PATH)
    assert lines_of(answer)[dal] == [
        {"ingredient_id": str(ingredient_id(code)), "quantity": quantity}
        for code, quantity in sorted(
            (("lentils", "80.000"), ("butter", "20.500")), key=lambda part: ingredient_id(part[0])
        )
    ]
    assert naan not in lines_of(answer)
    named = {each["id"]: (each["name"], each["unit"]) for each in answer.json["ingredients"]}
    assert named[str(ingredient_id("lentils"))] == ("Lentils", "g")
    assert dal in lines_of(display("curry").get(PATH))
    assert lines_of(display("cold").get(PATH)) == {}
    for ticket in order["tickets"]:
        for to in ("PREPARING", "READY"):
            cook.post(f"/api/tickets/{ticket['id']}/advance", {"to": to})
    assert dal not in lines_of(cook.get(PATH))


def test_who_has_the_newest_gets_no_body(cook, waiter):
    order = waiter.order("dal-makhani", "butter-naan")
    etag = cook.get(PATH).headers["ETag"]
    assert cook.get(PATH, If_None_Match=etag).status_code == 304
    waiter.post(
        f"/api/orders/{order['id']}/lines/{order['lines'][0]['id']}/void", {"reason": "left"}
    )
    answer = cook.get(PATH, If_None_Match=etag)
    assert answer.status_code == 200
    assert order["lines"][0]["id"] not in lines_of(answer)
