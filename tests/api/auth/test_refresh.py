"""Refresh tokens: each works once; one that comes back ends the sign-in for everybody."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.waiting import eventually

SOON = 5.0


def test_a_refresh_gives_the_next_pair_and_uses_the_old_one_up(door, database):
    first = door.sign_in()
    second = door.refresh(first["refresh_token"])
    assert second.status_code == 200
    assert second.json["staff"] == first["staff"]
    assert second.json["refresh_token"] != first["refresh_token"]
    assert door.me(second.json["access_token"]) == 200
    kept = database.execute("SELECT token_sha256::text FROM refresh_tokens").fetchall()
    assert all(second.json["refresh_token"] not in row[0] for row in kept)


def test_reuse_ends_the_whole_family(door, database):
    first = door.sign_in()
    second = door.refresh(first["refresh_token"]).json
    third = door.refresh(second["refresh_token"]).json
    assert door.refresh(first["refresh_token"]).status_code == 401
    assert door.refresh(third["refresh_token"]).status_code == 401
    for pair in (first, second, third):
        eventually(lambda token=pair["access_token"]: door.me(token) == 401, within=SOON)
    act = database.execute("SELECT act FROM audit_entries ORDER BY occurred_at DESC").fetchone()
    assert act == ("refresh-token-reused",)


def test_of_many_at_once_one_wins_and_the_sign_in_ends(door):
    first = door.sign_in()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(door.refresh, [first["refresh_token"]] * 8))
    won = [answer.json for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    assert {answer.status_code for answer in answers} == {200, 401}
    assert door.refresh(won[0]["refresh_token"]).status_code == 401


def test_another_sign_in_of_the_same_person_is_not_touched(door):
    first, other = door.sign_in(), door.sign_in()
    door.refresh(first["refresh_token"])
    door.refresh(first["refresh_token"])
    eventually(lambda: door.me(first["access_token"]) == 401, within=SOON)
    assert door.me(other["access_token"]) == 200
    assert door.refresh(other["refresh_token"]).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE refresh_tokens SET expires_at = now() - interval '1 second'",
        "UPDATE sessions SET expires_at = now() - interval '1 second'",
    ],
)
def test_a_token_or_sign_in_that_ran_out_is_not_renewed(door, database, change):
    first = door.sign_in()
    database.execute(change)
    assert door.refresh(first["refresh_token"]).status_code == 401


@pytest.mark.parametrize("secret", ["x", "x" * 200, "é", "' OR 1=1 --"])
def test_an_unknown_token_is_refused(door, secret):
    assert door.refresh(secret).json["code"] == "unauthorized"


def test_an_access_token_is_no_refresh_token_and_the_other_way_round(door):
    pair = door.sign_in()
    assert door.refresh(pair["access_token"][:200]).status_code == 401
    assert door.me(pair["refresh_token"]) == 401
