"""Mistakes in a settlement: which lines are left out, wrong, repeated or invented."""

import random
from dataclasses import dataclass, field

from sandbox import settlements, validation
from sandbox.errors import ApiError
from sandbox.fees import fee_and_tax
from sandbox.store import ALPHABET, ID_LENGTH, Entity

ON_PAYMENTS = ("missing", "late", "fee_off", "duplicate", "amount_off")
"""Each strikes payments of its own: no payment has two faults."""
INVENTED = ("unknown", "unknown_refund")
KINDS = ON_PAYMENTS + INVENTED
MOST = 1000
LEAST_INVENTED, MOST_INVENTED = 10_000, 500_000


@dataclass
class Drawn:
    """What was drawn by the seed; `planted` says it as the door answers."""

    dice: random.Random
    seed: str
    wanted: dict[str, int]
    chosen: dict[str, list[str]]
    planted: list[dict[str, str]] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """Payments that no settlement will ever have."""
        return self.chosen["missing"]

    @property
    def duplicate(self) -> list[str]:
        """Payments that are in this settlement and will be in the next."""
        return self.chosen["duplicate"]

    @property
    def left_out(self) -> set[str]:
        """Payments that this settlement does not have."""
        return {*self.chosen["missing"], *self.chosen["late"]}

    def spoil(self, items: list[Entity]) -> list[Entity]:
        """The lines with wrong fees and wrong amounts; the credit follows, so that the lines add up."""
        for item in items:
            off = self.dice.randint(1, 9)
            if item["entity_id"] in self.chosen["fee_off"]:
                item["fee"] += off
                item["credit"] -= off
            elif item["entity_id"] in self.chosen["amount_off"]:
                item["amount"] += off
                item["credit"] += off
        return items

    def invent(self, settlement: Entity) -> list[Entity]:
        """Lines of payments and refunds that there never were."""
        dice = random.Random(f"{self.seed}/{settlement['id']}")  # noqa: S311 - repeatable on purpose
        items = []
        for kind in INVENTED:
            for _ in range(self.wanted.get(kind, 0)):
                items.append(_invented(kind, dice, settlement))
                self.planted.append({"kind": kind, "entity_id": items[-1]["entity_id"]})
        return items


def wanted(value: object) -> dict[str, int]:
    """How many of each kind. Raises ApiError."""
    if value is None:
        return {}
    if not isinstance(value, dict) or not set(value) <= set(KINDS):
        raise ApiError(f"The faults must be an object of {', '.join(KINDS)}", field="faults")
    return {kind: validation.whole(count, kind, 0, MOST) for kind, count in value.items()}


def draw(found: list[Entity], wanted: dict[str, int], seed: str) -> Drawn:
    """Choose payments for each fault: fewer than wanted when there are not so many."""
    dice = random.Random(seed)  # noqa: S311 - repeatable on purpose
    free = [row["entity_id"] for row in found if row["type"] == "payment"]
    dice.shuffle(free)
    drawn = Drawn(dice, seed, wanted, {})
    for kind in ON_PAYMENTS:
        count = wanted.get(kind, 0)
        drawn.chosen[kind], free = free[:count], free[count:]
        drawn.planted += [{"kind": kind, "entity_id": chosen} for chosen in drawn.chosen[kind]]
    return drawn


def _invented(kind: str, dice: random.Random, settlement: Entity) -> Entity:
    amount = dice.randrange(LEAST_INVENTED, MOST_INVENTED)
    common = {"amount": amount, "created_at": settlement["created_at"] - 86_400, "method": "upi"}
    if kind == "unknown_refund":
        return {
            **settlements.blank("refund", settlement),
            **common,
            "entity_id": _id("rfnd_", dice),
            "payment_id": _id("pay_", dice),
            "debit": amount,
        }
    fee, tax = fee_and_tax(amount)
    return {
        **settlements.blank("payment", settlement),
        **common,
        "entity_id": _id("pay_", dice),
        "credit": amount - fee,
        "fee": fee,
        "tax": tax,
    }


def _id(prefix: str, dice: random.Random) -> str:
    return prefix + "".join(dice.choice(ALPHABET) for _ in range(ID_LENGTH))
