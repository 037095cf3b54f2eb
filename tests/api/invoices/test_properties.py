"""Any order: its invoice adds up to the paisa, and its credit notes to the invoice."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SUMS = ("taxable", "cgst", "sgst")
ordered = st.lists(
    st.tuples(st.sampled_from(["dal-makhani", "butter-naan", "lassi", "soda"]), st.integers(1, 30)),
    min_size=1,
    max_size=5,
)
takings = st.lists(
    st.one_of(
        st.tuples(st.just("portions"), st.integers(1, 5), st.integers(1, 30)),
        st.tuples(st.just("amount"), st.integers(1, 300_000), st.none()),
    ),
    max_size=4,
)


def added(rows, name):
    return sum((Decimal(row[name]) for row in rows), Decimal(0))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ordered=ordered, takings=takings)
def test_everything_adds_up(manager, issued, ordered, takings):
    lines = [{"item_code": code, "quantity": quantity} for code, quantity in ordered]
    invoice = issued(lines=lines)
    for name in SUMS:
        assert added(invoice["lines"], name) == Decimal(invoice[name])
    assert added(invoice["lines"], "total") + Decimal(invoice["round_off"]) == Decimal(
        invoice["total"]
    )
    path, notes = f"/api/invoices/{invoice['id']}/credit-notes", []

    def give_back(**body):
        answer = manager.post(path, {"reason": "x", **body})
        if answer.status_code == 201:
            notes.append(answer.json)
        else:
            assert answer.status_code in (409, 422), answer.text
        return answer

    for kind, number, quantity in takings:
        if kind == "portions":
            give_back(lines=[{"line_no": number, "quantity": quantity}])
        else:
            give_back(amount=str(Decimal(number) / 100))
        assert added(notes, "total") <= Decimal(invoice["total"])
    rest = Decimal(invoice["total"]) - added(notes, "total")
    if rest:
        assert give_back(amount=str(rest)).status_code == 201
    for note in notes:
        for name in SUMS:
            assert added(note["lines"], name) == Decimal(note[name])
    for name in (*SUMS, "round_off", "total"):
        assert added(notes, name) == Decimal(invoice[name])
