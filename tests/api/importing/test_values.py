"""How single values are read: money, quantities, dates, words."""

from datetime import UTC, date, datetime

import pytest

from tests.api.importing.histories import reasons

MAPPING = """
money: {money}
orders:
  placed_at: {{column: at, formats: [iso]}}
lines: {{item_name: dish, quantity: {quantity}, price: price}}
"""


def lines_of(reader, money="{}", quantity="n", price="90", n="1"):
    outcome = reader.run(
        MAPPING.format(money=money, quantity=quantity),
        lines=f'at,dish,n,price\n2024-05-01 12:00:00,Dosa,{n},"{price}"\n',
        limit="1",
        dry_run=True,
    )
    orders = outcome.history.orders
    found = [(line.quantity, line.unit_price_paise) for order in orders for line in order.lines]
    return found or reasons(outcome)[2]


INDIAN, FRENCH = (
    "{thousands: ',', strip: ['₹', 'Rs.']}",
    "{decimal: ',', thousands: ' ', strip: ['€']}",
)


@pytest.mark.parametrize(
    ("money", "text", "paise"),
    [
        ("{}", "90", 9000),
        ("{}", "1234.5", 123450),
        ("{}", "12.500", 1250),
        ("{strip: ['$']}", "$4.50", 450),
        (INDIAN, "₹ 12", 1200),
        (INDIAN, "Rs.1,234.50", 123450),
        (INDIAN, "1,00,000.50", 10000050),
        (FRENCH, "0,90 €", 90),
        (FRENCH, "1\u202f234,50\u00a0€", 123450),
        ("{minor_units: true}", "1250", 1250),
        ("{round: true}", "0.285", 29),
        ("{round: true}", "19.8999999999", 1990),
    ],
)
def test_money_that_is_read(reader, money, text, paise):
    assert lines_of(reader, money, price=text) == [(1, paise)]


@pytest.mark.parametrize(
    ("money", "text"),
    [
        ("{}", "12.345"),
        ("{}", "1,234.50"),
        ("{thousands: ','}", "0,90"),
        ("{thousands: ','}", "12,34"),
        ("{}", "-5"),
        ("{}", "(5.00)"),
        ("{}", "₹ 12"),
        ("{}", "NaN"),
        ("{}", "1e3"),
        ("{}", "٣"),
        ("{}", "99999999999"),
        ("{minor_units: true}", "12.5"),
    ],
)
def test_money_that_is_rejected(reader, money, text):
    assert lines_of(reader, money, price=text).startswith("lines.price: ")


@pytest.mark.parametrize(
    ("spec", "text", "expected"),
    [
        ("n", "2", [(2, 9000)]),
        ("n", "2.0", [(2, 9000)]),
        ("{column: n, decimal: ','}", '"3,0"', [(3, 9000)]),
        ("{column: n, default: '1'}", "", [(1, 9000)]),
        ("{column: n, fractions: as_one}", "0.35", [(1, 3150)]),
    ],
)
def test_quantity_that_is_read(reader, spec, text, expected):
    assert lines_of(reader, quantity=spec, n=text) == expected


@pytest.mark.parametrize("text", ["", "0", "-1", "0.5", "two", "10001", "1 000"])
def test_quantity_that_is_rejected(reader, text):
    assert lines_of(reader, n=text).startswith("lines.quantity: ")


def placed(reader, spec, text, other=""):
    outcome = reader.run(
        f"orders:\n  placed_at: {spec}\nlines: {{item_name: dish, price: {{const: '1'}}}}\n",
        lines=f"at,word,dish\n{text},{other},Dosa\n",
        limit="1",
        dry_run=True,
    )
    found = [(order.placed_at, order.business_date) for order in outcome.history.orders]
    return found[0] if found else reasons(outcome)[2]


BOTH = "{column: at, formats: ['%m-%d-%Y', '%m/%d/%Y'], time: {column: word, default: '12:00', "


@pytest.mark.parametrize(
    ("spec", "text", "word", "utc", "day"),
    [
        (BOTH + "words: {Night: '21:00'}}}", "07-03-2022", "Night", (7, 3, 15, 30), (7, 3)),
        (BOTH + "words: {Night: '21:00'}}}", "8/23/2022", "", (8, 23, 6, 30), (8, 23)),
        (BOTH + "formats: ['%I:%M %p']}}", "8/23/2022", "1:30 AM", (8, 22, 20, 0), (8, 22)),
        (
            BOTH + "words: {Late: '15:00'}, formats: ['%H.%M']}}",
            "8/3/2022",
            "15.30",
            (8, 3, 10, 0),
            (8, 3),
        ),
        ("{column: at, formats: [iso]}", "2022-07-03T10:00:00Z", "", (7, 3, 10, 0), (7, 3)),
        ("{column: at, formats: [iso], zone: UTC}", "2022-07-03 10:00", "", (7, 3, 10, 0), (7, 3)),
        (
            "{column: at, formats: ['%d.%m.%Y %H:%M %z']}",
            "03.07.2022 10:00 +0200",
            "",
            (7, 3, 8, 0),
            (7, 3),
        ),
        ("{column: at, formats: [epoch_milliseconds]}", "1656842400000", "", (7, 3, 10, 0), (7, 3)),
        (
            "{column: [at, word], formats: ['%d/%m/%y %H:%M']}",
            "3/7/22",
            "03:59",
            (7, 2, 22, 29),
            (7, 2),
        ),
        (
            "{column: [at, word], formats: ['%d/%m/%y %H:%M']}",
            "3/7/22",
            "04:00",
            (7, 2, 22, 30),
            (7, 3),
        ),
    ],
)
def test_instants(reader, spec, text, word, utc, day):
    at, business_date = placed(reader, spec, text, word)
    month, day_of_month, hour, minute = utc
    assert at == datetime(2022, month, day_of_month, hour, minute, tzinfo=UTC)
    assert business_date == date(2022, *day)


@pytest.mark.parametrize(
    ("spec", "text", "word"),
    [
        (BOTH + "words: {Night: '21:00'}}}", "2022-07-03", "Night"),
        (BOTH + "words: {Night: '21:00'}}}", "13/01/2022", "Night"),
        (BOTH + "words: {Night: '21:00'}}}", "7/3/2022", "Dawn"),
        (BOTH + "words: {Night: '21:00'}}}", "", "Night"),
        ("{column: at, formats: [iso]}", "2022-07-03", ""),
        ("{column: at, formats: [epoch_seconds]}", "nan", ""),
        ("{column: at, formats: [epoch_seconds]}", "-99999999", ""),
    ],
)
def test_instants_that_are_rejected(reader, spec, text, word):
    assert placed(reader, spec, text, word).startswith("orders.placed_at")
