"""The notifications app: who must hear about what happens on each of its topics."""

from streams.delivery import Effect
from streams.effects import floor, kitchen, menu

EFFECTS: dict[str, Effect] = {
    "order.placed": kitchen.show_order,
    "order.ticket_changed": kitchen.show_ticket,
    "order.cancelled": kitchen.take_down_order,
    "order.status_changed": floor.tell_status,
    "payment.completed": floor.tell_payment,
    "payment.failed": floor.tell_failed_payment,
    "inventory.low_stock": floor.tell_low_stock,
    "menu.item_availability_changed": menu.tell_availability,
    "alert.changed": floor.tell_alert,
}
