"""Batches told by the preparation they are of."""

PATH = "/api/inventory/productions"


def part(code, quantity, unit):
    return {"ingredient_code": code, "quantity": quantity, "unit": unit}


def test_batches_of_a_preparation_say_what_went_in(manager, cook):
    """Gravy kept as cream: 200 g of butter at a yield of 80 %, paste of eggs inside; 3 litres of it."""
    paste = {"code": "paste", "name": "Paste", "output": "600", "unit": "g"}
    paste["parts"] = [part("eggs", "1", "dozen")]
    gravy = {"code": "gravy", "name": "Gravy", "output": "3", "unit": "l", "stocked_as": "cream"}
    gravy["parts"] = [
        part("butter", "200", "g") | {"yield_percent": "80"},
        {"preparation_code": "paste", "quantity": "100", "unit": "g"},
    ]
    for body in (paste, gravy):
        answer = manager.post("/api/preparations", body)
        assert answer.status_code == 201, answer.text
    made = cook.post(PATH, {**part("cream", "4.2", "l"), "batches": "1.5"})
    assert made.status_code == 201, made.text
    assert (made.json["expected"], made.json["yield_variance"]) == ("4500.000", "-300.000")
    assert [(one["ingredient_code"], one["quantity"]) for one in made.json["components"]] == [
        ("butter", "375.000"),
        ("eggs", "3.000"),
    ]
