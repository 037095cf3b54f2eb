"""Rate limits through the API: counted by caller, told in headers, refused as a problem, given back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.limiting.buckets import MOST_CALLERS, OwnBuckets
from api.limiting.policies import Policy
from chitrail.settings import Settings
from tests.support import restaurant
from tests.support.restaurant import Caller
from tests.support.settings import environment
from tests.support.waiting import eventually

MENU = f"/api/menu?outlet_id={restaurant.OUTLET}"
HOURS = 0.0001
"""So few requests a second that none is given back during a test."""


@pytest.fixture
def limited(restaurant_url, tmp_path):
    """limited(actor_burst=3, ...) is an API with such limits."""

    def make(**limits):
        given = {f"CHITRAIL_LIMIT_{name.upper()}": value for name, value in limits.items()}
        more = {"CHITRAIL_TRUSTED_PROXIES": "127.0.0.1"}
        app = create_app(Settings.from_env(environment(restaurant_url, tmp_path, **more, **given)))
        made.append(app)
        return app

    made = []
    yield make
    for app in made:
        app.extensions["database"].dispose()


def test_a_caller_is_told_what_is_left_and_then_refused(limited):
    app = limited(actor_per_second=HOURS, actor_burst=3)
    waiter, cook = (Caller(app, restaurant.actor(role)) for role in ("waiter", "kitchen"))
    for left in (2, 1, 0):
        answer = waiter.get("/api/orders")
        assert answer.status_code == 200
        assert answer.headers["RateLimit-Policy"] == '"actor";q=3;w=30000'
        assert answer.headers["RateLimit"].startswith(f'"actor";r={left};t=')
    refused = waiter.post("/api/orders", {})
    assert refused.status_code == 429
    assert refused.content_type == "application/problem+json"
    assert refused.json["code"] == "rate-limited"
    assert refused.json["violated-policies"] == ["actor"]
    assert 0 < int(refused.headers["Retry-After"]) <= 10_000
    assert refused.headers["RateLimit"].startswith('"actor";r=0;')
    assert cook.get("/api/orders").status_code == 200


def test_the_quota_comes_back(limited):
    waiter = Caller(limited(actor_per_second=20, actor_burst=1), restaurant.actor("waiter"))
    waiter.get("/api/orders")
    eventually(lambda: waiter.get("/api/orders").status_code == 429, every=0)
    eventually(lambda: waiter.get("/api/orders").status_code == 200)


def test_doors_without_sign_in_count_by_address(limited):
    client = limited(address_per_second=HOURS, address_burst=2).test_client()
    near, far = ({"X-Forwarded-For": address} for address in ("10.0.0.1", "10.0.0.2"))
    assert [client.get(MENU, headers=near).status_code for _ in range(3)] == [200, 200, 429]
    sign_in = {"username": "waiter", "password": "wrong"}
    assert client.post("/api/auth/login", json=sign_in, headers=near).json["code"] == "rate-limited"
    answer = client.post("/api/auth/login", json=sign_in, headers=far)
    assert answer.status_code == 401
    assert answer.headers["RateLimit"].startswith('"address";r=1;')


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/openapi.json", "/docs"])
def test_probes_and_documentation_are_not_counted(limited, path):
    client = limited(address_per_second=HOURS, address_burst=1).test_client()
    for _ in range(3):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "RateLimit" not in answer.headers


def test_the_gateways_word_about_payments_is_never_refused_for_its_number(limited):
    client = limited(address_per_second=HOURS, address_burst=1).test_client()
    codes = [client.post("/api/payments/webhooks/razorpay", json={}).status_code for _ in range(3)]
    assert codes == [401, 401, 401]


def test_a_rate_of_nothing_switches_a_limit_off(limited):
    app = limited(actor_per_second=0, actor_burst=1)
    waiter = Caller(app, restaurant.actor("waiter"))
    for _ in range(3):
        answer = waiter.get("/api/orders")
        assert (answer.status_code, "RateLimit" in answer.headers) == (200, False)


@given(st.floats(0.0001, 0.01), st.integers(1, 50), st.integers(1, 120))
def test_the_whole_burst_at_once_and_never_more(rate, burst, asked):
    buckets, policy = OwnBuckets(), Policy("test", rate, burst)
    passed = [not buckets.take(policy, "x").wait for _ in range(asked)]
    assert passed == [True] * min(burst, asked) + [False] * (asked - min(burst, asked))


def test_memory_is_bounded_and_the_busiest_are_remembered():
    buckets, policy = OwnBuckets(), Policy("test", HOURS, 2)
    for _ in range(2):
        buckets.take(policy, "busy")
    for number in range(3 * MOST_CALLERS):
        buckets.take(policy, f"caller {number}")
    assert len(buckets._whole_at) <= MOST_CALLERS
    assert buckets.take(policy, "busy").wait > 0
