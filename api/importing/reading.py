"""Reads all files of an import into a history."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from api.importing.assembly import Draft, Drafts, finish
from api.importing.csv_files import Table, read_table
from api.importing.fields import Row, required
from api.importing.history import History, Item, Outlet
from api.importing.line_rows import LineReader
from api.importing.mapping import FileFormat, Mapping, Payments
from api.importing.menu_files import read_menu
from api.importing.order_rows import KeyReader, OrderReader, PaymentReader, order_key
from api.importing.problems import MappingProblem, RowRejected, RowSkipped
from api.importing.recipe_files import read_recipes

Track = Callable[[Iterable[Any], str, int], Iterable[Any]]
"""Shows how far a loop is: (things, what they are, how many)."""


@dataclass(frozen=True)
class Inputs:
    """The files; `lines` and `orders` may be one file, and either may be left out."""

    lines: Path | None = None
    orders: Path | None = None
    menu: Sequence[Path] = ()
    recipes: Path | None = None
    payments: Path | None = None


@dataclass
class Reading:
    """Reads one import; afterwards `tables` know the fate of every row."""

    mapping: Mapping
    inputs: Inputs
    track: Track
    tables: dict[Path, Table] = field(default_factory=dict)
    drafts: Drafts = field(default_factory=Drafts)

    def history(self, outlet: Outlet, name: str) -> History:
        """The history. Raises MappingProblem when mapping and files do not fit together."""
        self._check_sections()
        lines_path = self.inputs.lines or self.inputs.orders
        orders_path = self.inputs.orders or self.inputs.lines
        if lines_path is None or orders_path is None:
            raise MappingProblem("--lines", "give a file with --lines, --orders or both")
        history = History(outlet, name)
        lines = self._table(lines_path, "lines" if self.inputs.lines else "orders")
        orders = self._table(orders_path, "orders")
        history.items = self._menu()
        self._read_rows(history, orders, lines)
        payments = self.mapping.payments
        history.orders = finish(
            self.drafts,
            outlet,
            has_payments=payments is not None,
            payments_may_differ=payments is not None and payments.differs == "keep",
        )
        _settle_menu(history)
        if self.inputs.recipes and self.mapping.recipes:
            table = self._table(self.inputs.recipes, "recipes")
            history.recipes, history.ingredient_names = read_recipes(
                self.mapping.recipes, table, history.items
            )
        return history

    def _check_sections(self) -> None:
        given = {"menu": self.inputs.menu, "recipes": self.inputs.recipes}
        for section, files in given.items():
            if files and getattr(self.mapping, section) is None:
                raise MappingProblem(section, f"--{section} needs a section `{section}`")
            if not files and getattr(self.mapping, section) is not None:
                raise MappingProblem(section, f"the section needs a file: --{section}")
        if self.inputs.payments and self.mapping.payments is None:
            raise MappingProblem("payments", "--payments needs a section `payments`")

    def _table(self, path: Path, section: str) -> Table:
        key = path.resolve()
        if key not in self.tables:
            own: FileFormat = getattr(self.mapping.files, section)
            self.tables[key] = read_table(path, own, self.mapping.csv)
        return self.tables[key]

    def _menu(self) -> dict[str, Item]:
        if self.mapping.menu is None:
            return {}
        tables = [self._table(path, "menu") for path in self.inputs.menu]
        return read_menu(self.mapping.menu, tables, self.mapping.money)

    def reject_order(self, key: str, reason: str) -> None:
        """Reject all rows of an order after the fact."""
        for table, line, row in self.drafts[key].rows:
            table.reject(line, row, f"order {key}: {reason}")

    def _read_rows(self, history: History, orders: Table, lines: Table) -> None:
        drafts = self.drafts
        zone = ZoneInfo(history.outlet.zone)
        flat = orders is lines
        if self.mapping.orders.id is None and not flat:
            raise MappingProblem("orders.id", "is needed to bring orders and lines together")
        self._read_orders(drafts, orders, zone)
        self._read_lines(drafts, lines, history.items, flat=flat)
        spec = self.mapping.payments
        if spec and (paid := self._payments_table(orders)) is not orders:
            self._read_payments(drafts, paid, zone, spec)

    def _payments_table(self, orders: Table) -> Table:
        return self._table(self.inputs.payments, "payments") if self.inputs.payments else orders

    def _read_orders(self, drafts: Drafts, table: Table, zone: ZoneInfo) -> None:
        spec, form = self.mapping.orders, self.mapping.money
        key_of = order_key(spec.id, table, "orders.id")
        here = self._payments_table(table) is table
        read = OrderReader(spec, table, zone, form, self.mapping.payments if here else None)

        def act(draft: Draft, line: int, row: Row) -> None:
            cells = read(row)
            if draft.cells is None:
                draft.cells = cells
                if cells.payment is not None:
                    draft.payments.append(("1", cells.payment))
            elif cells != draft.cells and spec.rows_differ == "reject":
                differences = cells.differences(draft.cells)
                draft.refuse(f"line {line} of {table.name} differs in {differences}")

        self._each(table, "orders", key_of, drafts.add, act)

    def _read_lines(
        self, drafts: Drafts, table: Table, items: dict[str, Item], *, flat: bool
    ) -> None:
        spec, form = self.mapping.lines, self.mapping.money
        key_of = order_key(spec.order_id or self.mapping.orders.id, table, "lines.order_id")
        creates = self.mapping.menu is None or spec.unknown_items == "create"
        read = LineReader(spec, table, form, items, creates=creates)

        def act(draft: Draft, line: int, row: Row) -> None:  # noqa: ARG001
            draft.lines.extend(read(row))

        self._each(table, "lines", key_of, drafts.known if flat else drafts.add, act)

    def _read_payments(self, drafts: Drafts, table: Table, zone: ZoneInfo, spec: Payments) -> None:
        key_of = order_key(spec.order_id or self.mapping.orders.id, table, "payments.order_id")
        id_of = required(spec.id, table, "payments.id") if spec.id else None
        read = PaymentReader(spec, table, zone, self.mapping.money)

        def act(draft: Draft, line: int, row: Row) -> None:  # noqa: ARG001
            own_id = id_of(row) if id_of else str(len(draft.payments) + 1)
            draft.payments.append((own_id, read(row)))

        self._each(table, "payments", key_of, drafts.add, act)

    def _each(
        self,
        table: Table,
        what: str,
        key_of: KeyReader,
        draft_of: Callable[[str, Table, int, Row], Draft],
        act: Callable[[Draft, int, Row], None],
    ) -> None:
        """Act on every row; a refusal rejects the row and refuses its order."""
        for line, row in self.track(table.living(), f"{what} in {table.name}", len(table.rows)):
            draft = None
            try:
                draft = draft_of(key_of(line, row), table, line, row)
                act(draft, line, row)
            except RowRejected as reason:
                table.reject(line, row, str(reason))
                if draft is not None:
                    draft.refuse(f"line {line} of {table.name}: {reason}")
            except RowSkipped as reason:
                table.skip(line, row, str(reason))
                if draft is not None:
                    draft.skipped = True


def _settle_menu(history: History) -> None:
    """Dishes without a price take the last one they were sold at; those never sold are left out."""
    open_prices = {code for code, item in history.items.items() if item.price_paise is None}
    latest: dict[str, int] = {}

    for order in sorted(history.orders, key=attrgetter("placed_at")):
        for line in order.lines:
            if line.item_code in open_prices:
                latest[line.item_code] = line.unit_price_paise
    for code in open_prices:
        if code in latest:
            history.items[code].price_paise = latest[code]
        else:
            del history.items[code]
