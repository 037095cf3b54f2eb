"""The menu as a file, from which it can be imported again."""

from typing import Any

import msgspec
from sqlalchemy import Connection

from api.menu import groups, items, parts, recipes
from api.menu.file_schemas import Form
from api.menu.menu_files import write_csv, write_yaml
from api.reply import Encoded

NOT_OURS = ("id", "version", "tax_rate", "snoozed_until", "out_of_stock", "forced")
"""What follows from something else, or passes."""


def export(connection: Connection, outlet_id: str, form: Form) -> Encoded:
    """The whole menu as YAML, or its items as CSV; retired ones too."""
    menu = whole_menu(connection, outlet_id)
    body = write_yaml(menu) if form == "yaml" else write_csv(menu["items"])
    kind = "application/yaml" if form == "yaml" else "text/csv"
    headers = {
        "Content-Type": f"{kind}; charset=utf-8",
        "Content-Disposition": f'attachment; filename="menu-{outlet_id}.{form}"',
    }
    return Encoded(200, body, headers)


def whole_menu(connection: Connection, outlet_id: str) -> dict[str, list[dict[str, Any]]]:
    """Sections of the menu with their entries; an item's newest recipe is with it."""
    made = recipes.newest(connection, outlet_id)
    listed = []
    for item in items.listing(connection, outlet_id):
        entry = entry_of(item)
        if item.id in made:
            entry["recipe"] = msgspec.to_builtins(made[item.id])
        listed.append(entry)
    return {
        "stations": _entries(parts.listing(connection, outlet_id, parts.STATION)),
        "tax_classes": _entries(parts.listing(connection, outlet_id, parts.TAX_CLASS)),
        "categories": _entries(parts.listing(connection, outlet_id, parts.CATEGORY)),
        "modifier_groups": _entries(groups.listing(connection, outlet_id)),
        "items": listed,
    }


def entry_of(view: msgspec.Struct) -> dict[str, Any]:
    """A thing of the menu as a file has it."""
    fields: dict[str, Any] = msgspec.to_builtins(view)
    return {name: value for name, value in fields.items() if name not in NOT_OURS}


def _entries(views: list[Any]) -> list[dict[str, Any]]:
    return [entry_of(view) for view in views]
