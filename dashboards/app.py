"""The dashboards' Flask application, made from settings; nothing happens at import."""

from flask import Flask

from chitrail.settings import Settings
from dashboards import access_log, assets, presenting, problems, security
from dashboards.checks.routes import pages as checks
from dashboards.demand.routes import pages as demand
from dashboards.kitchen.routes import pages as kitchen
from dashboards.landing.routes import pages as landing
from dashboards.live.routes import pages as live
from dashboards.payments.routes import pages as payments
from dashboards.purchasing.routes import pages as purchasing
from dashboards.sessions import cookies
from dashboards.sessions.keeping import Keeping
from dashboards.sessions.routes import pages as sessions
from dashboards.settlements.routes import pages as settlements
from dashboards.simulation.routes import pages as simulation
from dashboards.stock.routes import pages as stock
from dashboards.transfers.routes import pages as transfers

LARGEST_FORM_BYTES = 64 * 1024


def create_app(settings: Settings) -> Flask:
    """Kitchen display, manager pages and their assets for one process."""
    app = Flask("dashboards", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM_BYTES
    app.extensions["settings"] = settings
    app.extensions["keeping"] = Keeping(settings)
    access_log.install(app)
    security.install(app, settings)
    problems.install(app)
    presenting.install(app)
    cookies.install(app)
    manager = (
        live,
        payments,
        settlements,
        stock,
        purchasing,
        simulation,
        transfers,
        demand,
        checks,
    )
    for pages in (landing, assets.pages, kitchen, sessions, *manager):
        app.register_blueprint(pages)
    return app
