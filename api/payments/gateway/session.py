"""The HTTP session under the SDK: bounded waits, a circuit breaker, and refusals that keep what was said."""

from http import HTTPStatus
from typing import Any

import requests

from api.payments.gateway.breaker import Breaker
from chitrail import crashpoints
from chitrail.errors import ChitrailError

CONNECT_SECONDS = 2.0
INTERNAL_ERROR = HTTPStatus.INTERNAL_SERVER_ERROR
UNDECIDED = (HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS)
"""Not a no: an earlier request under the same key is being worked on, or we ask too often."""
LARGEST_ANSWER = 4 * 1024 * 1024


class GatewayRefused(ChitrailError):
    """The gateway understood and said no."""

    status = 409
    code = "gateway-refused"
    title = "The payment gateway refused"


class GatewayUnavailable(ChitrailError):
    """The gateway did not answer, or not in a way that can be believed; it may have acted."""

    status = 502
    code = "gateway-unavailable"
    title = "The payment gateway did not answer"


class GatewaySession(requests.Session):
    """Times every request out and turns every refusal into our errors before the SDK flattens it."""

    def __init__(self, seconds: float, breaker: Breaker) -> None:
        super().__init__()
        self.seconds = seconds
        self.breaker = breaker

    def request(self, *args: Any, **options: Any) -> requests.Response:
        """Raises GatewayRefused and GatewayUnavailable."""
        if not self.breaker.allows():
            raise GatewayUnavailable("it failed several times in a row and is given a pause")
        options.setdefault("timeout", (CONNECT_SECONDS, self.seconds))
        options["allow_redirects"] = False
        crashpoints.reach("gateway.before_call")
        try:
            response = super().request(*args, **options)
        except requests.RequestException as error:
            self.breaker.failed()
            raise GatewayUnavailable(f"no answer: {type(error).__name__}") from error
        crashpoints.reach("gateway.after_call")
        if response.status_code >= INTERNAL_ERROR:
            self.breaker.failed()
        else:
            self.breaker.worked()
        if len(response.content) > LARGEST_ANSWER:
            raise GatewayUnavailable("an answer that is too long")
        if response.status_code != HTTPStatus.OK:
            raise _refusal(response)
        return response


def _refusal(response: requests.Response) -> ChitrailError:
    try:
        error = response.json()["error"]
        description = str(error["description"])
        said = {f"gateway_{name}": error.get(name) for name in ("code", "field", "reason")}
    except (ValueError, KeyError, TypeError, AttributeError):
        return GatewayUnavailable(f"answer {response.status_code} without a reason")
    if response.status_code in UNDECIDED or response.status_code >= INTERNAL_ERROR:
        return GatewayUnavailable(f"answer {response.status_code}: {description}")
    return GatewayRefused(description, gateway_status=response.status_code, **said)
