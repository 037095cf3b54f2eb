"""Routes: one decorator declares a view's path, roles and statuses; its signature declares the rest.

A view asks for what it needs by parameter name: path parameters, `body` and `query` (typed structs),
`actor`, `connection` (one transaction around the view), `database`, `settings`, `key` (the idempotency
key, for views that run their own transactions), `expected_version` (If-Match), `request`. Its docstring's
first line is the operation's summary, its return annotation the response's schema.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, TypeVar, get_type_hints

from api.requests import MAX_BODY_BYTES

View = TypeVar("View", bound=Callable[..., Any])

PROVIDED = frozenset(
    {"body", "query", "actor", "connection", "database", "settings", "key", "expected_version"}
    | {"request"}
)
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Route:
    """One operation, and everything the handler and the OpenAPI document need to know about it."""

    method: str
    path: str
    view: Callable[..., Any]
    tag: str
    roles: frozenset[str] | None
    status: int
    idempotent: bool
    house: bool
    wants: frozenset[str]
    hints: dict[str, Any]
    refusals: tuple[int, ...]
    limited: bool
    most_bytes: int
    also: tuple[int, ...]
    media_types: tuple[str, ...]
    documented: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Operation id, unique in the API."""
        return str(getattr(self.view, "__name__"))  # noqa: B009 - a plain function has it

    @property
    def template(self) -> str:
        """Path with {names}, as OpenAPI and the metrics write it."""
        return _PARAMETER.sub(r"{\g<name>}", self.path)

    @property
    def path_parameters(self) -> dict[str, str]:
        """Names in the path and their converters."""
        return {m["name"]: m["converter"] or "string" for m in _PARAMETER.finditer(self.path)}

    @property
    def body(self) -> Any:
        """Type of the body, None without one."""
        return self.hints.get("body")

    @property
    def query(self) -> Any:
        """Type of the query parameters, None without any."""
        return self.hints.get("query")

    @property
    def returns(self) -> Any:
        """Type of the answer."""
        return self.hints["return"]

    @property
    def answers_json(self) -> bool:
        """Whether the answer is JSON, and not a page or a file."""
        return self.hints["return"] not in (str, bytes)


class Routes(list[Route]):
    """The routes of one domain; `tag` groups them in the documentation."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag = tag

    def get(self, path: str, **options: Any) -> Callable[[View], View]:
        """Declare a GET; options as for `add`."""
        return self.add("GET", path, **options)

    def post(self, path: str, **options: Any) -> Callable[[View], View]:
        """Declare a POST; options as for `add`."""
        return self.add("POST", path, **options)

    def patch(self, path: str, **options: Any) -> Callable[[View], View]:
        """Declare a PATCH; options as for `add`."""
        return self.add("PATCH", path, **options)

    def add(
        self,
        method: str,
        path: str,
        *,
        roles: frozenset[str] | None,
        status: int = HTTPStatus.OK,
        idempotent: bool | None = None,
        house: bool = False,
        returns: Any = None,
        refusals: tuple[int, ...] = (),
        limited: bool = True,
        most_bytes: int = MAX_BODY_BYTES,
        also: tuple[int, ...] = (),
        media_types: tuple[str, ...] = (),
        documented: Mapping[str, Any] = MappingProxyType({}),
    ) -> Callable[[View], View]:
        """Declare a view. `roles` None makes it public; writes are idempotent unless said otherwise.

        The database shows a view the rows of the caller's outlet (of a public one: of the outlet its query
        names), unless the view speaks for the `house`: then those of every outlet.

        `refusals` lists statuses special to this route, for the documentation, and `also` its good ones
        besides `status`; `returns` is the type of the answer where the view gives bytes, `media_types` what
        pages and files come as. `documented` has parts of the OpenAPI operation for what a view reads or
        gives past its signature. `limited` False lets anybody ask however often; `most_bytes` is what a body
        may have.
        """

        def register(view: View) -> View:
            hints = get_type_hints(view, include_extras=True)
            if returns is not None:
                hints["return"] = returns
            wants = frozenset(inspect.signature(view).parameters)
            route = Route(
                method,
                path,
                view,
                self.tag,
                roles,
                int(status),
                method in WRITES if idempotent is None else idempotent,
                house,
                wants,
                hints,
                refusals,
                limited,
                most_bytes,
                also,
                media_types,
                documented,
            )
            _check(route)
            self.append(route)
            return view

        return register


def _check(route: Route) -> None:
    """Refuse, at import, a view whose signature cannot be served."""
    unknown = route.wants - PROVIDED - set(route.path_parameters)
    if unknown:
        raise TypeError(f"{route.name} asks for {sorted(unknown)}, which no request has")
    if route.roles is None and "actor" in route.wants:
        raise TypeError(f"{route.name} is public, so it has no actor")
    if {"key", "connection"} <= route.wants:
        raise TypeError(f"{route.name} runs its own transactions, or is given one, not both")
    if route.idempotent and not {"key", "connection"} & route.wants:
        raise TypeError(f"{route.name} is idempotent, so it needs a connection or the key")
    if not (route.view.__doc__ or "").strip():
        raise TypeError(f"{route.name} needs a docstring: it is the operation's summary")
