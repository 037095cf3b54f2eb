"""Reads the recipes file into portions by dish."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from api.importing import amounts, fields
from api.importing.codes import slug
from api.importing.csv_files import Table
from api.importing.history import Item, Portion
from api.importing.mapping import Recipes
from api.importing.problems import MappingProblem, RowRejected
from chitrail.errors import InvalidInput
from chitrail.quantity import to_base

BASES = ("listed", "implied", "assumed", "measured")
MAX_PORTION = Decimal(1_000_000)
Key = tuple[str, ...]


def read_recipes(
    spec: Recipes, table: Table, items: Mapping[str, Item]
) -> tuple[dict[str, list[Portion]], dict[str, str]]:
    """(portions by item code, ingredient names by code).

    The same ingredient twice in a dish is added up. A dish with a rejected row gets no recipe at all,
    because half a recipe would understate what it takes.
    """
    own, dishes = _dishes(spec, table, items)
    read = _PortionReader(spec, table)
    found: dict[Key, dict[str, Portion]] = defaultdict(dict)
    lines: dict[Key, list[int]] = defaultdict(list)
    broken: dict[Key, str] = {}
    for line, row in table.living():
        key = tuple(row[i].strip() for i in own)
        lines[key].append(line)
        try:
            _check_known(key, dishes)
            portion = read(row)
        except RowRejected as reason:
            table.reject(line, row, str(reason))
            broken[key] = f"line {line}: {reason}"
            continue
        before = found[key].get(portion.ingredient)
        if before is not None:
            total = before.quantity + portion.quantity
            portion = Portion(portion.ingredient, total, portion.unit, portion.basis)
        found[key][portion.ingredient] = portion
    rows = dict(table.rows)
    for key, cause in broken.items():
        found.pop(key, None)
        for line in lines[key]:
            table.reject(line, rows[line], f"the dish's recipe has a rejected row ({cause})")
    recipes = {
        code: list(portions.values()) for key, portions in found.items() for code in dishes[key]
    }
    used = {portion.ingredient for portions in found.values() for portion in portions.values()}
    return recipes, {code: read.names[code] for code in used}


def _check_known(key: Key, dishes: Mapping[Key, list[str]]) -> None:
    if key not in dishes:
        raise RowRejected(f"recipes.item: no dish is {' '.join(key)!r}")


def _dishes(
    spec: Recipes, table: Table, items: Mapping[str, Item]
) -> tuple[list[int], dict[Key, list[str]]]:
    """(positions of the columns that name the dish, item codes by their texts)."""
    item = spec.item
    pairs = (
        item
        if isinstance(item, dict)
        else dict.fromkeys([item] if isinstance(item, str) else item, "")
    )
    own = [table.index(name, "recipes.item") for name in pairs]
    theirs = [there or here for here, there in pairs.items()]
    dishes: dict[Key, list[str]] = defaultdict(list)
    for code, dish in items.items():
        for name in theirs:
            if name not in dish.columns:
                raise MappingProblem(
                    "recipes.item", f"the menu has no column {name!r} ({', '.join(dish.columns)})"
                )
        dishes[tuple(dish.columns[name] for name in theirs)].append(code)
    return own, dishes


class _PortionReader:
    """Reads one row; an ingredient keeps the unit of its first row."""

    def __init__(self, spec: Recipes, table: Table) -> None:
        self.names: dict[str, str] = {}
        self._units: dict[str, str] = {}
        self._ingredient = fields.required(spec.ingredient, table, "recipes.ingredient")
        self._amount = amounts.amount(spec.amount, table, "recipes.amount")
        self._unit = fields.required(spec.unit, table, "recipes.unit")
        self._basis = fields.optional(
            spec.basis, table, "recipes.basis", allowed=BASES, otherwise="assumed"
        )

    def __call__(self, row: fields.Row) -> Portion:
        name, unit = self._ingredient(row), self._unit(row)
        try:
            quantity, base = to_base(self._amount(row), unit)
        except InvalidInput as error:
            raise RowRejected(f"recipes: {error}") from error
        if quantity > MAX_PORTION:
            raise RowRejected(f"recipes.amount: more than {MAX_PORTION} {base}")
        code = slug(name)
        if self._units.setdefault(code, base) != base:
            raise RowRejected(
                f"recipes.unit: {name!r} is measured in {self._units[code]} elsewhere"
            )
        self.names.setdefault(code, name)
        return Portion(code, quantity, base, self._basis(row) or "assumed")
