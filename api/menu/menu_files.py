"""The text of menu files: YAML with the whole menu, CSV with a row an item. No database here.

Read or to be written, a menu is the same plain thing: sections by name, each a list of entries whose values
are texts, lists and mappings, so that what was exported can be compared with what is imported.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from chitrail.errors import InvalidInput

SECTIONS = ("stations", "tax_classes", "categories", "modifier_groups", "items")
"""In the order in which they build on each other."""
COLUMNS = (
    *("code", "name", "variant", "category_code", "price", "tax_class", "station"),
    *("prep_seconds", "position", "available", "retired", "follows_stock", "course"),
    *("modifier_groups", "schedule", "allergens", "follows_category", "also_at"),
)
MOST_ENTRIES = 1_000
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_PERIOD = re.compile(r"(?P<days>[A-Z]{2}(?: [A-Z]{2})*) (?P<start>\S+)-(?P<end>\S+)")


class _Plain(yaml.SafeDumper):
    """Writes what stands in two places twice: a menu that is read has no aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the name and shape are the library's
        """Always."""
        return True


@dataclass(frozen=True)
class Entry:
    """One thing of a file: the section it is in, where that is, and its values by name."""

    section: str
    place: str
    values: dict[str, Any]


def plain(value: Any) -> Any:
    """A value as a file has it: texts for numbers and truths, all the way down."""
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(inner) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def write_yaml(menu: Mapping[str, Any]) -> bytes:
    """The whole menu; `menu` has the sections as they are."""
    text: str = yaml.dump(dict(menu), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100)
    return text.encode()


def write_csv(items: Sequence[Mapping[str, Any]]) -> bytes:
    """A row an item. What a spreadsheet would take for a formula is guarded by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in items:
        cells = {
            **plain(item),
            "modifier_groups": " ".join(item["modifier_groups"]),
            "allergens": " ".join(item["allergens"]),
            "also_at": " ".join(item["also_at"]),
            "schedule": "; ".join(_hours(period) for period in item["schedule"]),
        }
        writer.writerow([_guarded(cells[name]) for name in COLUMNS])
    return out.getvalue().encode()


def read_yaml(content: str) -> list[Entry]:
    """Entries of a whole menu or parts of it. Raises InvalidInput."""
    try:
        if any(
            isinstance(event, yaml.AliasEvent) for event in yaml.parse(content, yaml.CBaseLoader)
        ):
            raise InvalidInput("aliases are not for menus", field="content")
        # Every scalar is taken as the text it is: `no` is no truth, and 07:00 is no number.
        menu = yaml.load(content, yaml.CBaseLoader)  # noqa: S506 - makes texts, lists and mappings only
    except yaml.YAMLError as error:
        raise InvalidInput(f"is not YAML: {error}"[:300], field="content") from error
    except RecursionError as error:
        raise InvalidInput("is nested too deeply", field="content") from error
    if not isinstance(menu, dict) or not set(menu) <= set(SECTIONS):
        raise InvalidInput(f"must have sections of {', '.join(SECTIONS)}", field="content")
    entries = []
    for section in SECTIONS:
        listed = menu.get(section, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise InvalidInput("must be a list of mappings", field=f"content/{section}")
        entries += [Entry(section, f"{section}/{n}", one) for n, one in enumerate(listed)]
    return _bounded(entries)


def read_csv(content: str) -> list[Entry]:
    """Entries of a table of items; its first line names the columns. Raises InvalidInput."""
    try:
        reader = csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline=""), strict=True)
        header = next(reader, [])
        if not header or set(header) - set(COLUMNS) or len(set(header)) != len(header):
            raise InvalidInput(f"the columns are {', '.join(COLUMNS)}", field="content/1")
        entries = []
        for row in reader:
            place = f"row/{reader.line_num}"
            if len(row) != len(header):
                raise InvalidInput(f"has {len(row)} cells, not {len(header)}", field=place)
            cells = {name: _unguarded(cell) for name, cell in zip(header, row, strict=True)}
            entries.append(Entry("items", place, _listed(cells, place)))
    except csv.Error as error:
        raise InvalidInput(f"is not CSV: {error}", field="content") from error
    return _bounded(entries)


def _bounded(entries: list[Entry]) -> list[Entry]:
    if len(entries) > MOST_ENTRIES:
        raise InvalidInput(f"has more than {MOST_ENTRIES} entries", field="content")
    return entries


def _listed(cells: dict[str, Any], place: str) -> dict[str, Any]:
    """Cells that stand for lists, as lists; a blank schedule is none at all."""
    for name in {"modifier_groups", "allergens", "also_at"} & cells.keys():
        cells[name] = cells[name].split()
    if "schedule" in cells:
        texts = [text.strip() for text in cells["schedule"].split(";") if text.strip()]
        cells["schedule"] = [_period(text, f"{place}/schedule") for text in texts]
    return cells


def _period(text: str, field: str) -> dict[str, Any]:
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise InvalidInput('must look like "MO TU 07:00-11:00; SA 08:00-12:00"', field=field)
    return {"days": found["days"].split(), "start": found["start"], "end": found["end"]}


def _hours(period: Mapping[str, Any]) -> str:
    return f"{' '.join(period['days'])} {period['start']}-{period['end']}"


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell
