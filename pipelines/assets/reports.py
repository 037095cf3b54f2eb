"""The reports that owners are sent, in a job of their own: no build waits for a mail server."""

import os

import dagster as dg

from chitrail.clock import now
from chitrail.settings import Settings

REPORTS = "owner_reports"


@dg.asset(
    name=REPORTS,
    group_name="reports",
    owners=["team:finance"],
    description="The daily close of days that are over and the GST month, as files and by e-mail, once each.",
)
def owner_reports(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Make and send what is due; what could not be sent fails the run, and the next hour tries again."""
    from pipelines.reports.due import deliver_due

    done = deliver_due(Settings.from_env(os.environ), now())
    context.log.info("%s reports", len(done.made))
    sent = sum(len(one.sent) for one in done.made.values())
    told = "\n".join(f"- {name}" for name in done.made) or "nothing was due"
    return dg.MaterializeResult(metadata={"messages": sent, "reports": dg.MetadataValue.md(told)})
