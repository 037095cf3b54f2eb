"""Every route of the API, domain by domain."""

from api.alerts.routes import routes as alerts
from api.audit.routes import routes as audit
from api.auth.routes import routes as auth
from api.billing.routes import routes as billing
from api.board.routes import routes as board
from api.books.routes import routes as books
from api.counts.routes import routes as counts
from api.discounts.routes import routes as discounts
from api.drawers.routes import routes as drawers
from api.health.routes import routes as health
from api.ingredients.routes import routes as ingredients
from api.inventory.routes import routes as inventory
from api.invoices.routes import routes as invoices
from api.kitchen.routes import routes as kitchen
from api.live.routes import routes as live
from api.menu.availability_routes import routes as availability
from api.menu.routes import routes as menu
from api.openapi.routes import routes as documentation
from api.orders.routes import routes as orders
from api.outlets.routes import routes as outlets
from api.payments.routes import routes as payments
from api.preparations.routes import routes as preparations
from api.purchasing.routes import routes as purchasing
from api.receiving.routes import routes as receiving
from api.reordering.routes import routes as reordering
from api.routing import Route
from api.settlements.routes import routes as settlements
from api.splits.routes import routes as splits
from api.staff.routes import routes as staff
from api.suppliers.routes import routes as suppliers
from api.sync.routes import routes as sync
from api.tables.routes import routes as tables
from api.tickets.routes import routes as tickets
from api.transfers.routes import routes as transfers
from api.variance.routes import routes as variance

DOMAINS = (
    auth,
    staff,
    audit,
    outlets,
    menu,
    availability,
    orders,
    billing,
    discounts,
    splits,
    sync,
    tables,
    tickets,
    kitchen,
    board,
    live,
    payments,
    invoices,
    drawers,
    settlements,
    books,
    ingredients,
    preparations,
    inventory,
    counts,
    alerts,
    suppliers,
    variance,
    purchasing,
    receiving,
    reordering,
    transfers,
    health,
    documentation,
)


def all_routes() -> list[Route]:
    """The whole registry, in the order of the documentation."""
    return [route for domain in DOMAINS for route in domain]
