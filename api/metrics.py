"""What the API counts. With several workers the numbers of all are added up from files (see __main__)."""

from prometheus_client import Counter, Histogram

REQUESTS = Histogram(
    "chitrail_http_request_seconds",
    "Requests by method, route and status",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
ORDERS_PLACED = Counter(
    "chitrail_orders_placed", "Orders placed by outlet and type", ["outlet", "order_type"]
)
LIMITED = Counter("chitrail_rate_limited", "Requests refused by a rate limit", ["policy"])
LIMITED_ALONE = Counter(
    "chitrail_rate_limits_alone", "Requests counted by one process alone, because Redis was away"
)
