"""The menu as a file: what is exported can be imported again and changes nothing; errors are told by row."""

import csv
import io

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from api.menu.menu_files import COLUMNS, plain, read_csv, read_yaml, write_csv, write_yaml
from chitrail.errors import InvalidInput
from tests.support.restaurant import OTHER_OUTLET, item_id

BUTTER = {
    "code": "extra-butter",
    "name": "Extra butter",
    "price": "-30.00",
    "ingredients": [{"ingredient_code": "butter", "quantity": "-15", "unit": "g"}],
}
HOURS = [{"days": ["MO", "TU"], "start": "07:00", "end": "11:00"}]
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


def export(caller, form):
    answer = caller.get(f"/api/menu/export?format={form}")
    assert answer.status_code == 200, answer.text
    return answer.text


def bring(caller, form, content, dry_run=False, **headers):
    body = {"format": form, "content": content, "dry_run": dry_run}
    return caller.post("/api/menu/import", body, **headers)


def taken(caller, form, content, dry_run=False):
    answer = bring(caller, form, content, dry_run)
    assert answer.status_code == 200, answer.text
    return answer.json


def refused(caller, form, content):
    before = export(caller, "yaml")
    answer = bring(caller, form, content)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid-input"), answer.text
    assert export(caller, "yaml") == before
    return [error["field"] for error in answer.json["errors"]]


def test_what_was_exported_changes_nothing(manager, grouped, database):
    grouped(BUTTER, {"code": "plain", "name": '=HYPERLINK("x")'}, item="soda")
    path = f"/api/menu/items/{item_id('soda')}"
    manager.patch(path, {"name": '-2+3, "fizzy"', "schedule": HOURS})
    manager.patch("/api/menu/categories/all", {"schedule": HOURS, "name": "Everything: all #1"})
    manager.patch(f"/api/menu/items/{item_id('biryani')}", {"retired": True, "follows_stock": True})
    head = "SELECT version FROM menu_heads ORDER BY outlet_id"
    before = database.execute(head).fetchall()
    for form in ("yaml", "csv"):
        for dry_run in (True, False):
            report = taken(manager, form, export(manager, form), dry_run)
            assert (report["created"], report["changed"], report["changes"]) == (0, 0, [])
            assert report["unchanged"] > 4
    assert database.execute(head).fetchall() == before
    manager.patch("/api/menu/categories/all", {"schedule": [], "name": "All"})


def test_a_spreadsheet_takes_nothing_for_a_formula(manager):
    for name in ("=1+1", "+1", "-1", "@x", "'=1", "''quoted", "plain"):
        manager.patch(f"/api/menu/items/{item_id('lassi')}", {"name": name})
        rows = list(csv.DictReader(io.StringIO(export(manager, "csv"))))
        (cell,) = [row["name"] for row in rows if row["code"] == "lassi"]
        assert cell[0] not in "=+-@"
        assert taken(manager, "csv", export(manager, "csv"))["changes"] == []
    manager.patch(f"/api/menu/items/{item_id('lassi')}", {"name": "Lassi"})


def test_a_dry_run_tells_and_does_nothing_and_an_import_does_it_once(manager, waiter, database):
    content = "code,price,name\nlassi,95,Lassi\nsoda,33.33,Soda\n"
    taken(manager, "csv", "code,price,name\nlassi,90.00,Lassi\nsoda,33.33,Soda\n")
    told = taken(manager, "csv", content, dry_run=True)
    assert told["applied"] is False
    (change,) = told["changes"]
    assert change == {
        "place": "row/2",
        "kind": "ITEM",
        "code": "lassi",
        "act": "changed",
        "fields": {"price": {"before": "90.00", "after": "95.00"}},
    }
    assert waiter.order("lassi")["subtotal"] == "90.00"
    done = taken(manager, "csv", content)
    assert (done["applied"], done["changes"]) == (True, told["changes"])
    assert waiter.order("lassi")["subtotal"] == "95.00"
    assert taken(manager, "csv", content)["changes"] == []
    (newest, *_) = manager.get("/api/menu/versions?kind=ITEM&code=lassi").json["data"]
    assert (newest["before"]["price"], newest["after"]["price"]) == ("90.00", "95.00")
    acts = database.execute("SELECT act, details FROM audit_entries ORDER BY seq DESC LIMIT 1")
    assert acts.fetchone() == ("menu-imported", {"created": "0", "changed": "1"})


def test_a_whole_menu_goes_to_another_outlet(calling, manager, grouped):
    stranger = calling("manager", OTHER_OUTLET)
    grouped(BUTTER, item="butter-naan", max_choices=2)
    line = {"ingredient_code": "lentils", "quantity": "0.08", "unit": "kg"}
    manager.post("/api/menu/stations", {"code": "fryer", "name": "Fryer"})
    dish = {
        "code": "vada",
        "name": "Vada",
        "category_code": "all",
        "price": "40",
        "station": "fryer",
    }
    vada = manager.post("/api/menu/items", dish).json
    manager.post(f"/api/menu/items/{vada['id']}/recipes", {"lines": [line]})
    ours = export(manager, "yaml")
    report = taken(stranger, "yaml", ours)
    assert {"STATION", "MODIFIER_GROUP", "ITEM"} <= {change["kind"] for change in report["changes"]}
    assert yaml.safe_load(export(stranger, "yaml")) == yaml.safe_load(ours)
    assert taken(stranger, "yaml", ours)["changes"] == []


