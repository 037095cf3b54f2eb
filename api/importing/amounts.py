"""Readers of money and of quantities."""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from api.importing.csv_files import Table
from api.importing.fields import Row, optional
from api.importing.mapping import Money, MoneyFormat, MoneyKey, Quantity, QuantityKey
from api.importing.problems import MappingProblem, RowRejected, RowSkipped
from chitrail.money import MAX_PAISE, PAISE_PER_RUPEE

MAX_QUANTITY = 10_000
_SPACES = re.compile(r"\s")


def money(
    key_value: MoneyKey | None, table: Table, key: str, form: MoneyFormat
) -> Callable[[Row], int | None]:
    """Reader of an amount in paise (or cents); None where blank. May be negative."""
    if key_value is None:
        return lambda _: None
    spec = key_value if isinstance(key_value, Money) else Money(column=key_value)
    read = optional(spec, table, key)
    minor_units = form.minor_units if spec.minor_units is None else spec.minor_units
    rounds = form.round if spec.round is None else spec.round
    thousands = form.thousands if spec.thousands is None else spec.thousands
    number = _number(
        spec.decimal or form.decimal,
        thousands,
        tuple(form.strip if spec.strip is None else spec.strip),
        key,
    )

    @cache
    def paise(text: str) -> int:
        exact = number(text) * (1 if minor_units else PAISE_PER_RUPEE)
        whole = exact.to_integral_value(ROUND_HALF_UP)
        if whole != exact and not rounds:
            raise RowRejected(f"{key}: {text!r} is finer than 0.01; `round: true` would round it")
        if abs(whole) > MAX_PAISE:
            raise RowRejected(f"{key}: {text!r} is more than the books take")
        return int(whole)

    def value(row: Row) -> int | None:
        text = read(row)
        return None if text is None else paise(text)

    _check_constant(spec.const, paise, key)
    return value


def price(
    key_value: MoneyKey | None, table: Table, key: str, form: MoneyFormat
) -> Callable[[Row], int | None]:
    """The same, but a negative amount rejects its row."""
    read = money(key_value, table, key, form)

    def value(row: Row) -> int | None:
        paise = read(row)
        if paise is not None and paise < 0:
            raise RowRejected(f"{key}: is negative")
        return paise

    return value


def quantity(
    key_value: QuantityKey | None, table: Table, key: str, form: MoneyFormat
) -> Callable[[Row], Decimal]:
    """Reader of a positive number; 1 where the mapping has no such key.

    A row with zero or less is rejected or skipped as the mapping says; so is a fraction, unless it is to be
    booked `as_one`: then the caller gets the fraction.
    """
    if key_value is None:
        return lambda _: Decimal(1)
    spec = key_value if isinstance(key_value, Quantity) else Quantity(column=key_value)
    read = optional(spec, table, key)
    number = _number(spec.decimal or form.decimal, "", (), key)

    @cache
    def count(text: str) -> Decimal:
        exact = number(text)
        if exact <= 0:
            fate = RowSkipped if spec.not_positive == "skip" else RowRejected
            raise fate(f"{key}: {text!r} is not positive")
        if exact != exact.to_integral_value() and spec.fractions == "reject":
            raise RowRejected(f"{key}: {text!r} is not whole; see `fractions`")
        if exact > MAX_QUANTITY:
            raise RowRejected(f"{key}: {text!r} is more than {MAX_QUANTITY}")
        return exact

    def value(row: Row) -> Decimal:
        text = read(row)
        if text is None:
            raise RowRejected(f"{key}: is blank")
        return count(text)

    _check_constant(spec.const, count, key)
    return value


def amount(key_value: QuantityKey, table: Table, key: str) -> Callable[[Row], Decimal]:
    """Reader of a positive amount of an ingredient, fractions and all."""
    spec = key_value if isinstance(key_value, Quantity) else Quantity(column=key_value)
    read = optional(spec, table, key)
    number = _number(spec.decimal or ".", "", (), key)

    def value(row: Row) -> Decimal:
        text = read(row)
        exact = number(text) if text is not None else Decimal(0)
        if exact <= 0:
            raise RowRejected(f"{key}: {text or ''!r} is not a positive number")
        return exact

    return value


def _number(
    decimal: str, thousands: str, strip: tuple[str, ...], key: str
) -> Callable[[str], Decimal]:
    """Exact number of a text; groups of digits must be where the stated separator allows them.

    The last group has three digits, the ones before two or three (1,00,000 and 100,000), so that a decimal
    comma read as a thousands separator is refused and not taken for a hundredfold.
    """
    if len(thousands) > 1 or thousands == decimal:
        raise MappingProblem(key, f"thousands {thousands!r} must be one character, not the decimal")
    grouped = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{2,3}})*{re.escape(thousands)}\d{{3}}"
    whole = rf"(?:{grouped}|\d+)" if thousands else r"\d+"
    shape = re.compile(
        rf"[+-]?(?:{whole}(?:{re.escape(decimal)}\d*)?|{re.escape(decimal)}\d+)", re.ASCII
    )

    def number(text: str) -> Decimal:
        plain = text
        for sign in strip:
            plain = plain.replace(sign, "")
        plain = plain.strip()
        if thousands == " ":
            plain = _SPACES.sub(" ", plain)
        if len(plain) > 30 or not shape.fullmatch(plain):
            raise RowRejected(f"{key}: {text!r} is not a number as the mapping describes it")
        if thousands:
            plain = plain.replace(thousands, "")
        return Decimal(plain.replace(decimal, "."))

    return number


def _check_constant(const: str | None, read: Callable[[str], object], key: str) -> None:
    """A constant that cannot be read is the mapping's fault, not every row's."""
    if const is None:
        return
    try:
        read(const)
    except (RowRejected, RowSkipped) as error:
        raise MappingProblem(key, str(error)) from error
