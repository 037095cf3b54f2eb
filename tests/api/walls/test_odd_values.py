"""Odd text, numbers and sizes in every place of every route: refused or kept as they are, never a fault."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from msgspec import inspect

from api.domains import all_routes
from api.routing import WRITES, Route
from chitrail.ids import new_id
from tests.api.walls.requests import Knock, knock
from tests.support.fields import ITEM, Field, fields, put
from tests.support.restaurant import actor, bearer

TEXTS = (
    "",
    "' OR '1'='1' --",
    '"; DROP TABLE orders; SELECT pg_sleep(9)--',
    "{{7*7}}${7*7}<%= 7*7 %>%(x)s{0}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a\r\nSet-Cookie: x=1\r\n\r\n<html>",
    "../../../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "\u202egnp.exe\u202c",
    "e\u0301",
    "\u00e9",
    "\U0001f35b\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\ufeff\u200b\u2060",
    "\uffff\ufffe\ufdd0",
    "\x01\x1b[31m\x7f",
    "nan",
    "-1e400",
    "\u0661\u0662\u0663",
    "9" * 5000,
    "9999-12-31T23:59:60Z",
    "2026-02-30",
)
UNTEXTS = ('"a\\u0000b"', '"\\ud800"', '"\\udfff\\ud800"')
NUMBERS = (
    *("-1", "0", "-0", "0.1", "1.0", "1e3", "1e400", "-1e400", "NaN", "Infinity", "-Infinity"),
    *(str(2**31), str(2**53 + 1), str(2**63), str(-(2**63) - 1), "9" * 5000, "0x10", "01", "1_000"),
    *("true", "null", '"1"', "[]", "{}", "[[[[1]]]]"),
)
TEXTUAL = (inspect.StrType, inspect.LiteralType, inspect.EnumType, inspect.UUIDType)
TEXTUAL += (inspect.DateType, inspect.DateTimeType, inspect.DecimalType, inspect.TimeType)
MARK = "@@raw@@"
REFUSED = {400, 404, 405, 409, 412, 422, 428}
TRIED = [route for route in all_routes() if route.body or route.query or route.path_parameters]


@pytest.fixture
def send(app, database):
    """send(request, raw): status below 500, or a failure that shows the request."""
    client = app.test_client()
    database.execute("DELETE FROM sign_in_tries")

    def ask(request: Knock, raw: bytes | None = None):
        headers = {"Authorization": bearer(actor("admin")), "Idempotency-Key": str(new_id())}
        if raw is not None:
            headers["Content-Type"] = "application/json"
        answer = client.open(request.url, method=request.method, headers=headers, data=raw)
        assert answer.status_code < 500 or answer.status_code == 502, (request, answer.text[:500])
        return answer

    return ask


def raw_with(body: Any, path: tuple[str, ...], value: str) -> bytes:
    """A body with a piece of JSON at a place, well-formed or not."""
    return json.dumps(put(body, path, MARK)).replace(f'"{MARK}"', value).encode()


def is_textual(field: Field) -> bool:
    return isinstance(field.kind, TEXTUAL)


def check_kept(answer: Any, field: Field, text: str, route: Route) -> None:
    """What was taken is told as it was sent; an order that answers for its line has a note of its own."""
    if (
        route.name == "change_order_line"
        or answer.status_code >= 300
        or len(field.path) > 1
        or not answer.is_json
    ):
        return
    told = answer.json.get(field.path[0], text)
    assert told == text or (told, text) in {
        (text.strip(), text),
        (text.upper(), text),
        (None, ""),
    }, (route.name, told)


@pytest.mark.parametrize("route", [r for r in TRIED if r.body], ids=lambda route: route.name)
def test_odd_text_in_bodies(send, mine, bodies, route):
    request = knock(route, mine, bodies[route.name])
    for field in filter(is_textual, fields(route.body)):
        for text in TEXTS:
            answer = send(request, raw_with(request.body, field.path, json.dumps(text)))
            check_kept(answer, field, text, route)
        for wrong in UNTEXTS:
            assert send(request, raw_with(request.body, field.path, wrong)).status_code == 422


@pytest.mark.parametrize("route", [r for r in TRIED if r.body], ids=lambda route: route.name)
def test_odd_numbers_in_bodies(send, mine, bodies, route):
    request = knock(route, mine, bodies[route.name])
    for field in fields(route.body):
        for number in NUMBERS if not is_textual(field) else NUMBERS[6:16]:
            send(request, raw_with(request.body, field.path, number))


@pytest.mark.parametrize("route", [r for r in TRIED if r.query], ids=lambda route: route.name)
def test_odd_values_in_queries(send, mine, route):
    request = knock(route, mine, None)
    address = request.url.split("?")[0]
    plain = (*TEXTS, *NUMBERS, str(10**9), "1900-01-01", "0001-01-01", "9999-12-31")
    for field in fields(route.query):
        for value in plain:
            if len(value) < 3000:
                query = {field.path[0]: value}
                send(Knock(request.method, f"{address}?{urlencode(query)}", None, frozenset()))
    twice = f"{address}?{field.path[0]}=1&{field.path[0]}=2"
    assert send(Knock("GET", twice, None, frozenset())).status_code in (406, 422)
    for odd in ("%00", "%ff%fe", "%ed%a0%80", "+", "%", "%zz"):
        send(Knock("GET", f"{address}?{field.path[0]}={odd}", None, frozenset()))


@pytest.mark.parametrize(
    "route", [r for r in TRIED if r.path_parameters], ids=lambda route: route.name
)
def test_odd_values_in_paths(send, mine, bodies, route):
    body = bodies[route.name] if route.method in WRITES else None
    raw = None if body is None else json.dumps(body).encode()
    for name in route.path_parameters:
        for text in TEXTS:
            made = knock(route, {**mine, name: f"{text}~"}, body)
            assert (
                send(Knock(route.method, made.url, None, frozenset()), raw).status_code in REFUSED
            )
        for odd in ("%00", "%ff", "%ed%a0%80", "..%2f..%2fetc", "%252e%252e", "a" * 2000):
            url = knock(route, {**mine, name: "@"}, body).url.replace("%40", odd)
            send(Knock(route.method, url, None, frozenset()), raw)


@pytest.mark.parametrize("route", [r for r in TRIED if r.body], ids=lambda route: route.name)
def test_odd_sizes_and_shapes(send, mine, bodies, route):
    request = knock(route, mine, bodies[route.name])
    whole = json.dumps(request.body)
    assert send(request, whole.encode().ljust(route.most_bytes + 1)).status_code == 413
    name = json.dumps(next(iter(request.body), "x"))
    for shape in (
        "[" * 30_000,
        f"{{{name}:{'[' * 30_000}{']' * 30_000}}}",
        f"{{{name}:1,{name}:2}}",
        whole + whole,
        whole[:-1],
        "null",
        "[]",
        '"text"',
        "\x00",
    ):
        assert send(request, shape.encode()).status_code in REFUSED, shape[:60]
    assert send(request, b"\x1f\x8b" + b"\x00" * 100).status_code in REFUSED
    for field in fields(route.body):
        if field.path[-1] == ITEM or ITEM in field.path:
            holder = field.path[: field.path.index(ITEM)]
            many = raw_with(request.body, holder, f"[{','.join(['1'] * 10_000)}]")
            assert send(request, many).status_code in REFUSED
