"""Rows become whole orders, or none of an order's rows is in the books."""

import csv

import pytest

from tests.api.importing.histories import reasons

FLAT = """
money: {thousands: ","}
orders:
  id: order
  placed_at: {column: at, formats: ["%Y-%m-%d %H:%M"]}
  ORDERS
lines: {item_name: dish, quantity: n, price: price}
payments: {method: how}
"""
HEADER = "order,at,dish,n,price,how\n"
ONE = "1,2024-05-01 12:00,Dosa,2,90,Cash\n1,2024-05-01 12:00,Chai,1,20,Cash\n"
TWO = "2,2024-05-01 12:05,Dosa,1,90,\n"
FLAT_PLAIN = FLAT.replace("ORDERS", "order_type: {const: TAKEAWAY}")


def test_a_flat_file(importer):
    outcome = importer.run(FLAT_PLAIN, lines=HEADER + ONE + TWO)
    assert outcome.refused is None
    assert importer.query(
        "SELECT external_id, number, status, order_type, total_paise, settled_paise, source"
        " FROM orders ORDER BY 1"
    ) == [
        ("1", 1, "COMPLETED", "TAKEAWAY", 20000, 20000, "import:test"),
        ("2", 2, "COMPLETED", "TAKEAWAY", 9000, 9000, "import:test"),
    ]
    assert importer.query("SELECT payment_method, amount_paise FROM payments ORDER BY 2 DESC") == [
        ("CASH", 20000),
        (None, 9000),
    ]
    assert importer.query(
        "SELECT code, name, price_paise, tax_rate_bp FROM menu_items ORDER BY 1"
    ) == [
        ("chai", "Chai", 2000, 0),
        ("dosa", "Dosa", 9000, 0),
    ]
    counts = importer.counts()
    assert (counts["outbox"], counts["stock_movements"]) == (0, 0)


def test_the_same_again_changes_nothing(importer):
    importer.run(FLAT_PLAIN, lines=HEADER + ONE + TWO)
    before = importer.counts(), importer.query("SELECT id, xid::text FROM orders ORDER BY 1")
    again = importer.run(FLAT_PLAIN, lines=HEADER + ONE + TWO)
    assert (again.loaded.new_orders, again.loaded.unchanged_orders) == (0, 2)
    assert (
        importer.counts(),
        importer.query("SELECT id, xid::text FROM orders ORDER BY 1"),
    ) == before


def test_new_orders_are_added_and_numbered_on(importer):
    importer.run(FLAT_PLAIN, lines=HEADER + ONE)
    grown = importer.run(FLAT_PLAIN, lines=HEADER + TWO + ONE)
    assert (grown.loaded.new_orders, grown.loaded.unchanged_orders) == (1, 1)
    assert importer.query("SELECT external_id, number FROM orders ORDER BY 1") == [
        ("1", 1),
        ("2", 2),
    ]


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ("Dosa,2,90", "Dosa,3,90", "total 20000, now 29000, lines, payments"),
        ("1,2024-05-01 12:00", "1,2024-05-01 12:01", "placed at"),
        ("Cash", "Card", "payments"),
        ("Chai,1,20", "Vada,1,20", "lines"),
    ],
)
def test_a_changed_order_is_a_conflict_and_stays(importer, old, new, difference):
    importer.run(FLAT_PLAIN, lines=HEADER + ONE)
    before = importer.query("SELECT * FROM orders"), importer.query("SELECT * FROM order_lines")
    changed = importer.run(FLAT_PLAIN, lines=HEADER + ONE.replace(old, new) + TWO, limit="2")
    assert difference in changed.loaded.conflicts["1"]
    assert changed.loaded.new_orders == 1
    assert set(reasons(changed)) == {2, 3}
    kept = "SELECT {} WHERE external_id = '1'"
    assert importer.query(kept.format("* FROM orders")) == before[0]
    assert (
        importer.query(kept.format("l.* FROM order_lines l JOIN orders o ON o.id = order_id"))
        == before[1]
    )


def test_too_many_conflicts_write_nothing(importer):
    importer.run(FLAT_PLAIN, lines=HEADER + ONE)
    changed = importer.run(FLAT_PLAIN, lines=HEADER + ONE.replace("90", "91") + TWO, limit="1")
    assert changed.refused is not None
    assert importer.query("SELECT external_id FROM orders") == [("1",)]


def test_one_bad_line_rejects_its_whole_order_and_the_report_says_why(importer):
    lines = HEADER + ONE.replace("Chai,1,20", 'Chai,1,"2,0"') + TWO
    outcome = importer.run(FLAT_PLAIN, lines=lines, limit="70%")
    assert importer.query("SELECT external_id FROM orders") == [("2",)]
    assert importer.query("SELECT code FROM menu_items") == [("dosa",)]
    with (importer.folder / "report.csv").open(newline="") as file:
        report = list(csv.DictReader(file))
    assert [(row["line"], row["outcome"]) for row in report] == [
        ("2", "rejected"),
        ("3", "rejected"),
    ]
    assert report[1]["reason"].startswith("lines.price: '2,0'")
    assert report[0]["reason"] == f"order 1: line 3 of lines.csv: {report[1]['reason']}"
    assert report[1]["row"] == '1,2024-05-01 12:00,Chai,1,"2,0",Cash'
    assert outcome.refused is None


