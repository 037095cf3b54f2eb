"""What one ingredient needs: its target, its stock as it is now, who sells it, and what is drafted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from api.models import AnyRow
from api.reordering.schemas import ReorderTarget
from chitrail.reordering.minimum import Wish
from chitrail.reordering.packs import Pack, Position, Target, is_due, packs_to_order
from chitrail.reordering.words import say, say_packs

MOST_PACKS = 99_999
"""As many as a line of an order holds."""
LONGEST_WHY = 1000


@dataclass(frozen=True)
class Need:
    """An ingredient; `stock` is its row of positions, `offer` what it would be bought as.

    `line` is the offer's line on the supplier's open draft, `elsewhere` what other drafts have of it.
    """

    stock: AnyRow
    asked: ReorderTarget
    offer: AnyRow | None
    line: AnyRow | None
    elsewhere: Decimal

    @property
    def target(self) -> Target:
        """Where it should be."""
        told = (self.asked.reorder_point, self.asked.order_up_to, self.asked.most)
        return Target(*(Decimal(one) for one in told))

    @property
    def position(self) -> Position:
        """What it has; other drafts count as ordered."""
        there = max(self.stock.on_hand, Decimal(0))
        return Position(
            on_hand=self.stock.on_hand,
            expiring=min(Decimal(self.asked.expiring), there),
            reserved=self.stock.reserved,
            on_order=self.stock.on_order + self.elsewhere,
            in_transit=self.stock.in_transit,
        )

    @property
    def is_set_by_hand(self) -> bool:
        """Whether a person has written its line on the draft: the forecast leaves that alone."""
        return self.line is not None and self.line.source == "MANUAL"

    @property
    def drafted(self) -> Decimal:
        """Packs on its line of the draft."""
        return Decimal(0) if self.line is None else self.line.packs

    def wish(self) -> Wish | None:
        """What the offer's supplier would be asked for; None when it cannot be ordered at all."""
        if self.offer is None or self.offer.price_paise is None:
            return None
        pack = Pack(self.offer.pack_size, self.offer.minimum_packs, self.offer.packs_multiple)
        counted = self.position.counted
        if self.is_set_by_hand:
            none = replace(self.target, most=Decimal(0))
            return Wish(none, counted, pack, self.offer.price_paise, self.drafted)
        packs = max(packs_to_order(self.target, counted, pack), self.drafted)
        return Wish(self.target, counted, pack, self.offer.price_paise, packs)

    def refusal(self, packs: Decimal) -> str:
        """Why it is due and not ordered; empty when it is neither."""
        if not is_due(self.target, self.position.counted):
            return ""
        if self.offer is None:
            return "nobody sells it: add it to a supplier's items"
        if self.offer.price_paise is None:
            return f"{self.offer.code} has no price today"
        if packs > MOST_PACKS:
            return f"{packs:,f} packs are more than a line of an order holds"
        if not packs:
            return "the fewest packs that can be ordered would expire before they are used"
        return ""

    def why(self, needed: Decimal, packs: Decimal, supplier: str) -> str:
        """A line's packs in words and figures."""
        unit, size = self.stock.unit, self.stock
        have = [f"{say(size.on_hand, unit)} on hand"]
        position = self.position
        for amount, words in (
            (position.expiring, "of it will expire unused"),
            (position.reserved, "promised to open orders"),
            (position.on_order, "on order"),
            (position.in_transit, "on its way from another outlet"),
        ):
            if amount:
                have.append(f"{say(amount, unit)} {words}")
        offer = self.offer
        of = f" of {say(offer.pack_size, unit)}" if offer is not None else ""
        target = self.target
        told = (
            f"{say_packs(packs)}{of}: {', '.join(have)}; due at {say(target.reorder_point, unit)}, "
            f"restores {say(target.order_up_to, unit)}."
        )
        if packs > needed:
            told += f" {say_packs(needed)} would do, {supplier} delivers for more."
        return f"{told} {self.asked.why}".strip()[:LONGEST_WHY]


def chosen(offers: Sequence[AnyRow]) -> dict[UUID, AnyRow]:
    """Of what is offered of each ingredient the preferred, else the cheapest for its content."""

    def rank(offer: AnyRow) -> tuple[bool, bool, Decimal, str]:
        price = offer.price_paise
        cost = Decimal(price or 0) / offer.pack_size
        return not offer.preferred, price is None, cost, str(offer.id)

    found: dict[UUID, AnyRow] = {}
    for offer in sorted(offers, key=rank):
        found.setdefault(offer.ingredient_id, offer)
    return found


def elsewhere(lines: Iterable[AnyRow], ingredient_id: UUID, own: AnyRow | None) -> Decimal:
    """What drafts have of an ingredient on other lines than its own."""
    amounts = (
        line.packs * line.pack_size
        for line in lines
        if line.ingredient_id == ingredient_id and (own is None or line.id != own.id)
    )
    return sum(amounts, Decimal(0))
