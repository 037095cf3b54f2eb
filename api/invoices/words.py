"""Amounts in words, in Indian English: lakh and crore."""

from chitrail.money import PAISE_PER_RUPEE

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GROUPS = ((10_000_000, "crore"), (100_000, "lakh"), (1_000, "thousand"), (100, "hundred"))


def amount_in_words(paise: int) -> str:
    """27950 -> "Rupees two hundred seventy-nine and fifty paise only". Not for negative amounts."""
    rupees, rest = divmod(paise, PAISE_PER_RUPEE)
    tail = f" and {number_in_words(rest)} paise" if rest else ""
    return f"Rupees {number_in_words(rupees)}{tail} only"


def number_in_words(number: int) -> str:
    """A whole number from zero on, such as "one lakh two thousand three hundred forty-five"."""
    if number < 0:
        raise ValueError("only amounts from zero on have words")
    words = []
    rest = number
    for size, name in _GROUPS:
        count, rest = divmod(rest, size)
        if count:
            words += [number_in_words(count), name]
    if rest or not words:
        words.append(_below_hundred(rest))
    return " ".join(words)


def _below_hundred(number: int) -> str:
    if number < len(_SMALL):
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
