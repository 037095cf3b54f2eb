"""Parts of a combo, as the routes of the menu take and give them. Money is a decimal string of rupees."""

from typing import Annotated

import msgspec
from msgspec import Meta

Rupees = Annotated[str, Meta(pattern=r"^[0-9]{1,8}(\.[0-9]{1,2})?$", examples=["40.00"])]


class ComboChoice(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A dish of a combo; `extra` is added to the combo's price."""

    item_code: Annotated[str, Meta(min_length=1, max_length=64, examples=["dal-makhani"])]
    extra: Rupees = "0.00"


class ComboPart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Dishes of which a guest takes one."""

    code: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,63}$", examples=["main"])]
    name: Annotated[str, Meta(min_length=1, max_length=80, examples=["Main"])]
    choices: Annotated[list[ComboChoice], Meta(min_length=1, max_length=50)]


Combo = Annotated[list[ComboPart], Meta(max_length=10)]
"""Parts in their order; an item without any is no combo."""
