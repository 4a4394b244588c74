"""Receivables, deposits and promotions of the built demo brand against the simulator's truth."""

from __future__ import annotations

from decimal import Decimal


def test_each_deposit_is_the_total_of_its_settlement_and_a_negative_one_is_none(truth, warehouse):
    built = {
        document: (currency, amount)
        for document, currency, amount in warehouse.execute(
            """
            select document_id, currency, amount from marts.fact_cash_movements
            where account = 'Amazon' and movement_kind = 'deposit'
            """
        ).fetchall()
    }
    settlements = truth["settlements"]
    drawn = {
        name: (row["currency"], Decimal(row["total"]))
        for name, row in settlements.items()
        if row["role"] == "pnl" and Decimal(row["total"]) > 0
    }
    assert built == drawn
    assert any(Decimal(row["total"]) < 0 for row in settlements.values())


def test_the_unsettled_lines_are_exactly_those_of_the_truth(truth, warehouse):
    listed = warehouse.execute(
        """
        select distinct fact.store, fact.order_line_id
        from reports.rpt_receivables_open as receivables
        inner join marts.fact_financial_performance as fact using (order_line_key)
        where receivables.account = 'Amazon' and receivables.receivable_state = 'unsettled'
            and receivables.settled_date is null
        """
    ).fetchall()
    drawn = {
        (row["store"], row["order_line_id"])
        for row in truth["order_lines"]
        if row["settled"] is False
    }
    assert set(listed) == drawn
    assert len(drawn) >= 30


def test_what_is_owed_for_an_unsettled_line_is_its_price_less_the_fees_of_the_truth(
    truth, warehouse
):
    rows = warehouse.execute(
        """
        select fact.store, fact.order_line_id, receivables.amount, sum(fact.net_revenue)
        from marts.fact_receivables as receivables
        inner join marts.fact_financial_performance as fact using (order_line_key)
        where receivables.account = 'Amazon' and receivables.settled_date is null
            and receivables.receivable_kind = 'proceeds' and fact.event_type = 'sale'
            and fact.source_currency = fact.reporting_currency
        group by all
        """
    ).fetchall()
    fees: dict[tuple[str, str], Decimal] = {}
    for row in truth["estimated_fees"]:
        key = (row["store"], row["order_line_id"])
        fees[key] = fees.get(key, Decimal(0)) + Decimal(row["amount"])
    assert len(rows) >= 20
    for store, line, amount, net_revenue in rows:
        assert amount == net_revenue - fees.get((store, line), Decimal(0)), line


def test_the_promotions_of_a_line_are_those_of_the_truth(truth, warehouse):
    rows = warehouse.execute(
        """
        select fact.store, fact.order_line_id, list(distinct coalesce(bridge.promotion_code, ''))
        from marts.bridge_order_line_promotion as bridge
        inner join marts.fact_financial_performance as fact using (order_line_key)
        where fact.event_type = 'sale'
        group by all
        """
    ).fetchall()
    drawn = {(row["store"], row["order_line_id"]): row["promotion"] for row in truth["order_lines"]}
    several = 0
    for store, line, codes in rows:
        promotion = drawn[store, line]
        several += promotion == "multiple"
        assert len(codes) > 1 if promotion == "multiple" else codes == [promotion], line
    assert len(rows) > 600
    assert several >= 8
