"""Bringing a menu file in: all of it or nothing; what is in the menu already stays as it is.

Each entry is written by the same acts as through its own route, and taken back when it changed nothing. A
dry run does everything, tells it, and takes all of it back.
"""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from api.audit import service as audit
from api.menu import exporting, groups, items, parts, recipes
from api.menu.file_schemas import FieldChange, ImportChange, ImportReport, ImportRequest
from api.menu.group_schemas import ModifierGroupChange, ModifierGroupRequest
from api.menu.item_schemas import ItemChange, ItemRequest
from api.menu.menu_files import Entry, plain, read_csv, read_yaml
from api.menu.part_schemas import (
    CategoryChange,
    CategoryRequest,
    StationChange,
    StationRequest,
    TaxClassChange,
    TaxClassRequest,
)
from api.menu.recipe_schemas import RecipeLine, RecipeRequest
from api.menu.versions import audited_together
from api.requests import convert
from chitrail.errors import ChitrailError, InvalidInput
from chitrail.tokens import Actor

MOST_ERRORS = 100
PARTS: dict[str, tuple[parts.Part[Any], type[Any], type[Any]]] = {
    "stations": (parts.STATION, StationRequest, StationChange),
    "tax_classes": (parts.TAX_CLASS, TaxClassRequest, TaxClassChange),
    "categories": (parts.CATEGORY, CategoryRequest, CategoryChange),
}
KINDS = {"modifier_groups": groups.KIND, "items": items.KIND} | {
    section: part.kind for section, (part, _, _) in PARTS.items()
}


def bring_in(connection: Connection, actor: Actor, request: ImportRequest) -> ImportReport:
    """What the file changes, done unless it is a dry run. Raises InvalidInput naming every bad entry."""
    read = read_yaml if request.format == "yaml" else read_csv
    entries = read(request.content)
    whole = connection.begin_nested()
    with audited_together():
        changes = _Import(connection, actor).take(entries)
    created = sum(change.act == "created" for change in changes)
    report = ImportReport(
        applied=not request.dry_run,
        created=created,
        changed=len(changes) - created,
        unchanged=len(entries) - len(changes),
        changes=changes,
    )
    if request.dry_run:
        whole.rollback()
    else:
        whole.commit()
        if changes:
            audit.record(
                connection,
                actor.outlet_id,
                actor.subject,
                "menu-imported",
                created=report.created,
                changed=report.changed,
            )
    return report


class _Import:
    """One file on its way into one outlet's menu."""

    def __init__(self, connection: Connection, actor: Actor) -> None:
        self.connection = connection
        self.actor = actor
        outlet_id = actor.outlet_id
        menu = exporting.whole_menu(connection, outlet_id)
        self.before = {
            section: {entry["code"]: entry for entry in listed} for section, listed in menu.items()
        }
        self.ids: dict[str, dict[str, UUID]] = {
            "items": {item.code: item.id for item in items.listing(connection, outlet_id)},
            "modifier_groups": {one.code: one.id for one in groups.listing(connection, outlet_id)},
        }

    def take(self, entries: list[Entry]) -> list[ImportChange]:
        """Write every entry; what each changes. Raises InvalidInput with what is wrong of all of them."""
        changes, errors = [], list[dict[str, str]]()
        seen: set[tuple[str, str]] = set()
        # Combos come last: the dishes they offer may stand below them.
        for entry in sorted(entries, key=lambda entry: bool(entry.values.get("combo"))):
            step = self.connection.begin_nested()
            try:
                change = self._take(entry, seen)
            except ChitrailError as error:
                step.rollback()
                field = f"{entry.place}/{error.field}".rstrip("/")
                errors.append({"field": field, "reason": error.detail})
                if len(errors) == MOST_ERRORS:
                    break
            else:
                if change is None:
                    step.rollback()
                else:
                    step.commit()
                    changes.append(change)
        if errors:
            raise InvalidInput(
                f"{len(errors)} entries cannot be taken; nothing was",
                field="content",
                errors=errors,
            )
        return changes

    def _take(self, entry: Entry, seen: set[tuple[str, str]]) -> ImportChange | None:
        code = entry.values.get("code")
        if not isinstance(code, str) or not code:
            raise InvalidInput("is needed", field="code")
        if (entry.section, code) in seen:
            raise InvalidInput("is given twice", field="code")
        seen.add((entry.section, code))
        before = self.before[entry.section].get(code)
        if before is not None and entry.values.items() <= plain(before).items():
            return None
        fields = {name: value for name, value in entry.values.items() if name != "code"}
        after = self._write(entry.section, code, fields, before)
        if after == before:
            return None
        return ImportChange(
            place=entry.place,
            kind=KINDS[entry.section],
            code=code,
            act="created" if before is None else "changed",
            fields={
                name: FieldChange(None if before is None else before.get(name), value)
                for name, value in after.items()
                if before is None or before.get(name) != value
            },
        )

    def _write(
        self, section: str, code: str, fields: dict[str, Any], before: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Make or change one thing; gives it as a file has it."""
        recipe = fields.pop("recipe", None) if section == "items" else None
        if before is None:
            retired = fields.pop("retired", "false")
            view = self._create(section, {"code": code, **fields})
            if retired != "false":
                view = self._change(section, code, {"retired": retired})
        else:
            view = self._change(section, code, fields)
        after = exporting.entry_of(view)
        if section == "items":
            kept = before.get("recipe") if before is not None else None
            lines = kept if recipe is None else self._cook(code, recipe, kept)
            if lines is not None:
                after["recipe"] = lines
        return after

    def _create(self, section: str, fields: dict[str, Any]) -> msgspec.Struct:
        connection, actor = self.connection, self.actor
        if section == "items":
            item = items.create(connection, actor, convert(fields, ItemRequest, strict=False)).value
            self.ids[section][item.code] = item.id
            return item
        if section == "modifier_groups":
            request = convert(fields, ModifierGroupRequest, strict=False)
            group = groups.create(connection, actor, request).value
            self.ids[section][group.code] = group.id
            return group
        part, wanted, _ = PARTS[section]
        made: msgspec.Struct = parts.create(
            connection, actor, part, convert(fields, wanted, strict=False)
        ).value
        return made

    def _change(self, section: str, code: str, fields: dict[str, Any]) -> msgspec.Struct:
        connection, actor = self.connection, self.actor
        if section == "items":
            change = convert(fields, ItemChange, strict=False)
            return items.change(connection, actor, self.ids[section][code], change, None).value
        if section == "modifier_groups":
            request = convert(fields, ModifierGroupChange, strict=False)
            return groups.change(connection, actor, self.ids[section][code], request, None).value
        part, _, wanted = PARTS[section]
        changed: msgspec.Struct = parts.change(
            connection, actor, part, code, convert(fields, wanted, strict=False), None
        ).value
        return changed

    def _cook(self, code: str, recipe: Any, kept: Any) -> Any:
        """The item's recipe as a file has it, a new version if it is another than the one kept."""
        step = self.connection.begin_nested()
        try:
            request = RecipeRequest(lines=convert(recipe, list[RecipeLine], strict=False))
            item_id = self.ids["items"][code]
            made = recipes.create(self.connection, self.actor, item_id, request, None)
        except InvalidInput as error:
            step.rollback()
            place = error.field.removeprefix("lines/")
            raise InvalidInput(error.detail, field=f"recipe/{place}".rstrip("/")) from error
        told = msgspec.to_builtins(made.value.lines)
        if told == (kept or []):
            step.rollback()
            return kept
        step.commit()
        return told
