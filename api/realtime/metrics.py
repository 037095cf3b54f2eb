"""What the gateway counts."""

from prometheus_client import Counter, Gauge, Histogram

CONNECTED = Gauge("chitrail_realtime_connections", "Screens connected to this process")
PUSHED = Counter("chitrail_realtime_pushed", "Notifications pushed to rooms, by kind", ["kind"])
REPLAYED = Counter("chitrail_realtime_replayed", "Notifications sent again to returning screens")
DELAY = Histogram(
    "chitrail_realtime_delay_seconds",
    "From the writing of a notification to its push",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0),
)
SHOWN = Histogram(
    "chitrail_realtime_shown_seconds",
    "From the firing of a ticket to the first screen of its station that shows it",
    buckets=(0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 300.0),
)
