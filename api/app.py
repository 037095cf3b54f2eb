"""The REST application: a Flask app made from settings; nothing happens at import."""

from flask import Flask

from api import crossing, errors, observing
from api.admission import Admission
from api.auth.revocation import Revocations
from api.database import Database
from api.domains import all_routes
from api.handling import mount
from api.limiting.limiter import Limiter
from chitrail.settings import Settings


def create_app(settings: Settings) -> Flask:
    """The API for one process. Its database connects with the first request."""
    app = Flask("api", static_folder=None)
    app.url_map.strict_slashes = False
    database = Database(settings, application_name="chitrail api")
    app.extensions["database"] = database
    admission = Admission(settings, Revocations(database), Limiter(settings))
    observing.install(app)
    crossing.install(app, settings)
    errors.install(app)
    for route in all_routes():
        mount(app, route, settings, database, admission)
    return app
