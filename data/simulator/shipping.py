"""Parcels that the merchant sends, what the shipment file says they cost, and what UPS charges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from data.simulator.cases import CaseBook
from data.simulator.draw import Draw
from data.simulator.ledger import FactKey
from data.simulator.money import percent

LAST_INVOICE = dt.date(2026, 6, 27)
_UPS_FROM = dt.date(2026, 1, 2)
_FUEL = "0.185"
SHIPMENTS, INVOICES = "costs/shipments", "costs/carrier_invoices"


@dataclass
class Sent:
    """An order in a parcel: its number, the units of its lines, and the fact key of each line."""

    order_id: str
    currency: str
    units: list[int]
    key: Callable[[int, dt.date], FactKey]
    cost: int = 0
    printed: str = ""


@dataclass
class CarrierCharge:
    """One record of a carrier's invoice in cents; `parcel` is what it was charged for, if known."""

    category: str
    code: str
    description: str
    cents: int
    shipped: dt.date
    kind: str = "SHP"
    tracking: str = ""
    reference: str = ""
    parcel: Parcel | None = None
    file: str = ""
    line: int = 0


@dataclass
class Invoice:
    """An invoice of UPS."""

    number: str
    date: dt.date
    account: str = "0000A7X114"
    currency: str = "USD"
    charges: list[CarrierCharge] = field(default_factory=list)

    @property
    def total(self) -> int:
        """What the invoice asks for."""
        return sum(charge.cents for charge in self.charges)


@dataclass
class Parcel:
    """A parcel on its way; `sent` holds its orders, `invoices` says who charged what when."""

    store: str
    shipped: dt.date
    carrier: str
    service: str
    tracking: str
    currency: str
    sent: list[Sent]
    listed: bool = True
    charged: list[tuple[Invoice, CarrierCharge]] = field(default_factory=list)
    former_cost: int = 0
    line: int = 0
    file: str = ""

    @property
    def is_invoiced(self) -> bool:
        """True once UPS has charged the transport itself."""
        return any(c.kind != "ADJ" and c.category not in ("BRK", "GOV") for _, c in self.charged)


