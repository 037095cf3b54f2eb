"""Portions left and what is said of them, against a model in fractions that knows nothing of SQL."""

import itertools
import json
import math
from decimal import Decimal
from fractions import Fraction

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chitrail import envelope
from chitrail.ids import new_id
from tests.support.restaurant import INGREDIENTS, OUTLET, ingredient_id, item_id

DISHES = ("soda", "lassi", "butter-naan")
COMBO = "dal-makhani"
NEVER_WAITED_FOR = "eggs"
FEW = 5
_SET_LEVEL = """
INSERT INTO stock_levels (ingredient_id, outlet_id, on_hand) VALUES (%s, %s, %s)
ON CONFLICT (ingredient_id) DO UPDATE SET on_hand = excluded.on_hand
"""
_RESERVE = "UPDATE stock_reserved SET reserved = %s WHERE ingredient_id = %s"
_SAID = """
SELECT envelope::text FROM outbox WHERE aggregate_id = %s AND topic = 'menu.item_availability_changed'
ORDER BY sequence
"""

quantities = st.decimals("0.001", "40", places=3)
recipes = st.dictionaries(st.sampled_from(tuple(INGREDIENTS)), quantities, min_size=1)
levels = st.dictionaries(st.sampled_from(tuple(INGREDIENTS)), st.decimals("-50", "200", places=3))
kept_aside = st.dictionaries(st.sampled_from(tuple(INGREDIENTS)), st.decimals("0", "60", places=3))
parts = st.lists(
    st.lists(st.sampled_from(DISHES), min_size=1, max_size=3, unique=True), min_size=1, max_size=3
)


class Kitchen:
    """The restaurant's menu with other recipes and levels, until the transaction is taken back."""

    def __init__(self, sql):
        self.sql = sql
        self.recipes, self.there, self.aside, self.combo = {}, {}, {}, []

    def write(self, dishes, combo):
        self.sql.execute("UPDATE ingredients SET limits_sale = code <> %s", (NEVER_WAITED_FOR,))
        self.sql.execute(
            "INSERT INTO stock_reserved (ingredient_id, outlet_id) SELECT id, outlet_id FROM ingredients"
        )
        for number, (code, recipe) in enumerate(dishes.items()):
            identity = new_id()
            self.sql.execute(
                "INSERT INTO recipes (id, outlet_id, item_id, version) VALUES (%s, %s, %s, %s)",
                (identity, OUTLET, item_id(code), 100 + number),
            )
            for ingredient, quantity in recipe.items():
                self.sql.execute(
                    "INSERT INTO recipe_lines (recipe_id, ingredient_id, quantity) VALUES (%s, %s, %s)",
                    (identity, ingredient_id(ingredient), quantity),
                )
            self.recipes[code] = recipe
        self.combo = combo
        column = [
            {
                "code": f"p{place}",
                "name": "Part",
                "choices": [{"item_code": one, "extra_paise": 0} for one in part],
            }
            for place, part in enumerate(combo)
        ]
        self.sql.execute(
            "UPDATE menu_items SET combo = %s WHERE id = %s", (json.dumps(column), item_id(COMBO))
        )
        self.sql.execute(
            "UPDATE menu_items SET follows_stock = true WHERE id = ANY(%s)",
            ([item_id(code) for code in (*DISHES, COMBO)],),
        )

    def stock(self, there, aside):
        for code, quantity in there.items():
            self.sql.execute(_SET_LEVEL, (ingredient_id(code), OUTLET, quantity))
        for code, quantity in aside.items():
            self.sql.execute(_RESERVE, (quantity, ingredient_id(code)))
        self.there |= there
        self.aside |= aside

    def limit(self, recipe):
        """Portions of what takes all of `recipe`; None when nothing limits it."""
        found = [
            max(0, math.floor((Fraction(self.there[i]) - Fraction(self.aside.get(i, 0))) / taken))
            for i, taken in recipe.items()
            if i in self.there and i != NEVER_WAITED_FOR
        ]
        return min(found, default=None)

    def portions(self, code):
        if code != COMBO:
            return self.limit({i: Fraction(q) for i, q in self.recipes[code].items()})
        together = {}
        for part in self.combo:
            if len(part) == 1:
                for ingredient, quantity in self.recipes[part[0]].items():
                    together[ingredient] = together.get(ingredient, 0) + Fraction(quantity)
        bounds = [self.limit(together)] if together else []
        for part in self.combo:
            each = [self.portions(dish) for dish in part]
            bounds.append(None if None in each else sum(each))
        return min((bound for bound in bounds if bound is not None), default=None)

    def said(self, code):
        """Revision and the last word of an item; every word is a valid event, numbered without a gap."""
        rows = self.sql.execute(_SAID, (str(item_id(code)),)).fetchall()
        said = [envelope.decode(text.encode()) for (text,) in rows]
        assert [one.sequence for one, _ in said] == list(range(1, len(said) + 1))
        assert [event.revision for _, event in said] == [one.sequence for one, _ in said]
        words = [(e.available, e.because, e.portions_left) for _, e in said]
        assert all(one != other for one, other in itertools.pairwise(words)), words
        return words[-1] if words else (True, None, None)


@pytest.fixture(scope="module")
def sql(restaurant_url):
    url = restaurant_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True, options="-c jit=off") as connection:
        yield connection


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    dishes=st.fixed_dictionaries(dict.fromkeys(DISHES, recipes)),
    combo=parts,
    deliveries=st.lists(st.tuples(levels, kept_aside), min_size=1, max_size=4),
)
def test_portions_are_those_of_the_model_and_every_change_is_said_once(
    sql, dishes, combo, deliveries
):
    with sql.transaction(force_rollback=True):
        kitchen = Kitchen(sql)
        kitchen.write(dishes, combo)
        for there, aside in deliveries:
            kitchen.stock(there, aside)
            rows = sql.execute(
                "SELECT item_id, portions FROM portions_of_items(%s)",
                ([item_id(code) for code in (*DISHES, COMBO)],),
            ).fetchall()
            expected = {item_id(code): kitchen.portions(code) for code in (*DISHES, COMBO)}
            assert dict(rows) == {item: left for item, left in expected.items() if left is not None}
            for code in (*DISHES, COMBO):
                left = expected[item_id(code)]
                few = left if left is not None and left <= FEW else None
                gone = left == 0
                assert kitchen.said(code) == (not gone, "SOLD_OUT" if gone else None, few)


def test_a_fraction_of_a_portion_is_none(sql):
    with sql.transaction(force_rollback=True):
        kitchen = Kitchen(sql)
        kitchen.write({code: {"lentils": Decimal("0.3")} for code in DISHES}, [["soda"], ["soda"]])
        kitchen.stock({"lentils": Decimal("0.899")}, {})
        assert kitchen.said("soda") == (True, None, 2)
        assert kitchen.said(COMBO) == (True, None, 1)
        kitchen.stock({"lentils": Decimal("0.299")}, {})
        assert kitchen.said("soda") == kitchen.said(COMBO) == (False, "SOLD_OUT", 0)
