"""What the gateway keeps: an assumption of the sandbox, as fees are agreed merchant by merchant."""

FEE_BASIS_POINTS = 200
GST_PERCENT = 18


def fee_and_tax(amount: int) -> tuple[int, int]:
    """Fee (GST included) and the GST in it, in paise: 2 % of the amount plus 18 % of that, half up."""
    fee = (amount * FEE_BASIS_POINTS + 5_000) // 10_000
    tax = (fee * GST_PERCENT + 50) // 100
    return fee + tax, tax
