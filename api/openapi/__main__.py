"""`python -m api.openapi` prints the document; docs/openapi.json is what it printed last."""

import msgspec

from api.domains import all_routes
from api.openapi.document import document

SERVER = "http://127.0.0.1:8000"


def committed() -> str:
    """Text of docs/openapi.json."""
    encoded = msgspec.json.encode(document(all_routes(), SERVER), order="sorted")
    return msgspec.json.format(encoded, indent=1).decode() + "\n"


if __name__ == "__main__":
    print(committed(), end="")
