"""The inventory app: what each of its topics does to the stock ledger."""

from streams.delivery import Effect
from streams.effects.stock import apply_document, deduct_order

EFFECTS: dict[str, Effect] = {
    "order.completed": deduct_order,
    "inventory.document_recorded": apply_document,
}
