"""Test cards and UPI ids, and what happens when one pays with them.

Source: Razorpay's pages on test cards and test UPI ids.
"""

from dataclasses import dataclass

from sandbox import validation
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
INTERNATIONAL_CARDS = ("5555555555554444", "4012888888881881")
CANCELLED = ("1", "true")
CANCELLATION = ("payment_cancelled", "Payment was cancelled by the customer.")
UPI_FLOWS = ("collect", "intent", "qr")
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
    """The outcome of paying by card, upi or netbanking; `cancel` for a customer who goes back at the bank.

    Raises ApiError when the method is not one of these.
    """
    cancelled = fields.get("cancel", "") in CANCELLED
    if method == "card":
        return _cancelled_card(fields) if cancelled else _card(fields)
    if method == "upi":
        # Cancelling at the UPI app succeeds in the gateway's test mode.
        return _upi({"vpa": GOOD_VPA} if cancelled else fields)
    if method == "netbanking":
        return Outcome("netbanking", {"bank": BANK}, *(CANCELLATION if cancelled else ()))
    raise ApiError("The method must be card, upi or netbanking", field="method")


def _cancelled_card(fields: dict[str, str]) -> Outcome:
    return Outcome("card", _card(fields).details, *CANCELLATION)


def _card(fields: dict[str, str]) -> Outcome:
    number = "".join(fields.get("card_number", "").split())
    details: dict[str, str | None] = {
        "card_network": GOOD_CARDS.get(number, "Visa"),
        "card_last4": number[-4:],
        "international": "yes" if number in INTERNATIONAL_CARDS else "no",
    }
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


def _upi(fields: dict[str, str]) -> Outcome:
    """By UPI id (flow collect), or by an app on the customer's telephone (intent, qr)."""
    flow = validation.choice(fields.get("flow", "collect"), "flow", UPI_FLOWS)
    vpa = fields.get("vpa", "").strip().lower() or (GOOD_VPA if flow != "collect" else "")
    details: dict[str, str | None] = {"vpa": vpa, "flow": flow}
    if vpa == GOOD_VPA:
        return Outcome("upi", details)
    if vpa == FAILING_VPA:
        return Outcome("upi", details, "payment_failed", "Payment failed at the customer's bank.")
    return Outcome("upi", details, "invalid_vpa", "The UPI id is not valid.")