def test_more_rejects_than_allowed_write_nothing(importer):
    outcome = importer.run(FLAT_PLAIN, lines=HEADER + ONE.replace(",20,", ",,x") + TWO, limit="66%")
    assert "2 of 3 rows were rejected" in outcome.refused.detail
    assert set(importer.counts().values()) == {0}
    assert (importer.folder / "report.csv").read_text().count("\n") == 3


def test_a_dry_run_writes_nothing(importer):
    outcome = importer.run(FLAT_PLAIN, lines=HEADER + ONE + TWO, dry_run=True)
    assert outcome.loaded.new_orders == 2
    assert set(importer.counts().values()) == {0}


@pytest.mark.parametrize("policy", ["reject", "first"])
def test_rows_that_disagree_about_their_order(importer, policy):
    rows = ONE + "1,2024-05-01 12:30,Vada,1,40,Cash\n"
    outcome = importer.run(
        FLAT.replace("ORDERS", f"rows_differ: {policy}"), lines=HEADER + rows, limit="3"
    )
    if policy == "first":
        assert importer.query("SELECT total_paise, placed_at::text FROM orders")[0][0] == 24000
    else:
        assert set(reasons(outcome)) == {2, 3, 4}
        assert reasons(outcome)[2] == "order 1: line 4 of lines.csv differs in placed_at"


def test_rows_of_the_wrong_width_and_without_an_order(importer):
    rows = HEADER + ONE + "2,2024-05-01 12:05,Dosa\n" + ",2024-05-01 12:05,Dosa,1,90,\n\n"
    outcome = importer.run(FLAT_PLAIN, lines=rows, limit="2")
    assert reasons(outcome) == {
        4: "has 3 fields where the header has 6",
        5: "orders.id: is blank",
    }


def test_line_numbers_are_those_of_an_editor(importer):
    rows = HEADER + ONE.replace("Dosa", '"Masala\nDosa"') + "9,x,Dosa,1,90,\n"
    outcome = importer.run(FLAT_PLAIN, lines=rows, limit="1")
    assert set(reasons(outcome)) == {5}


APART = """
orders:
  id: order
  placed_at: {column: at, formats: ["%Y-%m-%d %H:%M"]}
lines: {order_id: bill, item_code: code, quantity: n}
menu: {code: code, name: name, price: price}
payments: {method: how, amount: paidMORE}
"""
MENU = "code,name,price\nD,Dosa,90\nC,Chai,20\n"
ORDERS = "order,at\n1,2024-05-01 12:00\n2,2024-05-01 12:05\n"
LINES = "bill,code,n\n1,D,1\n2,C,2\n"


def test_payments_that_do_not_make_the_total(importer):
    payments = "order,how,paid\n1,Cash,50\n1,UPI,40\n2,Cash,30\n"
    files = {"orders": ORDERS, "lines": LINES, "payments": payments, "menu": [MENU]}
    outcome = importer.run(APART.replace("MORE", ""), limit="3", **files)
    assert importer.query("SELECT external_id, settled_paise FROM orders") == [("1", 9000)]
    assert reasons(outcome)[3].startswith("order 2: its payments make 30.00, its total is 40.00")
    importer.run(APART.replace("MORE", ", differs: keep"), **files)
    assert importer.query("SELECT external_id, settled_paise FROM orders ORDER BY 1") == [
        ("1", 9000),
        ("2", 3000),
    ]


def test_rows_without_their_counterpart(importer):
    outcome = importer.run(
        APART.replace("MORE", ""),
        orders=ORDERS + "3,2024-05-01 12:09\n",
        lines=LINES + "4,D,1\n2,X,1\n",
        payments="order,how,paid\n1,Cash,90\n5,Cash,1\n",
        menu=[MENU],
        limit="100%",
    )
    fates = {table.name: {n: f.reason for n, f in table.fates.items()} for table in outcome.tables}
    unknown = "lines: the item 'X' is not in the menu"
    assert fates == {
        "lines.csv": {
            3: f"order 2: line 5 of lines.csv: {unknown}",
            4: "order 4: there is no row of the order itself",
            5: unknown,
        },
        "orders.csv": {
            3: f"order 2: line 5 of lines.csv: {unknown}",
            4: "order 3: has no lines",
        },
        "menu0.csv": {},
        "payments.csv": {3: "order 5: there is no row of the order itself"},
    }


def test_a_total_that_does_not_divide_stays_exact(importer):
    importer.run(
        "orders: {placed_at: {column: at, formats: [iso]}}\n"
        "lines: {item_name: dish, quantity: n, total: total}\n",
        lines="at,dish,n,total\n2024-05-01 12:00,Dosa,7,100\n",
    )
    lines = importer.query("SELECT quantity, unit_price_paise FROM order_lines ORDER BY line_no")
    assert lines == [(3, 1428), (4, 1429)]
    assert importer.query("SELECT total_paise FROM orders") == [(10000,)]


def test_one_outlet_of_a_file_with_several(importer):
    rows = "shop,at,dish,price\nN,2024-05-01 12:00,Dosa,9\nS,2024-05-01 12:00,Dosa,8\n,,Total,17\n"
    outcome = importer.run(
        "csv: {keep_rows: {shop: [N, S]}}\nfiles: {lines: {skip_rows: {shop: [S]}}}\n"
        "orders: {placed_at: {column: at, formats: [iso]}}\nlines: {item_name: dish, price: price}\n",
        lines=rows,
    )
    assert importer.query("SELECT total_paise FROM orders") == [(900,)]
    assert reasons(outcome) == {3: "skip_rows: shop is 'S'", 4: "keep_rows: shop is ''"}