def test_a_recipe_in_a_file_is_the_next_version_only_when_it_is_another(manager):
    path = f"/api/menu/items/{item_id('dal-makhani')}/recipes"
    before = manager.get(path).json["data"]
    text = "items:\n- code: dal-makhani\n  recipe:\n  - {{ingredient_code: butter, quantity: {}, unit: {}}}\n"
    for quantity, unit in (("20", "g"), ("0.02", "kg")):
        taken(manager, "yaml", text.format(quantity, unit))
    after = manager.get(path).json["data"]
    assert len(after) == len(before) + 1
    assert [line["quantity"] for line in after[0]["lines"]] == ["20.000"]
    wrong = "items:\n- code: dal-makhani\n  recipe:\n  - {ingredient_code: gold, quantity: 1, unit: g}\n"
    assert refused(manager, "yaml", wrong) == ["items/0/recipe/0/ingredient_code"]


def test_every_wrong_row_is_told_and_none_is_taken(manager):
    content = (
        "code,name,category_code,price,station\n"
        "chaat,Chaat,all,60,cold\n"
        "bad price,Bad,all,60,cold\n"
        "papad,Papad,all,six,cold\n"
        "idli,Idli,nowhere,60,cold\n"
        "chaat,Chaat,all,70,cold\n"
        ",Nameless,all,60,cold\n"
    )
    assert refused(manager, "csv", content) == [
        "row/3/code",
        "row/4/price",
        "row/5/category_code",
        "row/6/code",
        "row/7/code",
    ]


@pytest.mark.parametrize(
    ("form", "content", "field"),
    [
        ("csv", "code,colour\nsoda,red\n", "content/1"),
        ("csv", "code,code\nsoda,soda\n", "content/1"),
        ("csv", "code,price\nsoda\n", "row/2"),
        ("csv", 'code,price\n"soda,1\n', "content"),
        ("csv", "code,schedule\nsoda,always\n", "row/2/schedule"),
        ("yaml", "- soda\n", "content"),
        ("yaml", "dishes: []\n", "content"),
        ("yaml", "items: soda\n", "content/items"),
        ("yaml", "items: [soda]\n", "content/items"),
        ("yaml", "items:\n- &a {code: soda}\n- *a\n", "content"),
        ("yaml", "items: [{code: soda\n", "content"),
        ("yaml", "items:\n- {code: [soda]}\n", "items/0/code"),
        ("yaml", "items:\n- {code: soda, colour: red}\n", "items/0/colour"),
        ("yaml", "categories:\n- {code: all, retired: true}\n", "categories/0/retired"),
        ("yaml", "!!python/object/apply:os.system [id]\n", "content"),
    ],
)
def test_what_is_no_menu_is_refused(manager, form, content, field):
    assert refused(manager, form, content) == [field]


def test_a_file_may_be_larger_than_other_bodies(manager, waiter):
    row = "{:x>64},{:w>80},,all,1.00,gst-5,cold,1,1,true,false,false,0,,,,false,"
    rows = [row.format(number, number) for number in range(360)]
    content = export(manager, "csv") + "\r\n".join(rows)
    assert len(content) > 64 * 1024
    report = taken(manager, "csv", content, dry_run=True)
    assert report["created"] == 360
    order = {"order_type": "DINE_IN", "lines": [{"item_code": "x" * 70_000, "quantity": 1}]}
    assert waiter.post("/api/orders", order).status_code == 413
    too_much = bring(manager, "csv", "x" * 2_100_000)
    assert (too_much.status_code, too_much.json["code"]) == (413, "body-too-large")


LISTS = ("modifier_groups", "schedule", "allergens", "also_at")


@settings(deadline=None, max_examples=50)
@given(
    items=st.lists(
        st.fixed_dictionaries(
            {name: TEXTS for name in COLUMNS if name not in LISTS}
            | {
                "modifier_groups": st.lists(st.sampled_from(["a", "b-c"]), max_size=2),
                "schedule": st.lists(st.sampled_from(HOURS), max_size=2),
                "allergens": st.lists(st.sampled_from(["milk", "nuts"]), max_size=2),
                "also_at": st.lists(st.sampled_from(["curry", "cold"]), max_size=2),
            }
        ),
        max_size=3,
    )
)
def test_whatever_is_written_is_read_back(items):
    for write, read in ((write_csv, read_csv), (lambda i: write_yaml({"items": i}), read_yaml)):
        entries = read(write(items).decode())
        assert [entry.values for entry in entries] == plain(items)


def test_a_file_of_too_many_entries_is_refused():
    with pytest.raises(InvalidInput, match="more than"):
        read_csv("code\n" + "x\n" * 1_001)


def test_a_combo_may_stand_above_its_dishes(manager):
    dish = {"category_code": "all", "station": "cold", "price": "80.00"}
    part = {
        "code": "drink",
        "name": "Drink",
        "choices": [{"item_code": "new-cola", "extra": "5.00"}],
    }
    entries = [
        {"code": "new-combo", "name": "Combo", "combo": [part], **dish},
        {"code": "new-cola", "name": "Cola", **dish},
    ]
    report = taken(manager, "yaml", write_yaml({"items": entries}).decode())
    assert report["created"] == 2
    again = taken(manager, "yaml", export(manager, "yaml"))
    assert (again["created"], again["changed"]) == (0, 0)
