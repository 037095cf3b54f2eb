"""The opening stock: one document, recorded through the same door as any other, exactly once."""

from sqlalchemy import Connection

from api.inventory import documents
from api.inventory.schemas import DocumentLineRequest, DocumentRequest
from api.seeding import queries
from api.seeding.restaurant import Restaurant
from chitrail.ids import named_id
from chitrail.tokens import Actor


def record_opening(connection: Connection, restaurant: Restaurant) -> bool:
    """Record what the shelves hold on the first day; False when that was done before."""
    outlet = restaurant.outlet.code
    document_id = named_id("opening", outlet)
    if connection.exec_driver_sql(queries.DOCUMENT, (document_id,)).first() is not None:
        return False
    request = DocumentRequest(
        id=document_id,
        kind="OPENING",
        reference="opening stock",
        lines=[
            DocumentLineRequest(
                ingredient_code=code, quantity=str(ingredient.opening), unit=ingredient.unit
            )
            for code, ingredient in restaurant.ingredients.items()
        ],
    )
    documents.record(connection, Actor("seed", outlet, "manager", "Seed"), request)
    return True
