"""The grammar of a mapping file: which column means what. Reference: docs/import.md.

Every class is one mapping node; a key that is not listed here is refused by name. Where a value is wanted,
a bare text is the name of a column, a list is several columns, and a node gives the rest.
"""

from typing import Literal

import msgspec

Columns = str | list[str]


class _Node(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping node."""


class FileFormat(_Node, frozen=True, kw_only=True):
    """How one CSV file is written. Keys left out fall back to the `csv` section, then to these."""

    delimiter: str | None = None
    quote: str | None = None
    encoding: str | None = None
    blank: list[str] | None = None
    """Texts that mean "nothing", besides the empty one."""
    skip_lines: int | None = None
    """Lines before the header."""
    columns: list[str] | None = None
    """Names of the columns of a file without a header."""
    skip_rows: dict[str, list[str]] | None = None
    """Rows to leave out: texts by column."""
    keep_rows: dict[str, list[str]] | None = None
    """Rows to read, all others are left out: texts by column."""


class Text(_Node, frozen=True, kw_only=True):
    """A value made of columns, or a constant."""

    column: Columns | None = None
    const: str | None = None
    separator: str = " "
    """Between the texts of several columns."""
    values: dict[str, str] | None = None
    """What each text in the file means; a text that is not listed rejects its row."""
    otherwise: str | None = None
    """What a text that `values` does not list means."""
    default: str | None = None
    """What a blank means."""


class Money(Text, frozen=True, kw_only=True):
    """An amount; keys left out fall back to the `money` section."""

    decimal: Literal[".", ","] | None = None
    thousands: str | None = None
    strip: list[str] | None = None
    """Currency signs and the like, taken off before reading."""
    minor_units: bool | None = None
    """The file holds paise or cents, not rupees or dollars."""
    round: bool | None = None
    """Round to two places (half up) instead of rejecting a third place."""


class Quantity(Text, frozen=True, kw_only=True):
    """How many; always whole in the books."""

    decimal: Literal[".", ","] | None = None
    not_positive: Literal["reject", "skip"] = "reject"
    """What to do with zero or less: returns and corrections."""
    fractions: Literal["reject", "as_one"] = "reject"
    """`as_one` books 0.35 kg as one piece at the price of the whole line."""


class TimeOfDay(_Node, frozen=True, kw_only=True):
    """The time, where it does not stand with the date."""

    column: Columns | None = None
    separator: str = " "
    formats: list[str] | None = None
    words: dict[str, str] | None = None
    """Times of words, such as Morning: 09:00."""
    default: str | None = None
    """Time where the file has none."""


class Moment(_Node, frozen=True, kw_only=True):
    """An instant. Formats are tried in the order given; no other is ever tried."""

    column: Columns
    formats: list[str]
    """strptime formats, or `iso`, `epoch_seconds`, `epoch_milliseconds`."""
    separator: str = " "
    time: TimeOfDay | None = None
    zone: str | None = None
    """Zone of the file's times where it is not the outlet's."""


TextKey = str | list[str] | Text
MoneyKey = str | list[str] | Money
QuantityKey = str | list[str] | Quantity


class Outlet(_Node, frozen=True, kw_only=True):
    """The outlet: created when missing, compared when there."""

    name: str
    zone: str
    currency: str = "INR"
    cutover_hour: int = 4


class MoneyFormat(_Node, frozen=True, kw_only=True):
    """How amounts are written in all files."""

    decimal: Literal[".", ","] = "."
    thousands: str = ""
    strip: list[str] = []
    minor_units: bool = False
    round: bool = False


class Orders(_Node, frozen=True, kw_only=True):
    """One row an order, or the same on every row of a flat file."""

    placed_at: Moment
    id: TextKey | None = None
    """Left out: each row is an order of its own."""
    number: TextKey | None = None
    order_type: TextKey | None = None
    status: TextKey | None = None
    table_label: TextKey | None = None
    note: TextKey | None = None
    tax: MoneyKey | None = None
    total: MoneyKey | None = None
    rows_differ: Literal["reject", "first"] = "reject"
    """An order whose rows disagree about the order itself."""


class Lines(_Node, frozen=True, kw_only=True):
    """One row a dish on an order."""

    order_id: TextKey | None = None
    """Left out: the same as `orders.id`."""
    item_code: TextKey | None = None
    item_name: TextKey | None = None
    variant: TextKey | None = None
    category: TextKey | None = None
    station: TextKey | None = None
    quantity: QuantityKey | None = None
    price: MoneyKey | None = None
    """Of one piece."""
    total: MoneyKey | None = None
    """Of the whole line."""
    note: TextKey | None = None
    unknown_items: Literal["reject", "create"] = "reject"
    """A dish that is not in the menu files."""


class Menu(_Node, frozen=True, kw_only=True):
    """One row a dish; further menu files are joined by columns, or read one after another."""

    name: TextKey
    code: TextKey | None = None
    variant: TextKey | None = None
    category: TextKey | None = None
    station: TextKey | None = None
    price: MoneyKey | None = None
    tax_rate: TextKey | None = None
    """Per cent."""
    join: str | list[str] | dict[str, str] | None = None


class Recipes(_Node, frozen=True, kw_only=True):
    """One row an ingredient of a dish."""

    item: str | list[str] | dict[str, str]
    """Columns that name the dish, as they are called here and in the menu file."""
    ingredient: TextKey
    amount: QuantityKey
    unit: TextKey
    basis: TextKey | None = None


class Payments(_Node, frozen=True, kw_only=True):
    """One row a payment, or the payment columns of the order's row."""

    method: TextKey
    id: TextKey | None = None
    order_id: TextKey | None = None
    """Left out: the same as `orders.id`."""
    amount: MoneyKey | None = None
    """Left out: the order's total."""
    paid_at: Moment | None = None
    """Left out: when the order was placed."""
    differs: Literal["reject", "keep"] = "reject"
    """An order whose payments are not its total."""


class Files(_Node, frozen=True, kw_only=True):
    """Formats of single files."""

    orders: FileFormat = FileFormat()
    lines: FileFormat = FileFormat()
    menu: FileFormat = FileFormat()
    recipes: FileFormat = FileFormat()
    payments: FileFormat = FileFormat()


class Mapping(_Node, frozen=True, kw_only=True):
    """A whole mapping file."""

    orders: Orders
    lines: Lines
    name: str = ""
    outlet: Outlet | None = None
    csv: FileFormat = FileFormat()
    files: Files = Files()
    money: MoneyFormat = MoneyFormat()
    menu: Menu | None = None
    recipes: Recipes | None = None
    payments: Payments | None = None
