"""A mapping that cannot work is named by file and key, and nothing is written."""

import pytest

from api.importing.problems import MappingProblem

PLACED_AT = "  placed_at: {column: at, formats: ['%Y-%m-%d %H:%M']}\n"
GOOD = "orders:\n  id: order\n" + PLACED_AT + "lines: {item_name: dish, price: price}\n"
FILE = "order,at,dish,price\n1,2024-05-01 12:00,Dosa,90\n"


def placed_at(text: str) -> str:
    return GOOD.replace("{column: at, formats: ['%Y-%m-%d %H:%M']}", text)


MISTAKES = {
    "unknown key": (GOOD.replace("price: price", "prise: price"), "lines: .*`prise`"),
    "unknown section": (GOOD + "order: {}\n", "`order`"),
    "missing key": (GOOD.replace(PLACED_AT, ""), "orders: .*`placed_at`"),
    "missing section": ("orders:\n" + PLACED_AT, "`lines`"),
    "key twice": (GOOD + "money: {}\nmoney: {}\n", "'money' stands twice"),
    "not YAML": ("orders: [", "not valid YAML"),
    "wrong kind": (GOOD + "csv: {skip_lines: many}\n", "csv.skip_lines: Expected `int"),
    "unknown choice": (GOOD + "money: {decimal: ';'}\n", "money.decimal"),
    "missing column": (
        GOOD.replace("price: price", "price: cost"),
        "lines.csv: lines.price: .*'cost'",
    ),
    "missing order column": (
        GOOD.replace("id: order", "id: bill"),
        "lines.csv: orders.id: .*'bill'",
    ),
    "no price": (GOOD.replace(", price: price", ""), "lines: needs `price`"),
    "no dish": (GOOD.replace("item_name: dish", "note: dish"), "lines: needs `item_code`"),
    "bad constant": (GOOD.replace("price: price", "price: {const: free}"), "lines.price: .*'free'"),
    "const and column": (
        GOOD.replace("price: price", "price: {const: '1', column: price}"),
        "lines.price: needs either",
    ),
    "bad order type": (
        GOOD.replace("  id: order\n", "  id: order\n  order_type: {const: EAT}\n"),
        "EAT",
    ),
    "live status": (
        GOOD.replace("  id: order\n", "  id: order\n  status: {const: PLACED}\n"),
        "PLACED",
    ),
    "bad method": (GOOD + "payments: {method: {const: cash}}\n", "payments.method: 'cash'"),
    "bad zone": (
        "outlet: {name: T, zone: Asia/Bangalore}\n" + GOOD,
        "outlet.zone: .*Asia/Bangalore",
    ),
    "bad currency": ("outlet: {name: T, zone: UTC, currency: Rs}\n" + GOOD, "outlet.currency"),
    "no date": (placed_at("{column: at, formats: ['%H:%M']}"), "does not hold a whole date"),
    "no year": (placed_at("{column: at, formats: ['%d/%m %H:%M']}"), "does not hold a whole date"),
    "no time": (placed_at("{column: at, formats: ['%Y-%m-%d']}"), "has no time of day"),
    "12 hours": (placed_at("{column: at, formats: ['%Y-%m-%d %I:%M']}"), "add %p"),
    "no format": (placed_at("{column: at, formats: []}"), "`formats` is empty"),
    "guess": (
        placed_at("{column: at, formats: ['%d/%m/%Y %H:%M', '%m/%d/%Y %H:%M']}"),
        "read '.*' as different days",
    ),
    "bad word": (
        placed_at("{column: at, formats: ['%Y-%m-%d'], time: {column: dish, words: {a: noon}}}"),
        "orders.placed_at.time.words: 'noon'",
    ),
    "recipes without file": (
        GOOD + "recipes: {item: dish, ingredient: i, amount: a, unit: u}\n",
        "recipes: the section needs a file",
    ),
    "encoding": (GOOD + "csv: {encoding: ascii}\n", "lines.csv: not in ascii"),
    "no such encoding": (GOOD + "csv: {encoding: utf-9}\n", "lines.csv: there is no encoding"),
    "delimiter": (GOOD + "csv: {delimiter: '::'}\n", "lines.csv: delimiter '::'"),
    "thousands": (GOOD + "money: {thousands: '.'}\n", "lines.price: thousands"),
}


@pytest.mark.parametrize(("mapping", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistake(reader, mapping, message):
    with pytest.raises(MappingProblem, match=message):
        reader.run(mapping, lines=FILE.replace("Dosa", "Dösa"))
    assert set(reader.counts().values()) == {0}


def test_the_mapping_without_a_mistake_works(importer):
    assert importer.run(GOOD, lines=FILE).loaded.new_orders == 1


@pytest.mark.parametrize(
    "other", ["zone: Asia/Tokyo, currency: INR", "zone: Asia/Kolkata, currency: USD"]
)
def test_an_outlet_keeps_its_zone_and_currency(importer, other):
    importer.run(GOOD, lines=FILE)
    before = importer.counts()
    with pytest.raises(MappingProblem, match="outlet test-outlet: is in the books as"):
        importer.run(f"outlet: {{name: Test, {other}}}\n" + GOOD, lines=FILE + FILE[-30:])
    assert importer.counts() == before
