"""The Socket.IO side: who connects, what they subscribe to, what they acknowledge."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from flask import request
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import SocketIO
from sqlalchemy.exc import SQLAlchemyError

from api.auth.revocation import Revocations
from api.database import Database
from api.realtime import history, queries, showings
from api.realtime.admission import may_hear
from api.realtime.feed import Feed, Joined
from api.realtime.loiterers import Loiterers
from api.realtime.metrics import CONNECTED, SHOWN
from api.realtime.schemas import Ack, Hello, Read, Shown, Subscribe, read
from chitrail.clock import now
from chitrail.errors import ChitrailError, InvalidInput, Unavailable
from chitrail.ids import named_id
from chitrail.tokens import Actor, InvalidToken, decode

log = logging.getLogger(__name__)
Answer = dict[str, Any]


class Forbidden(ChitrailError):
    """This caller may not hear this audience."""

    status = 403
    code = "forbidden"
    title = "Not for you"


@dataclass(frozen=True)
class Visitor:
    """An admitted connection."""

    actor: Actor
    screen_id: UUID | None


class Sockets:
    """Handlers of the client's events; every refusal is an answer with a code, never silence."""

    def __init__(
        self,
        socketio: SocketIO,
        feed: Feed,
        database: Database,
        secret_keys: tuple[str, ...],
        revocations: Revocations,
    ) -> None:
        self._socketio = socketio
        self._feed = feed
        self._database = database
        self._secret_keys = secret_keys
        self._revocations = revocations
        self._visitors: dict[str, Visitor] = {}
        self._loiterers = Loiterers(socketio)

    def install(self) -> None:
        """Register the handlers."""
        self._socketio.on_event("connect", self.connect)
        self._socketio.on_event("disconnect", self.disconnect)
        self._socketio.on_event("subscribe", self.subscribe)
        self._socketio.on_event("ack", self.acknowledge)
        self._socketio.on_event("shown", self.shown)
        self._socketio.on_event("read", self.read)

    def connect(self, auth: Any = None) -> None:
        """Admit a connection by its token, or refuse it with a code."""
        try:
            hello = read((auth,), Hello)
            actor = decode(hello.token, *self._secret_keys)
            self._revocations.check(actor)
        except ChitrailError as error:
            code = error.code if isinstance(auth, dict) and "token" in auth else InvalidToken.code
            raise Refused(code, {"code": code, "detail": error.detail}) from error
        except SQLAlchemyError as error:
            log.warning("the database did not say who is signed in: %s", error)
            code = Unavailable.code
            raise Refused(code, {"code": code, "detail": "try again in a moment"}) from error
        self._visitors[connection_id()] = Visitor(actor, hello.screen_id)
        CONNECTED.set(len(self._visitors))

    def disconnect(self, _reason: Any = None) -> None:
        """Forget a connection."""
        self._visitors.pop(connection_id(), None)
        self._feed.leave(connection_id())
        CONNECTED.set(len(self._visitors))

    def drop_ended(self) -> None:
        """Disconnect everybody whose sign-in has ended, and those who never signed in."""
        for sid, visitor in list(self._visitors.items()):
            if self._revocations.has_ended(visitor.actor):
                log.info("the sign-in of %s has ended", visitor.actor.subject)
                self._socketio.server.disconnect(sid)
        closed = self._loiterers.drop(list(self._visitors))
        if closed:
            log.info("%d connections never said who they are", closed)

    def subscribe(self, *payload: Any) -> Answer:
        """Listen to an audience from a number on."""
        return self._answer(self._subscribe, payload)

    def acknowledge(self, *payload: Any) -> Answer:
        """Note how far a screen has heard."""
        return self._answer(self._acknowledge, payload)

    def shown(self, *payload: Any) -> Answer:
        """Note which tickets a screen has painted."""
        return self._answer(self._shown, payload)

    def read(self, *payload: Any) -> Answer:
        """Note what a person has read."""
        return self._answer(self._read, payload)

    def _subscribe(self, visitor: Visitor, payload: tuple[Any, ...]) -> Answer:
        wish: Subscribe = read(payload, Subscribe)
        self._check(visitor, wish.audience)
        me = connection_id()
        joined = self._feed.join(
            me,
            wish.audience,
            wish.last_seq,
            lambda: self._socketio.server.enter_room(me, wish.audience),
        )
        snapshot = None if joined.snapshot is None else msgspec.to_builtins(joined.snapshot)
        return {
            "ok": True,
            "head_seq": joined.head_seq,
            "snapshot": snapshot,
            "server_time": now().isoformat(),
            **self._history(visitor.actor, wish.audience, joined),
        }

    def _history(self, actor: Actor, audience: str, joined: Joined) -> Answer:
        """For people: what they were told lately and still have to know; for a display nothing."""
        if not actor.is_person:
            return {}
        with self._database.at(actor.outlet_id).transaction() as connection:
            person = UUID(actor.subject)
            unread = history.unread(connection, person, audience, joined.head_seq)
            told = None
            if joined.is_fresh and joined.snapshot is None:
                told = history.relevant(connection, audience, joined.head_seq)
        return {"unread": unread, "history": msgspec.to_builtins(told)}

    def _read(self, visitor: Visitor, payload: tuple[Any, ...]) -> Answer:
        mark: Read = read(payload, Read)
        self._check(visitor, mark.audience)
        actor = visitor.actor
        if not actor.is_person:
            raise Forbidden("displays and guests do not read: people do")
        with self._database.at(actor.outlet_id).transaction() as connection:
            unread = history.mark_read(
                connection, UUID(actor.subject), actor.outlet_id, mark.audience, mark.seq
            )
        return {"ok": True, "unread": unread}

    def _acknowledge(self, visitor: Visitor, payload: tuple[Any, ...]) -> Answer:
        ack: Ack = read(payload, Ack)
        self._check(visitor, ack.audience)
        if visitor.screen_id is not None:
            # One screen may show several audiences; each has its own place.
            place = named_id("screen", str(visitor.screen_id), ack.audience)
            with self._database.at(visitor.actor.outlet_id).autocommit() as connection:
                queries.acknowledge(
                    connection, place, visitor.actor.outlet_id, ack.audience, ack.seq
                )
        return {"ok": True}

    def _shown(self, visitor: Visitor, payload: tuple[Any, ...]) -> Answer:
        shown: Shown = read(payload, Shown)
        self._check(visitor, shown.audience)
        actor, screen = visitor.actor, visitor.screen_id
        if screen is None:
            raise InvalidInput("a screen without a screen_id cannot tell what it shows")
        with self._database.at(actor.outlet_id).transaction() as connection:
            noted = showings.note(connection, screen, actor.subject, shown.audience, shown.tickets)
        for seconds in noted.first_seconds:
            SHOWN.observe(seconds)
        return {"ok": True, "recorded": noted.count}

    def _check(self, visitor: Visitor, audience: str) -> None:
        if not may_hear(visitor.actor, audience):
            log.warning("%s may not hear %s", visitor.actor.subject, audience)
            raise Forbidden(f"you may not hear {audience}")

    def _answer(
        self, work: Callable[[Visitor, tuple[Any, ...]], Answer], payload: tuple[Any, ...]
    ) -> Answer:
        try:
            visitor = self._visitors.get(connection_id())
            if visitor is None:
                raise InvalidToken("this connection was not admitted")
            return work(visitor, payload)
        except ChitrailError as error:
            return {"ok": False, "code": error.code, "detail": error.detail}
        except SQLAlchemyError as error:
            log.warning("the database did not answer a screen: %s", error)
            return {"ok": False, "code": Unavailable.code, "detail": "try again in a moment"}


def connection_id() -> str:
    """Id of the connection whose event is being handled."""
    return str(request.sid)  # type: ignore[attr-defined]
