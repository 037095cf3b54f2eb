"""Words, GSTINs, financial years and the spreading of credit notes: properties, without a database."""

from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.invoices.crediting import Piece, by_amount, by_portions
from api.invoices.gstin import STATES, check_digit, check_gstin
from api.invoices.numbering import Number, financial_year
from api.invoices.printing import grouped, short_rate
from api.invoices.words import amount_in_words, number_in_words
from api.orders.pricing import Sale, Terms, add_up, price_lines
from chitrail.errors import InvalidInput
from chitrail.money import MAX_PAISE

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: value for value, word in enumerate(_ONES)}
_VALUES |= {word: 10 * tens for tens, word in enumerate(_TENS, 2)}
_SIZES = {"crore": 10_000_000, "lakh": 100_000, "thousand": 1_000, "hundred": 100}


def read(words: str) -> int:
    """The number that words say: a reader of its own."""
    total, group = 0, 0
    for word in words.replace("-", " ").split():
        if word == "crore":
            total, group = (total + group) * _SIZES[word], 0
        elif word == "hundred":
            group *= 100
        elif word in _SIZES:
            total, group = total + group * _SIZES[word], 0
        else:
            group += _VALUES[word]
    return total + group


@pytest.mark.parametrize(
    ("paise", "words"),
    [
        (27900, "Rupees two hundred seventy-nine only"),
        (0, "Rupees zero only"),
        (50, "Rupees zero and fifty paise only"),
        (10001, "Rupees one hundred and one paise only"),
        (
            2345678,
            "Rupees twenty-three thousand four hundred fifty-six and seventy-eight paise only",
        ),
        (12300000, "Rupees one lakh twenty-three thousand only"),
        (MAX_PAISE, "Rupees one crore only"),
        (1500000, "Rupees fifteen thousand only"),
    ],
)
def test_amounts_in_words(paise, words):
    assert amount_in_words(paise) == words


@given(st.integers(0, MAX_PAISE))
def test_words_say_the_amount(paise):
    rupees, _, rest = (
        amount_in_words(paise).removeprefix("Rupees ").removesuffix(" only").partition(" and ")
    )
    assert read(rupees) * 100 + (read(rest.removesuffix(" paise")) if rest else 0) == paise


@given(st.integers(0, 10**12))
def test_words_say_any_number(number):
    assert read(number_in_words(number)) == number


@pytest.mark.parametrize(
    "gstin", ["27AAPFU0939F1ZV", "29AAGCB7383J1Z4", "09AAACI5853L2Z5", "27AAACR5055K1Z7"]
)
def test_known_gstins(gstin):
    assert check_gstin(gstin, field="gstin") == gstin


@given(
    st.from_regex(r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z", fullmatch=True),
    st.integers(0, 14),
    st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
)
def test_a_mistyped_character_is_found(first, place, other):
    assume(first[:2] in STATES and first.isascii())
    gstin = first + check_digit(first)
    assert check_gstin(gstin, field="gstin") == gstin
    mistyped = gstin[:place] + other + gstin[place + 1 :]
    assume(mistyped != gstin)
    with pytest.raises(InvalidInput) as refused:
        check_gstin(mistyped, field="gstin")
    assert refused.value.field == "gstin"


@pytest.mark.parametrize(
    ("instant", "year"),
    [
        (datetime(2026, 3, 31, 18, 29, 59, 999_999, UTC), "2526"),
        (datetime(2026, 3, 31, 18, 30, tzinfo=UTC), "2627"),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), "2627"),
        (datetime(2099, 4, 1, tzinfo=UTC), "9900"),
    ],
)
def test_the_year_begins_on_the_first_of_april_in_india(instant, year):
    assert financial_year(instant) == year
    assert len(Number("x", "ABC", year, 9_999_999, instant).text) == 16


lines = st.lists(
    st.tuples(
        st.integers(1, 200_000),
        st.integers(1, 40),
        st.sampled_from([0, 500, 1200, 1800, 2800, 4000]),
    ),
    min_size=1,
    max_size=6,
)


def bill(drawn):
    """What is left of a bill nobody credited yet, and its round-off."""
    priced = price_lines([Sale(*line) for line in drawn], Terms())
    left = [
        Piece(place, line[1], money.total_paise, money.cgst_paise)
        for place, (line, money) in enumerate(zip(drawn, priced, strict=True), 1)
    ]
    return left, add_up(priced).round_off_paise


def minus(left, credit):
    taken = {piece.line_no: piece for piece in credit.pieces}
    return [
        Piece(
            line.line_no,
            line.quantity - taken[line.line_no].quantity,
            line.taxable_paise - taken[line.line_no].taxable_paise,
            line.tax_paise - taken[line.line_no].tax_paise,
        )
        if line.line_no in taken
        else line
        for line in left
    ]


def total(left, round_off):
    return sum(line.paise for line in left) + round_off


@given(lines, st.data())
def test_credits_never_exceed_and_the_last_takes_the_rest(drawn, data):
    """Any run of amounts and portions, then the rest: nothing is left, and nothing went below zero."""
    left, round_off = bill(drawn)
    for _ in range(data.draw(st.integers(0, 5))):
        rest = total(left, round_off)
        assume(rest > 100)
        if data.draw(st.booleans()):
            amount = data.draw(st.integers(1, rest))
            credit = by_amount(left, round_off, amount)
            assert credit.total_paise == amount
        else:
            wanted = {
                line.line_no: data.draw(st.integers(0, line.quantity))
                for line in left
                if line.quantity
            }
            credit = by_portions(left, round_off, wanted)
            assert 0 <= credit.total_paise <= rest
        left, round_off = minus(left, credit), round_off - credit.round_off_paise
        for line in left:
            assert min(line.quantity, line.taxable_paise, line.tax_paise) >= 0
    rest = total(left, round_off)
    assume(rest > 100)
    last = by_amount(left, round_off, rest)
    assert [line.paise for line in minus(left, last)] == [0] * len(left)
    assert last.round_off_paise == round_off


@given(lines)
def test_all_portions_are_the_whole_bill(drawn):
    left, round_off = bill(drawn)
    credit = by_portions(left, round_off, {line.line_no: line.quantity for line in left})
    assert (credit.pieces, credit.round_off_paise) == (left, round_off)


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("0.50", "0.50"),
        ("999.00", "999.00"),
        ("1000.00", "1,000.00"),
        ("-123456.70", "-1,23,456.70"),
        ("10000000.00", "1,00,00,000.00"),
    ],
)
def test_amounts_are_grouped_as_in_india(plain, shown):
    assert grouped(plain) == shown


@pytest.mark.parametrize(("rate", "shown"), [("5.00", "5"), ("2.50", "2.5"), ("40.00", "40")])
def test_rates_are_short(rate, shown):
    assert short_rate(rate) == shown
