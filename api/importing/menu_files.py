"""Reads the menu files into dishes."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Lookup
from decimal import Decimal

from api.importing import amounts, fields
from api.importing.codes import slug, station_code
from api.importing.csv_files import Table
from api.importing.history import DEFAULT_CATEGORY, DEFAULT_STATION, Item
from api.importing.mapping import Lines, Menu, MoneyFormat, TextKey
from api.importing.problems import MappingProblem, RowRejected

MAX_TAX_RATE = Decimal(100)


class ItemReader:
    """Reads a dish from a row of a menu file, or of a lines file that names its dishes itself."""

    def __init__(self, spec: Menu | Lines, table: Table, section: str) -> None:
        own: dict[str, TextKey | None]
        if isinstance(spec, Menu):
            own = {"code": spec.code, "name": spec.name}
        else:
            own = {"code": spec.item_code, "name": spec.item_name}
        if own["code"] is None and own["name"] is None:
            raise MappingProblem(section, "needs `item_code` or `item_name`")
        prefix = "" if isinstance(spec, Menu) else "item_"
        self._code = fields.optional(own["code"], table, f"{section}.{prefix}code")
        self._name = fields.optional(own["name"], table, f"{section}.{prefix}name")
        self._has_code, self._section = own["code"] is not None, section
        self._variant = fields.optional(spec.variant, table, f"{section}.variant", otherwise="")
        self._category = fields.optional(
            spec.category, table, f"{section}.category", otherwise=DEFAULT_CATEGORY
        )
        self._station = fields.optional(
            spec.station, table, f"{section}.station", otherwise=DEFAULT_STATION
        )

    def code(self, row: fields.Row) -> str:
        """The dish's code: from its column, or made of its name and variant."""
        if code := self._code(row):
            return code
        if self._has_code:
            raise RowRejected(f"{self._section}: the item's code is blank")
        name = self._name(row)
        if not name:
            raise RowRejected(f"{self._section}: the item's name is blank")
        return slug(f"{name} {self._variant(row) or ''}".strip())

    def item(self, row: fields.Row, code: str, header: Sequence[str]) -> Item:
        """The dish, without its price."""
        return Item(
            code=code,
            name=self._name(row) or code,
            variant=self._variant(row) or "",
            category=self._category(row) or DEFAULT_CATEGORY,
            station=station_code(self._station(row) or DEFAULT_STATION),
            columns={name: text.strip() for name, text in zip(header, row, strict=True)},
        )


def read_menu(spec: Menu, tables: Sequence[Table], form: MoneyFormat) -> dict[str, Item]:
    """Dishes by code. A row that cannot be read, or repeats a code, is rejected."""
    items: dict[str, Item] = {}
    for table in join_tables(spec, tables):
        reader = ItemReader(spec, table, "menu")
        price = amounts.price(spec.price, table, "menu.price", form)
        tax = _tax_rate(spec, table)
        for line, row in table.living():
            try:
                code = reader.code(row)
                _check_new(code, items)
                item = reader.item(row, code, table.header)
                item.price_paise, item.tax_rate_bp = price(row), tax(row)
            except RowRejected as reason:
                table.reject(line, row, str(reason))
            else:
                items[code] = item
    return items


def _check_new(code: str, items: Lookup[str, Item]) -> None:
    if code in items:
        raise RowRejected(f"menu: the item {code!r} stands more than once")


def _tax_rate(spec: Menu, table: Table) -> Callable[[fields.Row], int]:
    if spec.tax_rate is None:
        return lambda _: 0
    text = fields.as_text(spec.tax_rate)
    read = fields.required(text, table, "menu.tax_rate")

    def basis_points(row: fields.Row) -> int:
        try:
            rate = Decimal(read(row)) * 100
        except ArithmeticError as error:
            raise RowRejected("menu.tax_rate: is not a number") from error
        if not (rate.is_finite() and 0 <= rate <= MAX_TAX_RATE * 100 and rate == int(rate)):
            raise RowRejected("menu.tax_rate: must be 0 to 100 with at most two places")
        return int(rate)

    return basis_points


def join_tables(spec: Menu, tables: Sequence[Table]) -> list[Table]:
    """The menu files as one table where the mapping joins them, else as they are.

    Joined, the first file has a row a dish and the others give it further columns; the rows' fates stay
    with the first file.
    """
    if spec.join is None:
        return list(tables)
    if len(tables) == 1:
        raise MappingProblem("menu.join", "only one menu file was given")
    pairs = _pairs(spec.join)
    joined = tables[0]
    for further in tables[1:]:
        joined = _joined(joined, further, pairs)
    return [joined]


def _pairs(join: str | list[str] | dict[str, str]) -> Lookup[str, str]:
    if isinstance(join, dict):
        return join
    return {name: name for name in ([join] if isinstance(join, str) else join)}


def _joined(first: Table, further: Table, pairs: Lookup[str, str]) -> Table:
    ours = [first.index(name, "menu.join") for name in pairs]
    theirs = [further.index(name, "menu.join") for name in pairs.values()]
    extra = [i for i, name in enumerate(further.header) if name not in first.header]
    known: dict[tuple[str, ...], list[str]] = {}
    for line, row in further.living():
        key = tuple(row[i].strip() for i in theirs)
        if key in known:
            further.reject(line, row, f"menu.join: {' '.join(key)!r} stands more than once")
        known.setdefault(key, row)
    rows = []
    for line, row in first.living():
        found = known.get(tuple(row[i].strip() for i in ours))
        if found is None:
            first.reject(line, row, f"menu.join: {further.name} has no such row")
        else:
            rows.append((line, [*row, *(found[i] for i in extra)]))
    header = [*first.header, *(further.header[i] for i in extra)]
    return Table(first.path, header, rows, first.blanks | further.blanks, first.fates)