class Depot:
    """Packs parcels of one brand and collects what UPS charges for them."""

    def __init__(self, seed: int, cases: CaseBook) -> None:
        self.draw, self.cases = Draw(seed, "shipping"), cases
        self.parcels: list[Parcel] = []
        self.invoices: list[Invoice] = []
        # Seven days apart, each a Saturday.
        day = dt.date(2026, 1, 3)
        while day <= LAST_INVOICE:
            self.invoices.append(Invoice(f"0000A7X114{day:%y%j}", day))
            day += dt.timedelta(days=7)

    def pack(self, store: str, sent: Sent, shipped: dt.date, is_domestic: bool) -> Parcel:
        """Send one order in one parcel."""
        draw = self.draw
        if store == "eu":
            sent.cost = draw.between(390, 890)
            parcel = Parcel(store, shipped, "DHL", "Paket", f"JJD{draw.digits(17)}", "EUR", [sent])
        elif shipped >= _UPS_FROM and is_domestic and draw.chance(30):
            parcel = self._by_ups(sent, shipped)
        else:
            sent.cost = draw.between(480, 1_290)
            parcel = Parcel(
                store, shipped, "USPS", "Ground Advantage", f"9400{draw.digits(18)}", "USD", [sent]
            )
        sent.printed = sent.order_id.lstrip("#") if draw.chance(10) else sent.order_id
        self.parcels.append(parcel)
        return parcel

    def _by_ups(self, sent: Sent, shipped: dt.date) -> Parcel:
        draw = self.draw
        freight = draw.between(820, 1_490)
        fuel = percent(freight, _FUEL)
        sent.cost = freight + fuel
        tracking = f"1ZA7X114{draw.digits(10)}"
        parcel = Parcel("default", shipped, "UPS", "Ground", tracking, "USD", [sent])
        first = [
            ("FRT", "003", "Ground Commercial", freight),
            ("FSC", "FSC", "Fuel Surcharge", fuel),
        ]
        if draw.chance(20):
            first.append(("ACC", "RES", "Residential Surcharge", 595))
        self.charge(parcel, first, 0)
        if draw.chance(4):
            correction = draw.pick(
                (
                    ("ACC", "ADC", "Address Correction", 2_100),
                    ("FRT", "SCC", "Shipping Charge Correction", draw.between(120, 640)),
                    ("FRT", "GSR", "Guaranteed Service Refund", -freight),
                )
            )
            self.charge(parcel, [correction], draw.between(2, 4), kind="ADJ")
        return parcel

    def invoice_after(self, day: dt.date, weeks: int = 0) -> Invoice | None:
        """The first invoice after a day, or one so many weeks later; None while it is to come."""
        later = [invoice for invoice in self.invoices if invoice.date > day]
        return later[weeks] if len(later) > weeks else None

    def charge(
        self,
        parcel: Parcel,
        parts: list[tuple[str, str, str, int]],
        weeks: int,
        kind: str = "SHP",
        invoice: Invoice | None = None,
    ) -> None:
        """Put charges of a parcel on an invoice, unless none has been written by the last day."""
        invoice = invoice or self.invoice_after(parcel.shipped, weeks)
        if invoice is None:
            return
        for category, code, description, cents in parts:
            charge = CarrierCharge(
                category,
                code,
                description,
                cents,
                parcel.shipped,
                kind,
                parcel.tracking,
                parcel.sent[0].order_id if kind == "SHP" else "",
                parcel,
            )
            invoice.charges.append(charge)
            parcel.charged.append((invoice, charge))

    def note(self, decision: int, what: str, needle: str, folder: str = SHIPMENTS) -> None:
        """Say that a case of a decision was planted, and by what text its file shows it."""
        self.cases.plant(decision, what, f"{folder}: {needle}")

    def plant(self) -> None:
        """Rearrange some everyday parcels into the cases that the rules decide."""
        ups = [parcel for parcel in self.parcels if parcel.carrier == "UPS" and parcel.is_invoiced]
        plain = [p for p in ups if len(p.charged) == 2 and len(p.sent[0].units) == 1]
        usps = [parcel for parcel in self.parcels if parcel.carrier == "USPS"]
        self._share_a_parcel(plain[3], plain[4])
        self._split_an_order(next(p for p in usps if sum(p.sent[0].units) >= 3))
        plain[7].listed = False
        self.note(18, "parcel of a reference alone", plain[7].tracking, INVOICES)
        restated = next(p for p in reversed(usps) if p.shipped <= dt.date(2025, 6, 28))
        restated.former_cost = restated.sent[0].cost + 230
        self.note(0, "shipment restated by a later file", restated.tracking)
        unknown = next(p for p in usps if p.shipped >= dt.date(2025, 3, 3) and p is not restated)
        unknown.tracking = ""
        self.note(18, "parcel without a tracking number", unknown.sent[0].printed)
        stray = Sent("#99871", "USD", [], nowhere, 1_045, "#99871")
        self.parcels.append(
            Parcel(
                "default",
                dt.date(2025, 11, 19),
                "USPS",
                "Priority Mail",
                "9400110000000099871123",
                "USD",
                [stray],
            )
        )
        self.note(18, "parcel of an order that never landed: unallocated", "#99871")
        march = self.invoice_after(dt.date(2026, 3, 9))
        assert march is not None
        nobodys = "1ZA7X1140000009999"
        march.charges.append(
            CarrierCharge(
                "FRT",
                "003",
                "Ground Commercial",
                1_190,
                dt.date(2026, 3, 11),
                "SHP",
                nobodys,
                "PO 7781",
            )
        )
        self.note(18, "charge of a parcel that nobody knows: unallocated", nobodys, INVOICES)
        for month in range(1, 7):
            first = self.invoice_after(dt.date(2026, month, 1) - dt.timedelta(days=1))
            assert first is not None
            first.charges.append(
                CarrierCharge("MSC", "WSC", "Service Charge", 3_550, first.date, "MIS")
            )
        self.note(18, "charge of the carrier's account: no order", "Service Charge", INVOICES)
        january = [invoice for invoice in self.invoices if invoice.date.month == 1]
        self.note(20, "invoice in two downloads: counts once", january[-1].number, INVOICES)
        credit = next((p for p in ups if any(c.cents < 0 for _, c in p.charged)), None) or plain[11]
        if all(c.cents >= 0 for _, c in credit.charged):
            freight = credit.charged[0][1].cents
            self.charge(credit, [("FRT", "GSR", "Guaranteed Service Refund", -freight)], 3, "ADJ")
        self.note(22, "carrier gives freight back weeks later", credit.tracking, INVOICES)
        self.note(22, "carrier corrects an address weeks later", "Address Correction", INVOICES)
        self.note(22, "shipment file's cost, once invoiced: evidence", ups[0].tracking)
        waiting = next(p for p in self.parcels if p.carrier == "UPS" and not p.charged)
        self.note(22, "parcel that no invoice has charged yet", waiting.tracking)

    def pay_duty(self, abroad: list[Parcel]) -> None:
        """A Swiss invoice in francs: duty and brokerage of a parcel whose transport DHL did."""
        parcel = abroad[0]
        invoice = Invoice("CH55001207", parcel.shipped + dt.timedelta(days=12), "00CH551207", "CHF")
        self.invoices.append(invoice)
        duty = [
            ("GOV", "DTY", "Duty Amount", 640),
            ("BRK", "DBF", "Brokerage Fee", 1_815),
        ]
        self.charge(parcel, duty, 0, invoice=invoice)
        self.note(8, "duty and brokerage paid: shipping cost", parcel.tracking, f"eu/{INVOICES}")
        self.note(16, "carrier's invoice in francs", invoice.number, f"eu/{INVOICES}")
        self.note(22, "duty invoiced, freight not", parcel.tracking, f"eu/{SHIPMENTS}")

    def _share_a_parcel(self, first: Parcel, second: Parcel) -> None:
        """Both orders travel in the first parcel, which is charged once."""
        for invoice, charge in second.charged:
            invoice.charges.remove(charge)
        self.parcels.remove(second)
        first.sent += second.sent
        self.note(18, "two orders in one parcel: by units", first.tracking)

    def _split_an_order(self, parcel: Parcel) -> None:
        """A second parcel of the same order, three days later."""
        (sent,) = parcel.sent
        second = Sent(sent.order_id, sent.currency, sent.units, sent.key, 715, sent.printed)
        self.parcels.append(
            Parcel(
                parcel.store,
                parcel.shipped + dt.timedelta(days=3),
                parcel.carrier,
                parcel.service,
                f"9400{self.draw.digits(18)}",
                parcel.currency,
                [second],
            )
        )
        self.note(18, "two parcels of one order", sent.printed)


def nowhere(_place: int, _day: dt.date) -> FactKey:
    """The fact key of a parcel that is booked nowhere by itself; raises LookupError."""
    raise LookupError("this parcel is on no fact of its own")
