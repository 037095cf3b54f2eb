"""PINs: on enrolled devices only, six digits, five wrong guesses, whatever is tried at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from api.auth.passwords import verify_password
from tests.api.auth.doors import PIN
from tests.support.restaurant import OTHER_OUTLET, OUTLET, staff_id

WRONG = "558213"


def test_a_pin_opens_an_enrolled_device_by_name_and_by_id(door, device, with_pin):
    with_pin("waiter")
    by_name = door.pin(device, "Waiter ", PIN)
    assert by_name.status_code == 200
    assert by_name.json["staff"]["role"] == "waiter"
    by_id = {"device_token": device, "staff_id": str(staff_id("waiter")), "pin": PIN}
    again = door.post("/api/auth/pin", by_id)
    assert again.status_code == 200
    assert door.me(again.json["access_token"]) == 200
    assert door.refresh(again.json["refresh_token"]).status_code == 200


def test_without_an_enrolled_device_a_pin_is_nothing(door, with_pin):
    with_pin("waiter")
    answer = door.pin("not-a-device", "waiter", PIN)
    assert (answer.status_code, answer.json["code"]) == (401, "device-not-enrolled")


def test_people_of_another_outlet_do_not_sign_in_here(door, calling, with_pin, database):
    with_pin("waiter")
    foreign = calling("manager", OTHER_OUTLET).post("/api/auth/devices", {"name": "theirs"}).json
    assert door.pin(foreign["device_token"], "waiter", PIN).json["code"] == "wrong-pin"


def test_who_is_unknown_who_has_no_pin_and_who_guessed_wrong_look_alike(
    door, device, with_pin, database
):
    with_pin("waiter")
    database.execute("UPDATE staff SET pin_hash = NULL, pin_key_id = NULL WHERE role = 'cashier'")
    for who in ("waiter", "cashier", "nobody-here"):
        answers = [door.pin(device, who, WRONG) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [401] * 5 + [429], who
        assert {answer.json["code"] for answer in answers[:5]} == {"wrong-pin"}
        assert 890 <= int(answers[5].headers["Retry-After"]) <= 900


def test_eight_threads_get_five_guesses_and_the_right_pin_does_not_help_then(
    door, device, with_pin, manager
):
    with_pin("waiter")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: door.pin(device, "waiter", WRONG), range(40)))
    evaluated = [answer for answer in answers if answer.status_code == 401]
    assert len(evaluated) == 5
    assert {answer.status_code for answer in answers} == {401, 429}
    assert door.pin(device, "waiter", PIN).status_code == 429
    other = manager.post("/api/auth/devices", {"name": "other till"}).json["device_token"]
    assert door.pin(other, "waiter", PIN).status_code == 200


def test_both_ways_of_naming_a_person_count_together(door, device, with_pin):
    with_pin("waiter")
    named = {"device_token": device, "staff_id": str(staff_id("waiter")), "pin": WRONG}
    for _ in range(3):
        assert door.post("/api/auth/pin", named).status_code == 401
    answers = [door.pin(device, "waiter", WRONG).status_code for _ in range(3)]
    assert answers == [401, 401, 429]


def test_right_pins_do_not_count(door, device, with_pin, database):
    with_pin("waiter")
    assert {door.pin(device, "waiter", PIN).status_code for _ in range(7)} == {200}
    left = database.execute("SELECT sum(cardinality(tries)) FROM sign_in_tries").fetchone()
    assert left == (0,)


def test_a_device_has_twenty_guesses_an_hour_and_an_outlet_a_hundred(door, manager, database):
    def guesses(device: str, count: int) -> list[int]:
        return [door.pin(device, f"name-{each}", WRONG).status_code for each in range(count)]

    first = manager.post("/api/auth/devices", {"name": "a"}).json["device_token"]
    assert guesses(first, 21) == [401] * 20 + [429]
    database.execute(
        "UPDATE sign_in_tries SET tries = array_fill(now(), ARRAY[99]) WHERE key = %s", (OUTLET,)
    )
    second = manager.post("/api/auth/devices", {"name": "b"}).json["device_token"]
    assert guesses(second, 2) == [401, 429]


def test_guesses_are_forgotten_when_their_window_has_passed(door, device, with_pin, database):
    with_pin("waiter")
    for _ in range(6):
        door.pin(device, "waiter", WRONG)
    database.execute(
        "UPDATE sign_in_tries SET tries = ARRAY(SELECT t - interval '14 min' FROM unnest(tries) t)"
    )
    assert door.pin(device, "waiter", PIN).status_code == 429
    database.execute(
        "UPDATE sign_in_tries SET tries = ARRAY(SELECT t - interval '61 s' FROM unnest(tries) t)"
    )
    assert door.pin(device, "waiter", PIN).status_code == 200


@pytest.mark.parametrize(
    "pin", ["12345", "1234567", "12345a", "١٢٣٤٥٦", "", "111111", "123456", "987654", "121212"]
)
def test_weak_and_malformed_pins_are_refused(manager, pin):
    answer = manager.post(f"/api/staff/{staff_id('waiter')}/pin", {"pin": pin})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "pin")


def test_the_table_alone_tells_no_pin(with_pin, database):
    with_pin("waiter")
    stored = database.execute(
        "SELECT pin_hash FROM staff WHERE id = %s", (staff_id("waiter"),)
    ).fetchone()[0]
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not verify_password(stored, PIN)


@pytest.mark.parametrize(
    "body",
    [{"pin": PIN}, {"pin": PIN, "username": "waiter", "staff_id": str(staff_id("waiter"))}],
)
def test_exactly_one_person_is_named(door, device, body):
    assert door.post("/api/auth/pin", {"device_token": device, **body}).status_code == 422
