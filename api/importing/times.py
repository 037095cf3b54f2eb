"""Readers of the time of day, and parsing by a stated format."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from functools import cache

from api.importing.csv_files import Table
from api.importing.fields import Row, joined
from api.importing.mapping import TimeOfDay
from api.importing.problems import MappingProblem, RowRejected

PROBES = (datetime(2021, 3, 4, 17, 6, 7, tzinfo=UTC), datetime(2022, 11, 9, 8, 30, tzinfo=UTC))
"""Dates that read as another date when day and month, or day and year, change places."""
Parse = Callable[[str], datetime]


def clock_parser(form: str) -> Parse:
    """Parser of a strptime format; the result has a zone only where the format has %z."""
    return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 - the caller knows the zone


def attempt(parse: Parse, text: str) -> datetime | None:
    """What the text says, or None when it does not fit."""
    try:
        return parse(text)
    except (ValueError, OverflowError):
        return None


def time_of_day(spec: TimeOfDay, table: Table, key: str) -> Callable[[Row], time]:
    """Reader of a time of day: by word, by format, or the default where the file says nothing."""
    formats = spec.formats or (["%H:%M", "%H:%M:%S"] if spec.column and not spec.words else [])
    words = {word: _clock(text, f"{key}.words") for word, text in (spec.words or {}).items()}
    default = _clock(spec.default, f"{key}.default") if spec.default else None
    if spec.column is None and default is None:
        raise MappingProblem(key, "needs `column` or `default`")
    for form in formats:
        _check_time_format(form, key)
    read = joined(spec.column, spec.separator, table, key) if spec.column else lambda _: None

    def value(row: Row) -> time:
        text = read(row)
        if text is not None:
            return words[text] if text in words else _read_time(text, formats, key)
        if default is None:
            raise RowRejected(f"{key}: is blank")
        return default

    return value


def _check_time_format(form: str, key: str) -> None:
    read = attempt(clock_parser(form), PROBES[0].strftime(form))
    if read is None or read.hour != PROBES[0].hour:
        raise MappingProblem(key, f"{form!r} does not hold a whole time of day")


@cache
def _parsed_time(text: str, formats: Sequence[str]) -> time | None:
    for form in formats:
        if (read := attempt(clock_parser(form), text)) is not None:
            return read.time()
    return None


def _read_time(text: str, formats: list[str], key: str) -> time:
    if (read := _parsed_time(text, tuple(formats))) is None:
        raise RowRejected(
            f"{key}: {text!r} is neither in `words` nor in {', '.join(formats) or 'formats'}"
        )
    return read


def _clock(text: str, key: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise MappingProblem(key, f"{text!r} is not a time such as 09:00") from error
