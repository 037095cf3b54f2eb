"""Test cards and UPI ids, and what happens when one pays with them.

Source: Razorpay's pages on test cards and test UPI ids.
"""

from dataclasses import dataclass

from sandbox.errors import ApiError

GOOD_CARDS = {
    "4100280000001007": "Visa",
    "5500670000001002": "MasterCard",
    "6527658900001005": "RuPay",
    "36082800091007": "Diners Club",
    "340256000401007": "American Express",
    "5555555555554444": "MasterCard",
    "4012888888881881": "Visa",
}
FAILING_CARDS = {
    "4100280000090000": ("payment_timed_out", "Payment was not completed on time."),
    "4100280000080001": (
        "insufficient_fund",
        "Your payment could not be completed due to insufficient funds.",
    ),
    "4100280000070002": ("payment_cancelled", "Payment was cancelled by the customer."),
    "4100280000060003": ("card_declined", "Your payment was declined by the bank."),
    "4100280000050004": ("card_declined", "Your payment was declined by the bank."),
    "4100280000040005": ("card_declined", "Your payment was declined by the bank."),
    "4100280000030006": (
        "card_disabled_for_online_payments",
        "Your card is disabled for online payments.",
    ),
    "4100280000020007": ("gateway_technical_error", "The bank's gateway has a technical error."),
    "4100280000010008": ("card_number_invalid", "The card number is not valid."),
    "4100280000000009": ("authentication_failed", "Authentication with the bank failed."),
}
GOOD_VPA = "success@razorpay"
FAILING_VPA = "failure@razorpay"
BANK = "HDFC"
SHORTEST_OTP, LONGEST_OTP = 4, 10


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended; an empty `reason` means that it was paid. `details` are entity fields."""

    method: str
    details: dict[str, str | None]
    reason: str = ""
    description: str = ""


def attempt(method: str, fields: dict[str, str]) -> Outcome:
    """The outcome of paying by card, upi or netbanking.

    Raises ApiError when the method is not one of these or its fields are missing.
    """
    if method == "card":
        return _card(fields)
    if method == "upi":
        return _upi(fields.get("vpa", "").strip().lower())
    if method == "netbanking":
        return Outcome("netbanking", {"bank": BANK})
    raise ApiError("The method must be card, upi or netbanking", field="method")


def _card(fields: dict[str, str]) -> Outcome:
    number = "".join(fields.get("card_number", "").split())
    network = GOOD_CARDS.get(number, "Visa")
    details: dict[str, str | None] = {"card_network": network, "card_last4": number[-4:]}
    if number in FAILING_CARDS:
        return Outcome("card", details, *FAILING_CARDS[number])
    if number not in GOOD_CARDS:
        return Outcome("card", details, "card_number_invalid", "The card number is not valid.")
    otp = fields.get("otp", "1234")
    if not otp.isdigit() or not SHORTEST_OTP <= len(otp) <= LONGEST_OTP:
        return Outcome(
            "card", details, "authentication_failed", "The one-time password is not valid."
        )
    return Outcome("card", details)


def _upi(vpa: str) -> Outcome:
    if vpa == GOOD_VPA:
        return Outcome("upi", {"vpa": vpa})
    if vpa == FAILING_VPA:
        return Outcome(
            "upi", {"vpa": vpa}, "payment_failed", "Payment failed at the customer's bank."
        )
    return Outcome("upi", {"vpa": vpa}, "invalid_vpa", "The UPI id is not valid.")
