"""Staff administration: who may make and change whom, passwords, and the first administrator."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.api.auth.doors import NEW_PASSWORD
from tests.support.processes import ROOT
from tests.support.restaurant import OTHER_OUTLET, Caller, staff_id
from tests.support.settings import environment


@pytest.fixture
def admin(calling: Callable[..., Caller]) -> Caller:
    return calling("admin")


@pytest.fixture
def member(manager: Caller, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A new waiter with a password that was made for them."""
    name = f"m{abs(hash(request.node.nodeid)) % 10**9}"
    body = {"username": name, "display_name": "Mina", "role": "waiter"}
    made = manager.post("/api/staff", body)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json
    return found


def test_a_made_password_works_and_is_shown_once(door, manager, member):
    person, password = member["member"], member["generated_password"]
    signed_in = door.sign_in(person["username"], password)
    assert signed_in["staff"]["display_name"] == "Mina"
    listed = manager.get("/api/staff").json["data"]
    assert person in listed
    assert password not in manager.get("/api/staff").text
    assert manager.get("/api/audit?act=staff-created").text.count(password) == 0


def test_a_password_of_ones_own_choice(door, admin, member):
    path = f"/api/staff/{member['member']['id']}/password"
    answer = admin.post(path, {"password": NEW_PASSWORD})
    assert (answer.status_code, answer.json["generated_password"]) == (200, None)
    door.sign_in(member["member"]["username"], NEW_PASSWORD)


@pytest.mark.parametrize(
    "password", ["", "fourteen chars", "ababababababababab", "my name is waiter ok"]
)
def test_bad_passwords_are_refused(admin, password):
    answer = admin.post(f"/api/staff/{staff_id('waiter')}/password", {"password": password})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "password")


def test_a_name_is_taken_once_over_all_outlets(calling, member):
    name = member["member"]["username"]
    body = {"username": name, "display_name": "Other", "role": "waiter"}
    answer = calling("manager", OTHER_OUTLET).post("/api/staff", body)
    assert (answer.status_code, answer.json["code"]) == (409, "username-taken")


@pytest.mark.parametrize("name", ["A", "Asha", "a b", "a\n", "ab\n", "x" * 41, "naïve"])
def test_names_are_plain(manager, name):
    body = {"username": name, "display_name": "X", "role": "waiter"}
    assert manager.post("/api/staff", body).status_code in (409, 422)


def test_a_manager_cannot_touch_or_make_an_administrator(manager):
    owner = f"/api/staff/{staff_id('admin')}"
    answers = [
        manager.post(f"{owner}/change", {"active": False}),
        manager.post(f"{owner}/password"),
        manager.post(f"{owner}/pin", {"pin": "730418"}),
        manager.post(f"/api/staff/{staff_id('waiter')}/change", {"role": "admin"}),
        manager.post("/api/staff", {"username": "boss", "display_name": "B", "role": "admin"}),
    ]
    assert {answer.status_code for answer in answers} == {403}


def test_a_manager_cannot_end_an_administrators_sign_in(door, manager, admin):
    door.sign_in("admin")
    newest = manager.get("/api/staff/sign-ins?open=true").json["data"][0]
    path = f"/api/staff/sign-ins/{newest['id']}/end"
    assert manager.post(path).status_code == 403
    assert admin.post(path).json["end_reason"] == "ended by management"


@pytest.mark.parametrize("role", ["manager", "admin"])
def test_nobody_takes_their_own_role_or_account(calling, role):
    path = f"/api/staff/{staff_id(role)}/change"
    for change in ({"active": False}, {"role": "waiter"}):
        answer = calling(role).post(path, change)
        assert (answer.status_code, answer.json["code"]) == (409, "own-account")


def test_two_administrators_cannot_put_each_other_out(app, admin, database):
    made = admin.post(
        "/api/staff", {"username": "second", "display_name": "Second", "role": "admin"}
    ).json["member"]
    other = Caller(app, admin.who.__class__(made["id"], admin.who.outlet_id, "admin", "Second"))
    pairs = [(admin, made["id"]), (other, str(staff_id("admin")))]

    def put_out(pair: tuple[Caller, str]) -> int:
        caller, whom = pair
        return caller.post(f"/api/staff/{whom}/change", {"active": False}).status_code

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(put_out, pairs)) == [200, 403]
    left = database.execute(
        "SELECT count(*) FROM staff WHERE role = 'admin' AND active AND outlet_id = %s",
        (admin.who.outlet_id,),
    ).fetchone()
    assert left == (1,)
    database.execute("UPDATE staff SET active = true WHERE id = %s", (staff_id("admin"),))
    database.execute("UPDATE staff SET active = false WHERE id = %s", (made["id"],))


def test_a_change_that_changes_nothing_signs_nobody_out(door, manager, member):
    pair = door.sign_in(member["member"]["username"], member["generated_password"])
    path = f"/api/staff/{member['member']['id']}/change"
    assert manager.post(path, {"role": "waiter", "active": True}).status_code == 200
    assert door.refresh(pair["refresh_token"]).status_code == 200


def test_somebody_deactivated_cannot_sign_in(door, manager, member):
    person = member["member"]
    assert not manager.post(f"/api/staff/{person['id']}/change", {"active": False}).json["active"]
    body = {"username": person["username"], "password": member["generated_password"]}
    assert door.post("/api/auth/login", body).json["code"] == "wrong-credentials"


def create_admin(url: str, home: Path, password: str, *arguments: str):
    return subprocess.run(
        [sys.executable, "-m", "api.staff", "create-admin", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment(url, home)},
        input=password + "\n",
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_administrator_comes_from_the_command_line(door, restaurant_url, tmp_path):
    chosen = ["--outlet", "new-house", "--username", "founder"]
    missing = create_admin(restaurant_url, tmp_path, NEW_PASSWORD, *chosen)
    assert (missing.returncode, "no outlet new-house" in missing.stderr) == (1, True)
    short = create_admin(restaurant_url, tmp_path, "short", *chosen, "--new-outlet", "New House")
    assert (short.returncode, "at least 15" in short.stderr) == (1, True)
    made = create_admin(
        restaurant_url, tmp_path, NEW_PASSWORD, *chosen, "--new-outlet", "New House"
    )
    assert made.returncode == 0, made.stderr
    assert NEW_PASSWORD not in made.stdout + made.stderr
    staff = door.sign_in("founder", NEW_PASSWORD)["staff"]
    assert (staff["role"], staff["outlet_id"]) == ("admin", "new-house")
    again = create_admin(restaurant_url, tmp_path, NEW_PASSWORD, *chosen)
    assert (again.returncode, "taken" in again.stderr) == (1, True)
