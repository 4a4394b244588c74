"""The oracle's fees of selling, refunding, storing and promoting; fulfillment is in oracle.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.python.fees.cards import Row
from tests.python.fees.oracle import NO_CARD, NO_PRICE, UNMAPPED_CATEGORY, Fee, half_up, unknown
from tests.python.fees.oracle import Oracle as FulfillmentOracle


@dataclass(frozen=True)
class Account:
    """What a seller's account in a country pays beside the cards; the rates are parts of one."""

    selling_plan: str = "professional"
    fee_tax_rate: Fraction = Fraction(0)
    digital_services_rate: Fraction = Fraction(0)


class Oracle(FulfillmentOracle):
    """Every fee of Amazon that a rate card tells."""

    # The referral fee and what hangs on it.

    def in_referral_band(self, row: Row, price: Fraction) -> bool:
        """Above the lower end, up to and with the upper one."""
        return row.price_above < price and (row.price_up_to is None or price <= row.price_up_to)

    def referral_rows(
        self,
        country: str,
        category: str | None,
        day: date,
        price: Fraction | None,
        fulfillment: str = "fba",
    ) -> list[Row] | str:
        """The rows that rate a unit of a price together, or why there are none."""
        if price is None:
            return NO_PRICE
        if category not in self.cards.fee_categories:
            return UNMAPPED_CATEGORY
        in_effect = (
            row
            for row in self.cards.referral[country, category]
            if self.in_effect(row, day) and row.fulfillment in (None, fulfillment)
        )
        return [row for row in in_effect if self.in_referral_band(row, price)] or NO_CARD

    def rated(self, row: Row, price: Fraction) -> Fraction:
        """A row's part of the fee: its rate on the portion of the price that it covers."""
        top = price if row.portion_up_to is None else min(price, row.portion_up_to)
        return row.rate * max(top - row.portion_above, Fraction(0))

    def minimum(self, rows: list[Row]) -> Fraction:
        """The least that a unit pays."""
        return max(row.minimum_fee for row in rows)

    def referral_per_unit(
        self,
        country: str,
        category: str | None,
        day: date,
        price: Fraction | None,
        fulfillment: str = "fba",
    ) -> Fee:
        """Referral fee of one unit, rounded per unit."""
        rows = self.referral_rows(country, category, day, price, fulfillment)
        if isinstance(rows, str):
            return unknown(rows)
        amount = max(sum(self.rated(row, price) for row in rows), self.minimum(rows))
        return Fee(half_up(amount), rows=tuple(row.rate_card_row_id for row in rows))

    def referral_line(self, per_unit: Fee, quantity: int) -> Fee:
        """Referral fee of a line before tax: rounded per unit, times its units."""
        if per_unit.amount is None:
            return per_unit
        return Fee(per_unit.amount * quantity, rows=per_unit.rows)

    def tax_on_fee(self, line: Decimal, account: Account) -> Decimal:
        """Tax that Amazon adds to a line's fee, rounded per line."""
        return half_up(Fraction(line) * account.fee_tax_rate)

    def closing_fee(
        self, country: str, category: str | None, day: date, price: Fraction | None, quantity: int
    ) -> Fee | None:
        """Closing fee per item of media; None where the category has none."""
        rows = self.referral_rows(country, category, day, price)
        if isinstance(rows, str):
            return unknown(rows)
        each = {row.closing_fee for row in rows}
        if len(each) > 1:
            raise ValueError(f"several closing fees apply: {rows}")
        (fee,) = each
        return None if fee is None else Fee(half_up(fee) * quantity)

    def per_item_fee(self, country: str, day: date, account: Account, quantity: int) -> Fee | None:
        """What the individual selling plan pays per item; None for the professional one."""
        if account.selling_plan != "individual":
            return None
        row = self.rate(country, "per_item_selling_fee", day)
        if row is None:
            return unknown(NO_CARD)
        return Fee(half_up(row.amount) * quantity, rows=(row.rate_card_row_id,))

    def refund_administration(self, country: str, day: date, referral: Fee, tax: Decimal) -> Fee:
        """What Amazon keeps of the referral fee of refunded units: part of it, up to a cap."""
        if referral.amount is None:
            return referral
        row = self.rate(country, "refund_administration", day)
        if row is None:
            return unknown(NO_CARD)
        base = referral.amount + (tax if row.rate_base == "referral_fee_with_tax" else 0)
        kept = half_up(Fraction(base) * row.rate)
        return Fee(min(kept, half_up(row.amount_cap)), rows=(row.rate_card_row_id,))

    def digital_services_fee(self, commission: Fee, account: Account) -> Fee | None:
        """Digital services fee on a line's commission with its tax; None where there is none."""
        if not account.digital_services_rate:
            return None
        if commission.amount is None:
            return commission
        return Fee(half_up(Fraction(commission.amount) * account.digital_services_rate))

    # Months of storage and promotions.

    def storage_fee(
        self,
        country: str,
        day: date,
        storage_size: str,
        product_type: str,
        cubic_feet: Fraction,
        component: str = "base",
        ratio_weeks: Fraction | None = None,
    ) -> Fee:
        """Storage of a SKU in the month of a day. cubic_feet: average daily volume.

        The utilization_surcharge is rated on its own volume, that of units older than 30 days.
        """
        row = self.only(
            row
            for row in self.cards.storage[country, component]
            if self.in_effect(row, day)
            and row.storage_size == storage_size
            and row.product_type == product_type
            and row.month_from <= day.month <= row.month_to
            and self.in_ratio_band(row, ratio_weeks)
        )
        if row is None:
            return unknown(NO_CARD)
        return Fee(half_up(cubic_feet * row.rate_per_cubic_foot), rows=(row.rate_card_row_id,))

    def in_ratio_band(self, row: Row, ratio_weeks: Fraction | None) -> bool:
        """From the lower end in weeks, below the upper one; the base rate has no such band."""
        if row.ratio_weeks_from is None:
            return ratio_weeks is None
        return (
            ratio_weeks is not None
            and row.ratio_weeks_from <= ratio_weeks
            and (row.ratio_weeks_below is None or ratio_weeks < row.ratio_weeks_below)
        )

    def aged_surcharge(
        self,
        country: str,
        day: date,
        age_days: int,
        cubic_feet: Fraction,
        units: int,
        category: str | None = None,
    ) -> Fee | None:
        """Surcharge on units of an age at a snapshot: by volume, or by unit if that is more.

        None where units so young or of such a category pay none; unknown where no card is in force.
        """
        in_effect = [row for row in self.cards.aged[country,] if self.in_effect(row, day)]
        if not in_effect:
            return unknown(NO_CARD)
        row = self.only(
            row
            for row in in_effect
            if row.age_days_from <= age_days
            and (row.age_days_to is None or age_days <= row.age_days_to)
        )
        if row is None or category in (row.exempt_categories or "").split("|"):
            return None
        by_volume = cubic_feet * row.rate_per_cubic_foot
        by_unit = units * (row.minimum_per_unit or 0)
        return Fee(half_up(max(by_volume, by_unit)), rows=(row.rate_card_row_id,))

    def liquidation_referral(self, country: str, day: date, recovered: Fraction) -> Fee:
        """Part of the gross recovery of a liquidation that Amazon takes."""
        row = self.rate(country, "liquidation_referral", day)
        if row is None:
            return unknown(NO_CARD)
        return Fee(half_up(recovered * row.rate), rows=(row.rate_card_row_id,))

    def coupon_fee(self, country: str, day: date, sales: Fraction, redemptions: int) -> Fee:
        """Fee of one coupon: an amount and a part of its sales, or an amount per redemption."""
        row = self.rate(country, "coupon_fee", day)
        if row:
            amount = half_up(row.amount + sales * row.rate)
            return Fee(amount, rows=(row.rate_card_row_id,))
        row = self.rate(country, "coupon_redemption_fee", day)
        if row:
            return Fee(half_up(row.amount) * redemptions, rows=(row.rate_card_row_id,))
        return unknown(NO_CARD)
