"""Kafka topics: declared partitions and retention, created by `chitrail topics`, never by accident."""

from dataclasses import dataclass

from chitrail.events import EVENTS

PARTITIONS = 4
RETENTION_DAYS = 7
"""Shorter than the outbox is kept, so that a topic can be refilled from it."""


@dataclass(frozen=True)
class Topic:
    """One topic as it must exist on the broker."""

    name: str
    partitions: int
    retention_days: int
    compacted: bool = False


EVENT_TOPICS = tuple(Topic(name, PARTITIONS, RETENTION_DAYS) for name in EVENTS)

CONSUMED_TOPICS = {
    "inventory": ("order.completed", "inventory.document_recorded"),
    "notifications": (
        "order.placed",
        "order.ticket_changed",
        "order.status_changed",
        "order.cancelled",
        "payment.completed",
        "payment.failed",
        "inventory.low_stock",
        "menu.item_availability_changed",
        "alert.changed",
    ),
}
"""What each Faust app (one consumer group, one inbox consumer name) must have processed."""

FIGURES = "figures"
FIGURES_TOPICS = ("order.placed", "order.ticket_changed")
"""What the app of the live figures reads: it keeps windowed tables and no inbox; its figures are hints."""
FIGURES_TABLES = ("sold", "tickets")
SUBSCRIBED_TOPICS = {**CONSUMED_TOPICS, FIGURES: FIGURES_TOPICS}
"""Every Faust app with the topics it reads."""

FAUST_TOPICS = (
    *(
        Topic(f"{app}-__assignor-__leader", 1, RETENTION_DAYS, compacted=True)
        for app in SUBSCRIBED_TOPICS
    ),
    *(
        Topic(f"{FIGURES}-{table}-changelog", PARTITIONS, 1, compacted=True)
        for table in FIGURES_TABLES
    ),
)

ALL_TOPICS = EVENT_TOPICS + FAUST_TOPICS
