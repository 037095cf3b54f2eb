"""Readers of instants: the formats the mapping states, in its order, and no other."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import permutations
from zoneinfo import ZoneInfo

from api.importing.csv_files import Table
from api.importing.fields import Row, joined
from api.importing.mapping import Moment
from api.importing.mapping_file import check_zone
from api.importing.problems import MappingProblem, RowRejected
from api.importing.times import PROBES, Parse, attempt, clock_parser, time_of_day

ISO = "iso"
_TICKS = {
    "epoch_seconds": timedelta(seconds=1),
    "epoch_milliseconds": timedelta(milliseconds=1),
}
_ISO_DATE_LENGTH = len("2026-01-15")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST_YEAR = 1970
_CLOCK = ("%H", "%I", "%X", "%c")


def moment(
    spec: Moment, table: Table, key: str, outlet_zone: ZoneInfo
) -> Callable[[Row], datetime]:
    """Reader of an aware UTC instant. Raises MappingProblem for formats that cannot work.

    A local time that a clock change repeats is its first occurrence.
    """
    zone = check_zone(key, "zone", spec.zone) if spec.zone else outlet_zone
    parse = _first_that_fits(_date_parsers(spec, key), key)
    read_date = joined(spec.column, spec.separator, table, key)
    read_time = time_of_day(spec.time, table, f"{key}.time") if spec.time else None

    @cache
    def instant(date_text: str, at: time | None) -> datetime:
        parsed = parse(date_text)
        if at is not None:
            parsed = parsed.replace(
                hour=at.hour, minute=at.minute, second=at.second, microsecond=at.microsecond
            )
        aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)
        if aware.year < _EARLIEST_YEAR:
            raise RowRejected(f"{key}: {date_text!r} is before {_EARLIEST_YEAR}")
        return aware.astimezone(UTC)

    def value(row: Row) -> datetime:
        text = read_date(row)
        if text is None:
            raise RowRejected(f"{key}: is blank")
        return instant(text, read_time(row) if read_time else None)

    return value


def _date_parsers(spec: Moment, key: str) -> dict[str, Parse]:
    if not spec.formats:
        raise MappingProblem(key, "`formats` is empty")
    with_time = spec.time is not None
    parsers = {form: _date_parser(form, with_time=with_time) for form in spec.formats}
    for form in spec.formats:
        if form != ISO and form not in _TICKS:
            _check_date_format(form, key, with_time=with_time)
    for first, second in permutations(spec.formats, 2):
        for probe in PROBES:
            if first in _TICKS:
                continue
            text = probe.strftime("%Y-%m-%d %H:%M:%S" if first == ISO else first)
            if (other := attempt(parsers[second], text)) and other.date() != probe.date():
                raise MappingProblem(
                    key,
                    f"{first!r} and {second!r} read {text!r} as different days; keep one of them",
                )
    return parsers


def _check_date_format(form: str, key: str, *, with_time: bool) -> None:
    has_clock = any(directive in form for directive in _CLOCK)
    if not has_clock and not with_time:
        raise MappingProblem(
            key, f'{form!r} has no time of day; add `time: {{default: "12:00"}}` or its column'
        )
    for probe in PROBES:
        read = attempt(clock_parser(form), probe.strftime(form))
        if read is None or read.date() != probe.date():
            raise MappingProblem(key, f"{form!r} does not hold a whole date")
        if has_clock and read.hour != probe.hour:
            raise MappingProblem(key, f"{form!r} does not tell morning from evening; add %p")


def _date_parser(form: str, *, with_time: bool) -> Parse:
    if form == ISO:
        return _iso_date if with_time else _iso_instant
    if form in _TICKS:
        tick = _TICKS[form]
        return lambda text: _EPOCH + tick * float(text)
    return clock_parser(form)


def _iso_date(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _iso_instant(text: str) -> datetime:
    if len(text) <= _ISO_DATE_LENGTH:
        raise ValueError(text)  # a bare date would silently become midnight
    return datetime.fromisoformat(text)


def _first_that_fits(parsers: dict[str, Parse], key: str) -> Parse:
    def parse(text: str) -> datetime:
        for parser in parsers.values():
            if (read := attempt(parser, text)) is not None:
                return read
        raise RowRejected(f"{key}: {text!r} fits none of {', '.join(parsers)}")

    return parse
