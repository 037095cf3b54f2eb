"""The command line: files good and bad, the gateway, exit codes."""

import shutil

import psycopg
import pytest

from chitrail.settings import Settings
from tests.api.settlements.commands import settlements_command
from tests.api.settlements.stub import serving, transfer
from tests.api.settlements.takings import at, payment, settled

COMMAND = "chitrail.cli settlements"


@pytest.fixture
def paid(shop: psycopg.Connection):
    return payment(shop, 25_000, at(1))


def counted(shop: psycopg.Connection) -> tuple[int, ...]:
    row = shop.execute(
        "SELECT (SELECT count(*) FROM settlements), (SELECT count(*) FROM settlement_lines)"
    ).fetchone()
    assert row is not None
    return row


def test_a_good_file_ends_with_0_and_again_changes_nothing(shop, shop_settings, write, paid):
    path = str(write([settled(paid, "setl_A", at(3))]))
    first = settlements_command(shop_settings, "import", "--csv", path, module=COMMAND)
    assert (first.returncode, first.stderr) == (0, "")
    assert (
        first.stdout == "1 settlements: 1 new lines, 0 known before\nsettlements and books agree\n"
    )
    again = settlements_command(shop_settings, "import", "--csv", path)
    assert again.returncode == 0
    assert "0 new lines, 1 known before" in again.stdout


def test_differences_are_a_table_and_exit_1(shop, shop_settings, write, paid):
    stranger = settled(paid, "setl_A", at(3), entity_id="pay_Stranger")
    path = str(write([settled(paid, "setl_A", at(3), fee=591, credit=24_409), stranger]))
    done = settlements_command(shop_settings, "import", "--csv", path)
    assert done.returncode == 1
    rows = [line.split()[:2] for line in done.stdout.splitlines()]
    assert ["FEE_OFF", paid.entity_id] in rows
    assert ["UNKNOWN", "pay_Stranger"] in rows
    assert done.stdout.endswith("2 open differences\n")
    checked = settlements_command(shop_settings, "check")
    assert checked.returncode == 1
    assert "pay_Stranger" in checked.stdout


def test_from_the_gateway(shop, shop_settings, paid, write):
    del write
    items = [settled(paid, "setl_A", at(3))]
    with serving() as stub:
        stub.items, stub.transfers = items, [transfer("setl_A", items)]
        settings = Settings(**{**vars(shop_settings), "razorpay_base_url": stub.url})
        days = ("--from", "2026-04-01", "--to", "2026-05-15")
        done = settlements_command(settings, "import", *days)
        assert (done.returncode, done.stderr) == (0, "")
        assert "1 settlements: 1 new lines" in done.stdout
        assert len([path for path in stub.asked if "recon" in path]) == 45
    away = settlements_command(settings, "import", *days)
    assert away.returncode == 3
    assert away.stderr.startswith("chitrail settlements: the gateway: no answer")
    assert counted(shop) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"fee": "5.90"}, "row 3, fee: Expected `int`"),
        ({"amount": "250.00"}, "row 3, amount: Expected `int`"),
        ({"credit": "1e3"}, "row 3, credit: Expected `int`"),
        ({"amount": "-1"}, "row 3, amount: Expected `int`"),
        ({"tax": ""}, "row 3, tax: Expected `int`"),
        ({"debit": "7"}, "row 3: `debit` and `credit` are both more than 0"),
        ({"settled": "perhaps"}, "row 3, settled: Expected `bool`"),
        ({"settled_at": ""}, "row 3: `settled_at` is missing"),
        ({"settled_at": "2026-04-03"}, "row 3, settled_at: Expected `int"),
        ({"settlement_id": "batch 7"}, "row 3, settlement_id: Expected `str` matching"),
        ({"entity_id": ""}, "row 3, entity_id: Expected `str`"),
        ({"type": "gift"}, "row 3, type: Invalid enum value 'gift'"),
        ({"currency": "rupees"}, "row 3, currency: Expected `str` matching"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_imported(
    shop, shop_settings, write, paid, changes, told, monkeypatch, capsys
):
    good = settled(paid, "setl_A", at(3))
    path = write([good, good | {"entity_id": "pay_Other"} | changes])
    with pytest.raises(SystemExit) as ended:
        run_here(shop_settings, monkeypatch, "import", "--csv", str(path))
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "export.csv: 1 bad rows, nothing was imported\n" in said
    assert told in said
    assert counted(shop) == (0, 0)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (b"entity_id,type\n", "the header must have each of debit, credit, amount, currency"),
        (b"\xff\xfe", "not CSV in UTF-8"),
        (b'entity_id,"type\n', "not CSV in UTF-8"),
    ],
)
def test_a_file_that_is_none(shop_settings, tmp_path, content, told, monkeypatch, capsys):
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        run_here(shop_settings, monkeypatch, "import", "--csv", str(path))
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_every_bad_row_is_listed_up_to_a_point(
    shop_settings, write, paid, tmp_path, monkeypatch, capsys
):
    path = write([settled(paid, "setl_A", at(3), fee="x")] * 30)
    shutil.copy(path, tmp_path / "copy.csv")
    with (tmp_path / "copy.csv").open("a") as file:
        file.write("too,few\n")
    with pytest.raises(SystemExit):
        run_here(shop_settings, monkeypatch, "import", "--csv", str(tmp_path / "copy.csv"))
    said = capsys.readouterr().err
    assert "31 bad rows" in said
    assert "row 21, fee" in said
    assert "and 11 more" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("import",),
        ("import", "--from", "2026-04-01"),
        ("import", "--from", "2026-04-02", "--to", "2026-04-01"),
        ("import", "--from", "first", "--to", "2026-04-01"),
        ("import", "--csv", "no-such-file.csv"),
        ("import", "--csv", "x.csv", "--from", "2026-04-01", "--to", "2026-04-01"),
        ("export",),
    ],
)
def test_wrong_use_ends_with_2(shop_settings, arguments, monkeypatch, capsys):
    with pytest.raises(SystemExit) as ended:
        run_here(shop_settings, monkeypatch, *arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err != ""


def run_here(settings: Settings, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    """The same command in this process: a child would cost a second each time."""
    from api.settlements.__main__ import main
    from tests.support.settings import environment

    for name, value in environment(settings.database_url, settings.home).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["settlements", *arguments])
    main()
