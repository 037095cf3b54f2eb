"""Reads a row into order lines: the dish, how many, at which price."""

from decimal import ROUND_HALF_UP, Decimal

from api.importing import amounts
from api.importing.csv_files import Table
from api.importing.fields import Row, optional
from api.importing.history import Item, Line
from api.importing.mapping import Lines, MoneyFormat
from api.importing.menu_files import ItemReader
from api.importing.problems import MappingProblem, RowRejected
from chitrail.money import MAX_PAISE


class LineReader:
    """Reads rows; adds dishes to the menu as they occur where the mapping lets it."""

    def __init__(
        self, spec: Lines, table: Table, form: MoneyFormat, items: dict[str, Item], *, creates: bool
    ) -> None:
        self._table, self._items, self._creates = table, items, creates
        self._item = ItemReader(spec, table, "lines")
        self._quantity = amounts.quantity(spec.quantity, table, "lines.quantity", form)
        self._price = amounts.price(spec.price, table, "lines.price", form)
        self._total = amounts.price(spec.total, table, "lines.total", form)
        self._note = optional(spec.note, table, "lines.note", otherwise="")
        priced = any(item.price_paise is not None for item in items.values())
        if spec.price is None and spec.total is None and not priced:
            raise MappingProblem(
                "lines",
                'needs `price`, `total` or a menu with prices; without, `price: {const: "0"}`',
            )

    def __call__(self, row: Row) -> list[Line]:
        """One line; two, a paisa apart in price, where a total does not divide by the quantity."""
        quantity = self._quantity(row)
        item = self._dish(row)
        price, total = self._price(row), self._total(row)
        note = self._note(row) or ""
        if price is None and total is None:
            price = item.price_paise
        if price is None and total is None:
            raise RowRejected(f"lines: neither the row nor the menu has a price of {item.code!r}")
        if price is not None:
            product = int((price * quantity).to_integral_value(ROUND_HALF_UP))
            if total is not None and total != product:
                raise RowRejected(
                    f"lines: {quantity} at {price} make {product}, not {total} (paise)"
                )
            total = product
        return _lines(item.code, quantity, price, total or 0, note)

    def _dish(self, row: Row) -> Item:
        code = self._item.code(row)
        item = self._items.get(code)
        if item is None:
            if not self._creates:
                raise RowRejected(f"lines: the item {code!r} is not in the menu")
            item = self._items[code] = self._item.item(row, code, self._table.header)
        return item


def _lines(code: str, quantity: Decimal, price: int | None, total: int, note: str) -> list[Line]:
    if total > MAX_PAISE:
        raise RowRejected("lines: the line's total is more than the books take")
    if quantity != int(quantity):
        return [Line(code, 1, total, note)]
    pieces = int(quantity)
    if price is not None:
        return [Line(code, pieces, price, note)]
    each, dearer = divmod(total, pieces)
    parts = ((pieces - dearer, each), (dearer, each + 1))
    return [Line(code, count, unit_price, note) for count, unit_price in parts if count]
