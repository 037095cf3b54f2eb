"""Routes of the first page and the health probe."""

from flask import Blueprint, render_template

from dashboards import current

pages = Blueprint("landing", __name__)


@pages.get("/livez")
def alive() -> tuple[dict[str, str], int]:
    """Whether this process answers."""
    return {"status": "ok"}, 200


@pages.get("/")
def front_door() -> str:
    """Links to every part of the product."""
    settings = current.settings()
    return render_template(
        "landing.html",
        api=settings.address("api"),
        dagster=settings.address("dagster"),
        sandbox=settings.address("sandbox"),
        demonstration="razorpay.com" not in settings.razorpay_base_url,
    )
