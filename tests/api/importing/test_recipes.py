"""Menus joined of files, and recipes found by the columns that name a dish."""

from decimal import Decimal

from tests.api.importing.histories import reasons

MAPPING = """
orders:
  id: order
  placed_at: {column: at, formats: ["%Y-%m-%d %H:%M"]}
lines: {item_code: pizza}
menu: {join: type, code: pizza, name: name, variant: size, price: price}
recipes: {item: ITEM, ingredient: what, amount: much, unit: unit}
"""
LINES = "order,at,pizza\n1,2024-05-01 12:00,ham_s\n1,2024-05-01 12:00,ham_l\n"
MENU = ["pizza,type,size,price\nham_s,ham,S,9\nham_l,ham,L,12\n", "type,name\nham,Ham Pizza\n"]
RECIPES = """type,size,what,much,unit
ham,S,Dough,200,g
ham,S,Ham,0.05,kg
ham,S,dough,20,g
ham,L,Dough,320,g
ham,L,Egg,1,pc
"""
BOOKS = """
SELECT m.code, i.code, i.unit, l.quantity FROM recipe_lines l
JOIN recipes r ON r.id = l.recipe_id JOIN menu_items m ON m.id = r.item_id
JOIN ingredients i ON i.id = l.ingredient_id ORDER BY 1 DESC, 2
"""


def run(importer, recipes=RECIPES, item="[type, size]", **more):
    mapping = MAPPING.replace("ITEM", item)
    return importer.run(mapping, lines=LINES, menu=MENU, recipes=recipes, **more)


def test_recipes_by_type_and_size(importer):
    run(importer)
    assert importer.query(BOOKS) == [
        ("ham_s", "dough", "g", Decimal("220.000")),
        ("ham_s", "ham", "g", Decimal("50.000")),
        ("ham_l", "dough", "g", Decimal("320.000")),
        ("ham_l", "egg", "pc", Decimal("1.000")),
    ]
    assert importer.query(
        "SELECT item_name, recipe_id IS NOT NULL FROM order_lines ORDER BY line_no"
    ) == [
        ("Ham Pizza (S)", True),
        ("Ham Pizza (L)", True),
    ]


def test_recipes_by_type_serve_every_size(importer):
    run(importer, "kind,what,much,unit\nham,Dough,200,g\n", item="{kind: type}")
    assert [(code, amount) for code, _, _, amount in importer.query(BOOKS)] == [
        ("ham_s", Decimal(200)),
        ("ham_l", Decimal(200)),
    ]


def test_a_rejected_row_leaves_the_dish_without_a_recipe(importer):
    bad = RECIPES.replace("ham,L,Egg,1,pc", "ham,L,Egg,1,spoon") + "tuna,S,Dough,1,g\n"
    outcome = run(importer, bad, limit="4")
    assert {code for code, *_ in importer.query(BOOKS)} == {"ham_s"}
    table = outcome.tables[-1]
    assert {line: fate.reason[:38] for line, fate in table.fates.items()} == {
        5: "the dish's recipe has a rejected row (",
        6: "recipes: unknown unit 'spoon'; use one",
        7: "recipes.item: no dish is 'tuna S'",
    }
    assert reasons(outcome) == {}


def test_an_ingredient_has_one_unit(importer):
    outcome = run(importer, RECIPES.replace("ham,L,Dough,320,g", "ham,L,Dough,1,pc"), limit="2")
    fate = outcome.tables[-1].fates[5]
    assert fate.reason == "recipes.unit: 'Dough' is measured in g elsewhere"


def test_another_recipe_is_remarked_on_and_left(importer):
    run(importer)
    before = importer.query(BOOKS), importer.counts()
    again = run(importer, RECIPES.replace("320", "300"))
    assert again.loaded.remarks == ["item 'ham_l' has another recipe; left as it is"]
    assert (importer.query(BOOKS), importer.counts()) == before


def test_a_menu_row_without_its_type_is_rejected(importer):
    menu = [MENU[0] + "tuna_s,tuna,S,8\n", MENU[1]]
    mapping = MAPPING.replace(
        "recipes: {item: ITEM, ingredient: what, amount: much, unit: unit}\n", ""
    )
    outcome = importer.run(mapping, lines=LINES, menu=menu, limit="1")
    fates = {table.name: {n: f.reason for n, f in table.fates.items()} for table in outcome.tables}
    assert fates["menu0.csv"] == {4: "menu.join: menu1.csv has no such row"}
