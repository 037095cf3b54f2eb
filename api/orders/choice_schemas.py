"""What a guest chooses with a dish: modifiers, and the dishes of a combo."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Disposition = Literal["RETURNED", "WASTED"]
"""What becomes of food the kitchen has begun and the order loses."""


class ModifierRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A modifier of a dish, `quantity` times a portion; the group is needed where its code is in several."""

    code: Annotated[str, Meta(max_length=64, examples=["no-onion"])]
    group_code: Annotated[str, Meta(max_length=64)] | None = None
    quantity: Annotated[int, Meta(ge=1, le=50)] = 1


Modifiers = Annotated[list[ModifierRequest], Meta(max_length=50)]


class ComboChoiceRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The dish a guest takes of a combo's part."""

    part: Annotated[str, Meta(max_length=64, examples=["main"])]
    item_code: Annotated[str, Meta(max_length=64, examples=["dal-makhani"])]
    modifiers: Modifiers = []
