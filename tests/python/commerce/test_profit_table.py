"""The headline table shows the report's figures, adds up, and never hides what it does not know."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from rich.console import Console

from commerce import profit_table


def printed(built, width: int = 200) -> str:
    console = Console(width=width, record=True, highlight=False)
    with built.workspace.connect() as connection:
        profit_table.show(profit_table.read(connection), console)
    return console.export_text()


@pytest.fixture
def two_channels(built):
    built.month(
        "Shopify Web", "2025-01-01", gross_revenue="1000", discounts="100", shipping_revenue="20",
        gift_wrap_revenue="3", other_revenue="2", returns="25", net_revenue="900", cogs="300",
        shopify_fees="4", payment_processing_fees="26", shipping_cost="50", ad_spend="100",
        other_costs="20", net_profit="400",
    )  # fmt: skip
    built.month(
        "Amazon FBA", "2025-02-01", gross_revenue="2000", net_revenue="2000", cogs="800",
        amazon_referral_fees="300", amazon_fulfillment_fees="200", amazon_storage_fees="10",
        amazon_other_fees="40", reimbursements="50", net_profit="700",
    )  # fmt: skip
    return built


def test_channels_stand_by_net_revenue_with_their_sums_and_a_total(two_channels) -> None:
    lines = [re.split(r"\s{2,}", line.strip()) for line in printed(two_channels).splitlines()]
    amazon = ["Amazon FBA", "2,000.00", "0.00", "0.00", "0.00", "2,000.00", "800.00", "550.00",
              "0.00", "0.00", "0.00", "-50.00", "700.00", "35.0 %"]  # fmt: skip
    shopify = ["Shopify Web", "1,000.00", "100.00", "25.00", "25.00", "900.00", "300.00", "0.00",
               "30.00", "50.00", "100.00", "20.00", "400.00", "44.4 %"]  # fmt: skip
    total = ["Total", "3,000.00", "100.00", "25.00", "25.00", "2,900.00", "1,100.00", "550.00",
             "30.00", "50.00", "100.00", "-30.00", "1,100.00", "37.9 %"]  # fmt: skip
    assert [line for line in lines if len(line) == 14 and line[0] != "Channel"] == [
        amazon,
        shopify,
        total,
    ]


def test_what_is_shown_adds_up_from_gross_revenue_to_net_profit(two_channels) -> None:
    with two_channels.workspace.connect() as connection:
        table = profit_table.read(connection)
    for _, values in [*table.rows, ("Total", table.total)]:
        gross, discounts, other_revenue, returns, net, *costs, profit = values
        assert net == gross - discounts + other_revenue - returns
        assert profit == net - sum(costs)


def test_the_period_and_the_currency_are_said(two_channels) -> None:
    assert "2025-01 to 2025-02, in USD" in printed(two_channels)


def test_a_narrow_terminal_gets_every_column_in_blocks_that_fit(two_channels) -> None:
    narrow = printed(two_channels, width=80)
    assert all(len(line) <= 80 for line in narrow.splitlines())
    assert narrow.count("Shopify Web") > 1
    assert {"2,900.00", "1,100.00", "-30.00"} <= set(narrow.split())


def test_negative_amounts_and_no_others_are_red(two_channels) -> None:
    console = Console(width=200, record=True, force_terminal=True, color_system="standard")
    with two_channels.workspace.connect() as connection:
        profit_table.show(profit_table.read(connection), console)
    red = re.findall(r"\x1b\[(?:1;)?31m *([^\x1b]+)", console.export_text(styles=True))
    assert red == ["-50.00", "-30.00"]


def test_an_amount_without_exchange_rate_is_not_available_and_neither_is_its_total(built) -> None:
    built.month("Shopify Web", gross_revenue="10", net_revenue="10", net_profit=None, cogs=None)
    built.month("Shopify Web", "2025-02-01", gross_revenue="5", net_revenue="5", net_profit="5")
    built.month("Amazon FBA", gross_revenue="5", net_revenue="5", net_profit="5")
    with built.workspace.connect() as connection:
        table = profit_table.read(connection)
    cogs, profit = (list(profit_table.COLUMNS).index(name) for name in ("COGS", "Net profit"))
    assert table.rows[0][1][cogs] is None and table.rows[0][1][profit] is None
    assert table.total[profit] is None and table.total[0] == Decimal(20)
    assert printed(built).count("n/a") == 4


@pytest.mark.parametrize(("amount", "shown"), [("12.34", True), ("0", False)])
def test_unallocated_money_is_said_when_there_is_some(built, amount: str, shown: bool) -> None:
    built.month("Shopify Web", gross_revenue="1", net_revenue="1", unallocated_amount=amount)
    text = printed(built)
    assert ("Unallocated" in text) is shown
    assert ("12.34 USD" in text) is shown


def test_a_channel_without_any_amount_has_no_row(built) -> None:
    built.month("Shopify Web", gross_revenue="1", net_revenue="1")
    built.month("Shopify POS")
    assert "Shopify POS" not in printed(built)


def test_an_empty_report_is_no_table(built) -> None:
    with built.workspace.connect() as connection:
        assert profit_table.read(connection) is None


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
        ("-0.004", "0.00"),
        ("1234567.8", "1,234,567.80"),
        (None, "n/a"),
    ],
)
def test_money_is_rounded_half_away_from_zero(amount: str | None, text: str) -> None:
    assert profit_table.money(None if amount is None else Decimal(amount)) == text


@pytest.mark.parametrize(
    ("profit", "revenue", "text"), [("1", "0", "-"), ("-1", "8", "-12.5 %"), ("1", "-5", "-")]
)
def test_a_margin_needs_revenue(profit: str, revenue: str, text: str) -> None:
    assert profit_table.margin(Decimal(profit), Decimal(revenue)) == text
