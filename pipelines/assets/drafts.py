"""Drafts of purchase orders at the end of the night, from what has just been published."""

import os

import dagster as dg

from chitrail.settings import Settings
from pipelines.assets.raw import RETRY
from pipelines.assets.snapshot import PUBLISHED

DRAFTS = "purchase_drafts"


@dg.asset(
    name=DRAFTS,
    deps=[PUBLISHED],
    group_name="publishing",
    owners=["team:inventory"],
    retry_policy=RETRY,
    description="An order to every supplier of what is due, for somebody to approve. Made by the API.",
)
def purchase_drafts(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Have every outlet's drafts made; what fails is tried again, as a whole: nothing is doubled."""
    from pipelines.drafting import make_drafts

    done = make_drafts(Settings.from_env(os.environ))
    told = [line for one in done for line in one.told()]
    context.log.info("%s drafts", sum(len(one.orders) for one in done))
    return dg.MaterializeResult(
        metadata={
            "orders": sum(len(one.orders) for one in done),
            "not ordered": sum(len(one.not_ordered) for one in done),
            "told": dg.MetadataValue.md(
                "\n".join(f"- {line}" for line in told) or "nothing is due"
            ),
        }
    )
