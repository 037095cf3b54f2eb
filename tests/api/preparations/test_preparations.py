"""Preparations inside preparations: dishes follow them, and nothing is made of itself."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from chitrail.ids import new_id
from tests.support.restaurant import OTHER_OUTLET, item_id

PATH = "/api/preparations"
NAAN = f"/api/menu/items/{item_id('butter-naan')}/recipes"


def code(name: str) -> str:
    return f"{name}-{new_id().hex[-12:]}"


def part(quantity: str, unit: str = "g", **more: str) -> dict:
    return {"quantity": quantity, "unit": unit, **more}


def butter(quantity: str, **more: str) -> dict:
    return part(quantity, ingredient_code="butter", **more)


def inside(preparation: dict, quantity: str, unit: str = "g") -> dict:
    return part(quantity, unit, preparation_code=preparation["code"])


def made(manager, name: str, *parts: dict, output: str = "1", unit: str = "kg", **more) -> dict:
    body = {"code": code(name), "name": name, "output": output, "unit": unit, **more}
    answer = manager.post(PATH, body | {"parts": list(parts)})
    assert answer.status_code == 201, answer.text
    return answer.json


def again(manager, preparation: dict, *parts: dict, output: str = "1", **more: str):
    body = {"parts": list(parts), "output": output, "unit": "kg"}
    return manager.patch(f"{PATH}/{preparation['id']}", body, **more)


def test_a_dish_takes_what_is_inside_and_follows_every_change(manager):
    paste = made(manager, "paste", butter("100", yield_percent="80"))
    gravy = made(manager, "gravy", inside(paste, "0.5", "kg"), butter("37.5"))
    assert gravy["components"] == [
        {"ingredient_code": "butter", "quantity": "100.000", "unit": "g"}
    ]
    told = [
        inside(gravy, "150"),
        part("1", "tbsp", ingredient_code="cream"),
    ]
    first = manager.post(NAAN, {"parts": told}).json
    assert [(line["ingredient_code"], line["quantity"]) for line in first["lines"]] == [
        ("butter", "15.000"),
        ("cream", "15.000"),
    ]
    assert [one["unit"] for one in first["parts"]] == ["g", "tbsp"]
    changed = again(manager, paste, butter("200"), If_Match='"1"')
    assert (changed.status_code, changed.json["version"]) == (200, 2)
    newest, before = manager.get(NAAN).json["data"][:2]
    assert before == first
    assert newest["because"] == f"{paste['code']} v2"
    assert newest["parts"] == first["parts"]
    # 150 g of gravy have 75 g of paste, now with 15 g of butter, and 5.625 g more.
    assert newest["lines"][0]["quantity"] == "20.625"
    assert again(manager, paste, butter("1"), If_Match='"1"').status_code == 412


def test_what_is_to_hold_later_keeps_its_day(manager):
    paste = made(manager, "paste", butter("100"))
    item = f"/api/menu/items/{item_id('lassi')}/recipes"
    manager.post(item, {"parts": [inside(paste, "100")]})
    later = {"parts": [inside(paste, "200")], "active_from": "2099-01-01T00:00:00Z"}
    known = manager.post(item, later).json["version"]
    again(manager, paste, butter("500"))
    future, holding = manager.get(item).json["data"][:2]
    assert (future["version"], holding["version"]) == (known + 2, known + 1)
    assert future["active_from"] == later["active_from"]
    assert [one["lines"][0]["quantity"] for one in (future, holding)] == ["100.000", "50.000"]


def test_what_is_kept_in_stock_is_taken_as_such(manager):
    flour = {"code": code("kept"), "name": "Kept", "unit": "g"}
    assert manager.post("/api/ingredients", flour).status_code == 201
    kept = made(manager, "kept", butter("100"), stocked_as=flour["code"])
    outer = made(manager, "outer", inside(kept, "300"))
    assert kept["components"][0]["ingredient_code"] == "butter"
    assert [(one["ingredient_code"], one["quantity"]) for one in outer["components"]] == [
        (flour["code"], "300.000")
    ]


def test_a_circle_is_refused_with_its_way_and_changes_nothing(manager):
    paste = made(manager, "paste", butter("100"))
    gravy = made(manager, "gravy", inside(paste, "500"))
    answer = again(manager, paste, inside(gravy, "100"))
    assert answer.status_code == 422
    way = " → ".join([paste["code"], gravy["code"], paste["code"]])
    assert answer.json["errors"] == [
        {"field": "parts", "reason": f"would be made of itself: {way}"}
    ]
    assert manager.get(f"{PATH}/{paste['id']}").json == paste


def test_a_change_that_leaves_nothing_of_an_ingredient_further_out_is_refused(manager):
    paste = made(manager, "paste", butter("100"))
    gravy = made(manager, "gravy", inside(paste, "0.01"))
    answer = again(manager, paste, butter("0.001"))
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "parts")
    assert manager.get(f"{PATH}/{gravy['id']}").json == gravy


def test_the_cost_of_a_dish_is_told_part_by_part(manager):
    spice, herb = (
        {"code": code("spice"), "name": "Spice", "unit": "g", "unit_cost": cost}
        for cost in ("0.30", None)
    )
    for one in (spice, herb):
        assert manager.post("/api/ingredients", one).status_code == 201
    paste = made(manager, "paste", part("500", ingredient_code=spice["code"], yield_percent="80"))
    path = f"/api/menu/items/{item_id('dal-makhani')}"
    manager.post(f"{path}/recipes", {"parts": [inside(paste, "40")]})
    told = manager.get(f"{path}/recipe-cost").json
    assert told["cost"] == told["parts"][0]["cost"] == "7.50"
    batch = told["preparations"][0]
    assert (batch["preparation_code"], batch["cost"]) == (paste["code"], "187.50")
    assert (batch["parts"][0]["quantity"], batch["parts"][0]["taken"]) == ("500.000", "625.000")
    unknown = part("1", ingredient_code=herb["code"])
    manager.post(f"{path}/recipes", {"parts": [inside(paste, "40"), unknown]})
    told = manager.get(f"{path}/recipe-cost").json
    assert (told["cost"], [one["cost"] for one in told["parts"]]) == (None, ["7.50", None])


def test_two_at_once_cannot_close_a_circle(manager):
    one, other = (made(manager, name, butter("100")) for name in ("one", "other"))
    with ThreadPoolExecutor(2) as pool:
        answers = [
            pool.submit(again, manager, one, inside(other, "1")),
            pool.submit(again, manager, other, inside(one, "1")),
        ]
    assert sorted(answer.result().status_code for answer in answers) == [200, 422]


def test_the_database_refuses_a_circle_by_itself(manager, restaurant_url):
    one, other = (made(manager, name, butter("100")) for name in ("one", "other"))
    url = restaurant_url.replace("postgresql+psycopg://", "postgresql://", 1)

    def put_inside(outer: dict, inner: dict) -> str:
        version = new_id()
        try:
            with psycopg.connect(url) as connection:
                row = (version, outer["id"])
                connection.execute(
                    "INSERT INTO preparation_versions VALUES (%s, %s, 2, 1, '')", row
                )
                head = "UPDATE preparations SET version = 2 WHERE id = %s"
                connection.execute(head, (outer["id"],))
                connection.execute(
                    "INSERT INTO preparation_parts VALUES (%s, 0, NULL, %s, 1, 'g', 1, 100)",
                    (version, inner["id"]),
                )
        except psycopg.errors.CheckViolation as refusal:
            return refusal.diag.constraint_name or ""
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(put_inside, (one, other), (other, one)))
    assert sorted(results) == ["kept", "preparations_no_circle"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (part("1"), "parts/0/ingredient_code"),
        (butter("1", preparation_code="x"), "parts/0/ingredient_code"),
        (part("1", preparation_code="none-such"), "parts/0/preparation_code"),
        (part("1", "cup", ingredient_code="butter"), "parts/0/unit"),
        (butter("1", yield_percent="0"), "parts/0/yield_percent"),
        (butter("0"), "parts/0/quantity"),
    ],
)
def test_parts_that_cannot_be_are_named(manager, told, field):
    body = {"code": code("bad"), "name": "Bad", "output": "1", "unit": "kg", "parts": [told]}
    answer = manager.post(PATH, body)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    answer = manager.post(NAAN, {"parts": [told]})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_another_outlet_has_none_of_it(manager, calling):
    paste = made(manager, "paste", butter("100"))
    stranger = calling("manager", OTHER_OUTLET)
    assert stranger.get(f"{PATH}/{paste['id']}").status_code == 404
    assert again(stranger, paste, butter("1")).status_code == 404
    assert paste["code"] not in {one["code"] for one in stranger.get(PATH).json["data"]}
