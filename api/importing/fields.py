"""Readers of text values: a mapping key bound to a table's columns, called with each row."""

from collections.abc import Callable, Collection, Sequence

from api.importing.csv_files import Table
from api.importing.mapping import Columns, Text
from api.importing.problems import MappingProblem, RowRejected

Row = Sequence[str]
Reader = Callable[[Row], str | None]
"""Text of a row; None where the file says nothing."""


def as_text(key: str | list[str] | Text) -> Text:
    """The long form of a key: a bare text is a column, a list several."""
    return key if isinstance(key, Text) else Text(column=key)


def joined(columns: Columns, separator: str, table: Table, key: str) -> Reader:
    """Text of one column, or of several with the separator between; None when all are blank."""
    names = [columns] if isinstance(columns, str) else columns
    if not names:
        raise MappingProblem(key, "the list of columns is empty")
    positions, blanks = [table.index(name, key) for name in names], table.blanks
    if len(positions) == 1:
        only = positions[0]

        def one(row: Row) -> str | None:
            text = row[only].strip()
            return None if text in blanks else text

        return one

    def several(row: Row) -> str | None:
        texts = [text for text in (row[i].strip() for i in positions) if text not in blanks]
        return separator.join(texts) if texts else None

    return several


def optional(
    key_value: str | list[str] | Text | None,
    table: Table,
    key: str,
    *,
    allowed: Collection[str] | None = None,
    otherwise: str | None = None,
) -> Reader:
    """Reader of a text that may be blank.

    `otherwise` stands for a key that the mapping leaves out; `allowed` are the only texts it may give.
    Raises MappingProblem for a key that can never give an allowed text.
    """
    if key_value is None:
        return lambda _: otherwise
    spec = as_text(key_value)
    _check(spec, key, allowed)
    if spec.const is not None:
        constant = spec.const
        return lambda _: constant
    read = joined(spec.column or [], spec.separator, table, key)

    def value(row: Row) -> str | None:
        text = read(row)
        if text is None:
            return otherwise if spec.default is None else spec.default
        if spec.values is not None:
            meaning = spec.values.get(text, spec.otherwise)
            if meaning is None:
                raise RowRejected(f"{key}: {text!r} is not listed in `values`")
            text = meaning
        if allowed is not None and text not in allowed:
            raise RowRejected(f"{key}: {text!r} is not one of {', '.join(allowed)}")
        return text

    return value


def required(key_value: str | list[str] | Text, table: Table, key: str) -> Callable[[Row], str]:
    """Reader of a text whose absence rejects the row."""
    read = optional(key_value, table, key)

    def value(row: Row) -> str:
        text = read(row)
        if text is None:
            raise RowRejected(f"{key}: is blank")
        return text

    return value


def _check(spec: Text, key: str, allowed: Collection[str] | None) -> None:
    if (spec.const is None) == (spec.column is None):
        raise MappingProblem(key, "needs either `column` or `const`")
    if spec.otherwise is not None and spec.values is None:
        raise MappingProblem(key, "`otherwise` needs `values`")
    if allowed is None:
        return
    given = [spec.const, spec.default, spec.otherwise, *(spec.values or {}).values()]
    for text in given:
        if text is not None and text not in allowed:
            raise MappingProblem(key, f"{text!r} is not one of {', '.join(allowed)}")
