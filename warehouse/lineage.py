"""Lineage: which tables a SELECT reads, as DuckDB's own parser sees it."""

import json
from collections.abc import Iterator
from typing import Any

import duckdb

from chitrail.errors import ConfigurationError


def tables_read(sql: str) -> set[str]:
    """Names of the tables and views a SELECT reads, without its own CTEs.

    Raises ConfigurationError when DuckDB cannot parse the statement.
    """
    with duckdb.connect(":memory:") as connection:
        row = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchall()[0]
    tree = json.loads(row[0])
    if tree["error"]:
        raise ConfigurationError(f"cannot parse: {tree['error_message']}")
    nodes = list(_nodes(tree))
    read = {node["table_name"] for node in nodes if node.get("type") == "BASE_TABLE"}
    named = {entry["key"] for node in nodes for entry in node.get("cte_map", {}).get("map", [])}
    return read - named


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for branch in tree.values():
            yield from _nodes(branch)
    elif isinstance(tree, list):
        for branch in tree:
            yield from _nodes(branch)
