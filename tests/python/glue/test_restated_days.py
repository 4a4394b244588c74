"""Which days a batch touches: a closed period is rebuilt exactly when one of its days is here."""

from __future__ import annotations

from datetime import date

from tests.python.glue.exports import cogs, payment, payments


def charged(day: str, order: str = "#1", amount: str = "10.00") -> dict:
    return payment(f"{day} 10:00:00 +0000", "charge", order, amount, "0.00", amount)


def restated(landing, batch: int) -> list[tuple]:
    """Rows gone, rows added, first and last day, by batch in order of arrival."""
    rows = landing.rows("restatements", "batch_id, rows desc, first_day")
    mine = [row for row in rows if row["batch_id"].endswith(f"-{batch:06d}")]
    names = ("rows", "rows_added", "first_day", "last_day")
    return [tuple(row[name] for name in names) for row in mine]


def test_a_late_file_for_days_told_before_is_logged_with_exactly_these_days(landing):
    landing.put("shopify/payment_transactions/a.csv", payments(charged("2025-03-10")))
    landing.run()
    late = payments(charged("2025-02-03", "#8"), charged("2025-02-07", "#9"), charged("2025-03-11"))
    landing.put("shopify/payment_transactions/b.csv", late)
    landing.run()
    assert restated(landing, 1) == []
    # The 11th of March is news: nothing had been told of it.
    assert restated(landing, 2) == [(0, 2, date(2025, 2, 3), date(2025, 2, 7))]
    told = landing.ledger()["shopify/payment_transactions/b.csv"]
    assert (told["first_day"], told["last_day"]) == (date(2025, 2, 3), date(2025, 3, 11))
    landing.assert_accounted()


def test_rows_that_a_file_repeats_restate_nothing(landing):
    landing.put("shopify/payment_transactions/a.csv", payments(charged("2025-03-10")))
    landing.run()
    again = payments(charged("2025-03-10"), charged("2025-03-12", "#2"))
    landing.put("shopify/payment_transactions/b.csv", again)
    landing.run()
    assert restated(landing, 2) == []
    told = landing.ledger()["shopify/payment_transactions/b.csv"]
    assert (told["first_day"], told["last_day"]) == (date(2025, 3, 12), date(2025, 3, 12))


def test_replaced_rows_are_logged_with_the_days_that_they_told_of(landing):
    landing.put(
        "costs/cogs/a.csv",
        cogs(("MUG", "4.50", "2025-01-01"), ("JAR", "2", "2025-02-01"), ("LID", "1", "2025-03-01")),
    )
    landing.run()
    # MUG and JAR are corrected; a later day makes this list the newer one.
    landing.put(
        "costs/cogs/b.csv",
        cogs(("MUG", "5", "2025-01-01"), ("JAR", "3", "2025-02-01"), ("LID", "1", "2025-04-01")),
    )
    landing.run()
    assert restated(landing, 2) == [
        (2, 0, date(2025, 1, 1), date(2025, 2, 1)),
        (0, 2, date(2025, 1, 1), date(2025, 2, 1)),
    ]
    landing.assert_accounted()


def test_another_store_has_its_own_days(landing):
    landing.put("us/shopify/payment_transactions/a.csv", payments(charged("2025-03-10")))
    landing.put("eu/shopify/payment_transactions/a.csv", payments(charged("2025-01-10")))
    landing.run()
    landing.put("eu/shopify/payment_transactions/b.csv", payments(charged("2025-02-10", "#2")))
    landing.run()
    assert restated(landing, 2) == []


def test_a_file_that_is_read_again_replaces_its_own_rows(landing):
    landing.put("costs/cogs/a.csv", cogs(("MUG", "4.50", "2025-01-01"), ("JAR", "x", "2025-02-01")))
    landing.run()
    landing.run(replay=True)
    day = date(2025, 1, 1)
    assert restated(landing, 2) == [(1, 0, day, day)]
    landing.assert_accounted()
