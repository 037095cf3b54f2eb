"""A word of warning beside the settlements: differences nobody has resolved."""

import dagster as dg

from pipelines.workshop import POOL, RESOURCE, workshop_of

_OPEN = """
SELECT kind, count(*) FROM mart_settlement_exception WHERE resolved_at IS NULL GROUP BY kind ORDER BY kind
"""


@dg.asset_check(
    asset="mart_settlement_exception",
    name="nothing_open",
    blocking=False,
    required_resource_keys={RESOURCE},
    pool=POOL,
    description="No difference between the gateway's settlements and our books is open.",
)
def nothing_open(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Warn, by kind; it stops nothing: the differences are the bank's, the data is right."""
    with workshop_of(context).open() as connection:
        found = dict(connection.execute(_OPEN).fetchall())
    return dg.AssetCheckResult(
        passed=not found, severity=dg.AssetCheckSeverity.WARN, metadata={"open": found}
    )
