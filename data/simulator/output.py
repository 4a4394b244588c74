"""Writes the raw exports of a world, and its truth file."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from data.simulator import ads, ads_regions, shipping_truth
from data.simulator.ads_files import (
    amazon_csv,
    amazon_products_csv,
    google_csv,
    meta_account_csv,
    meta_csv,
)
from data.simulator.ads_products import product_spend_truth
from data.simulator.amazon_files import all_orders_text, settlement_v1, settlement_v2
from data.simulator.amazon_german_cases import (
    DATE_RANGE_FILE,
    SETTLEMENT_FILE,
    SHIPMENTS_FILE,
    WINDOW,
    date_range_csv,
)
from data.simulator.catalog import cost_rows
from data.simulator.fba_reports import (
    PREVIEW_DAY,
    SHIPMENT_PERIODS,
    preview_text,
    shipments_of,
    shipments_text,
)
from data.simulator.fba_returns import (
    NOT_SETTLED_YET,
    REPORTED_LOWER,
    reimbursements_text,
    returns_text,
)
from data.simulator.fba_stock import MONTHS, aged_text, canadian_storage_text, storage_text
from data.simulator.fee_truth import counted
from data.simulator.journey_files import WINDOWS as SESSION_WINDOWS
from data.simulator.journey_files import sessions_csv
from data.simulator.journey_truth import attribution_truth
from data.simulator.money import cents_text
from data.simulator.reference_files import (
    bundles_csv,
    cogs_csv,
    ecb_csv,
    fee_scenarios_csv,
    products_csv,
)
from data.simulator.shipping_files import SHIPMENT_FILES, shipments_csv, ups_csv
from data.simulator.shopify_billing import billing_csv
from data.simulator.shopify_files import orders_csv
from data.simulator.shopify_payments import Transaction, transactions_csv
from data.simulator.world import ALL_ORDERS_WINDOWS, ORDER_WINDOWS, PAYMENT_WINDOWS, SEED, World

_ALL_ORDERS_LAYOUTS = ("old", "old", "new", "new", "newest", "newest")


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Exporter:
    """Writes files below a folder and counts their records."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.counts: dict[str, dict[str, int]] = {}
        self.stray_payments: list[dict[str, str | int]] = []
        self._strays_seen: set[int] = set()

    def put(
        self, path: str, text: str, records: int, control: int = 0, encoding: str = "utf-8"
    ) -> None:
        """Write one file; `records` counts data and control records together."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode(encoding))
        self.counts[path] = {"records": records, "control": control}

    def write(self, world: World) -> None:
        """Write every export of the brand."""
        for store in ("default", "eu"):
            for window in ORDER_WINDOWS[store]:
                self.put(window.file, *orders_csv(world.shopify[store], window))
            for window in PAYMENT_WINDOWS[store]:
                text, shown = transactions_csv(world.payments[store], store, window)
                self.put(window.file, text, len(shown))
                self._note_strays(world, store, window.file, shown)
            for download in SESSION_WINDOWS[store]:
                self.put(download.file, *sessions_csv(world.visits[store], download))
        self._write_amazon(world)
        self._write_charges(world)
        self._write_ads(world)
        for store, prefix in (("default", ""), ("eu", "eu/")):
            for stem, rows in cost_rows(store).items():
                self.put(f"{prefix}costs/cogs/{stem}.csv", *cogs_csv(rows))
            self.put(f"{prefix}reference/products/products.csv", *products_csv(store))
        self.put("reference/bundles/bundles.csv", *bundles_csv())
        self.put("reference/fee_scenarios/fee_scenarios.csv", *fee_scenarios_csv())
        self.put("reference/fx/eurofxref-hist.csv", *ecb_csv(world.rates))

    def _note_strays(self, world: World, store: str, file: str, shown: list[Transaction]) -> None:
        known = {order.name for order in world.shopify[store]}
        for position, row in enumerate(shown):
            if row.order_name in known or row.type not in ("charge", "refund"):
                continue
            if id(row) in self._strays_seen:
                continue
            self._strays_seen.add(id(row))
            for cents, measure in (
                (row.amount, "unallocated_amount"),
                (row.fee, "payment_processing_fees"),
            ):
                if cents:
                    self.stray_payments.append(
                        {
                            "source_file": file,
                            "source_line": position + 2,
                            "amount": cents_text(cents),
                            "currency": row.currency,
                            "measure": measure,
                        }
                    )

    def _write_charges(self, world: World) -> None:
        if world.depot is None:
            raise ValueError("a world without parcels")
        for store, path, first, last in SHIPMENT_FILES:
            text, records = shipments_csv(world.depot.parcels, store, path, _day(first), _day(last))
            self.put(path, text, records)
        former = []
        for path, invoices in shipping_truth.charged_invoices(world.depot).items():
            # The download of a month begins with the last invoice of the month before.
            again = former if invoices[0].currency == "USD" else []
            self.put(path, *ups_csv([*again, *invoices], path))
            former = invoices[-1:]
        self.put("shopify/billing/billing.csv", *billing_csv(world.bills["default"], "USD"))
        self.put("eu/shopify/billing/rechnungen.csv", *billing_csv(world.bills["eu"], "EUR"))

    def _write_amazon(self, world: World) -> None:
        shown: set[str] = set()
        for window, layout in zip(ALL_ORDERS_WINDOWS, _ALL_ORDERS_LAYOUTS, strict=True):
            self.put(window.file, *all_orders_text(world.amazon, window, layout, shown))
        for settlement in world.settlements:
            stem = f"amazon/settlements/{settlement.settlement_id}"
            for layout in settlement.layouts:
                path = f"{stem}_flat_file_v2.txt" if layout == "v2" else f"{stem}_flat_file.txt"
                writer = settlement_v2 if layout == "v2" else settlement_v1
                text, records = writer(settlement, path)
                self.put(path, text, records, 1)
        german = world.german
        self.put(WINDOW.file, *all_orders_text(german.orders, WINDOW, "newest", set()))
        text, records = settlement_v2(german.settlement, SETTLEMENT_FILE)
        self.put(SETTLEMENT_FILE, text, records, 1)
        self.put(DATE_RANGE_FILE, *date_range_csv(german))
        self.put(SHIPMENTS_FILE, *shipments_of(german.only_shipped))

        self._write_fba(world)

    def _write_fba(self, world: World) -> None:
        if world.stock is None:
            raise ValueError("a world without stock")
        for first, last in SHIPMENT_PERIODS:
            path = f"amazon/fulfilled_shipments/AmazonFulfilledShipments_{first}_{last}.txt"
            self.put(path, *shipments_text(world.amazon, first, last, world.seed))
        preview = f"amazon/fba_fee_preview/FeePreview_{PREVIEW_DAY}.txt"
        self.put(preview, *preview_text())
        for position in range(0, len(MONTHS), 3):
            months = MONTHS[position : position + 3]
            span = f"{months[0]:%Y-%m}_{months[-1]:%Y-%m}"
            path = f"amazon/storage_fees/MonthlyStorageFees_{span}.txt"
            self.put(path, *storage_text(world.stock.storage, months))
        self.put("amazon/storage_fees/MonthlyStorageFees_CA_2025-09.txt", *canadian_storage_text())
        for year in (2025, 2026):
            path = f"amazon/aged_inventory/AgedInventorySurcharge_{year}.txt"
            self.put(path, *aged_text(world.stock.aged, year))
            path = f"amazon/returns/CustomerReturns_{year}.txt"
            self.put(path, *returns_text(world.returns, str(year)))
        rows = [row for settlement in world.settlements for row in settlement.rows]
        path = "amazon/reimbursements/Reimbursements.txt"
        self.put(path, *reimbursements_text(rows, world.seed))

    def _write_ads(self, world: World) -> None:
        rows = world.ad_rows["google"]
        june, december = (
            (_day("2025-06-17"), _day("2025-06-30")),
            (_day("2025-12-18"), _day("2025-12-31")),
        )
        folder = "google_ads/campaigns"
        self.put(
            f"{folder}/Campaign report.csv",
            *google_csv(
                ads.before_restatement(rows, *june, 3), _day("2025-01-01"), june[1], british=False
            ),
        )
        self.put(
            f"{folder}/Campaign report (1).csv",
            *google_csv(
                ads.before_restatement(rows, *december, 4),
                june[0],
                december[1],
                british=True,
                tabs=True,
            ),
            encoding="utf-16",
        )
        self.put(
            f"{folder}/Campaign report (2).csv",
            *google_csv(rows, december[0], _day("2026-06-30"), british=False),
        )
        self.put(
            f"eu/{folder}/Campaign report EU.csv",
            *google_csv(
                world.ad_rows["google_eu"], _day("2025-02-01"), _day("2025-12-31"), british=True
            ),
        )
        self.put(
            f"eu/{folder}/Campaign report EU (1).csv",
            *google_csv(
                world.ad_rows["google_eu"], _day("2026-01-01"), _day("2026-06-30"), british=True
            ),
        )
        self._write_meta(world, december)
        self._write_regions(world)
        self._write_ad_cases(world)
        rows = world.ad_rows["amazon"]
        folder = "amazon_ads/sponsored_products"
        first = [
            row for row in ads.before_restatement(rows, *december, 3) if row.end <= december[1]
        ]
        self.put(f"{folder}/Sponsored Products Campaigns 2025.csv", *amazon_csv(first, 14))
        self.put(
            f"{folder}/Sponsored Products Campaigns 2026.csv",
            *amazon_csv([row for row in rows if row.start >= december[0]], 7),
        )

    def _write_regions(self, world: World) -> None:
        rows = ads_regions.by_region(world.seed, world.ad_rows["google"], "Unknown")
        self.put(
            "google_ads/campaigns/Region report.csv",
            *google_csv(rows, *ads_regions.SPAN, british=False),
        )
        rows = ads_regions.by_region(world.seed, world.ad_rows["meta"], "")
        path = "meta_ads/campaigns/ArtisanGlow-Regions-May-1-2025-Jul-1-2025.csv"
        self.put(path, *meta_csv(rows))

    def _write_ad_cases(self, world: World) -> None:
        planted = world.ad_cases
        for number, rows, with_ids in (
            (3, planted.renamed_before, True),
            (4, planted.renamed_after, True),
            (5, planted.without_id, False),
            (6, planted.with_id, True),
            (7, planted.free, True),
        ):
            self.put(
                f"google_ads/campaigns/Campaign report ({number}).csv",
                *google_csv(rows, rows[0].start, rows[-1].end, british=False, with_ids=with_ids),
            )
        for kind, folder, rows in (
            ("Sponsored Products", "sponsored_products", planted.canadian),
            ("Sponsored Brands", "sponsored_brands", planted.brands),
            ("Sponsored Display", "sponsored_display", planted.display),
        ):
            path = f"amazon_ads/{folder}/{kind} {rows[0].currency} {rows[0].start:%Y-%m}.csv"
            self.put(path, *amazon_csv(rows, 14, kind))
        self.put(
            "amazon_ads/sponsored_products/Sponsored Products Advertised product 2025.csv",
            *amazon_products_csv(planted.products),
        )
        self.put(
            "meta_ads/campaigns/ArtisanGlow-Canada-Account-Oct-2025.csv",
            *meta_account_csv(planted.nameless),
        )
        for rows in (planted.outer_total, planted.inner_total):
            span = f"{rows[0].start:%b}-{rows[0].start.day}-to-{rows[0].end:%b}-{rows[0].end.day}"
            self.put(f"meta_ads/campaigns/ArtisanGlow-Launch-{span}-2026.csv", *meta_csv(rows))

    def _write_meta(self, world: World, december: tuple[dt.date, dt.date]) -> None:
        rows, folder = world.ad_rows["meta"], "meta_ads/campaigns"
        half = [row for row in rows if row.end <= _day("2025-06-30")]
        self.put(
            f"{folder}/ArtisanGlow-Campaigns-Jan-1-2025-Jun-30-2025.csv", *meta_csv(half, bom=True)
        )
        self.put(f"{folder}/ArtisanGlow-Campaigns-Feb-2025-daily.csv", *meta_csv(None))
        self.put(
            f"{folder}/ArtisanGlow-Campaigns-Feb-1-2025-Feb-28-2025.csv", *meta_csv(world.february)
        )
        whole = ads.multi_day(rows, _day("2025-04-01"), _day("2025-06-30"))
        self.put(f"{folder}/ArtisanGlow-Campaigns-Apr-1-2025-Jun-30-2025.csv", *meta_csv(whole))
        earlier = [
            row
            for row in ads.before_restatement(rows, *december, 3)
            if _day("2025-07-01") <= row.start <= december[1]
        ]
        self.put(
            f"{folder}/ArtisanGlow-Campaigns-Jul-1-2025-Dec-31-2025.csv",
            *meta_csv(earlier, summary=True),
        )
        self.put(
            f"{folder}/ArtisanGlow-Campaigns-Dec-18-2025-Jun-30-2026.csv",
            *meta_csv([row for row in rows if row.start >= december[0]]),
        )


def truth(world: World, exporter: Exporter) -> dict[str, object]:
    """The truth file's content; call it after the exports are written (it names their lines)."""
    if world.depot is None:
        raise ValueError("a world without parcels")
    settlements = {}
    for settlement in world.settlements:
        entry = {
            "total": cents_text(settlement.total),
            "currency": settlement.currency,
            "role": "pnl",
        }
        settlements[settlement.settlement_id] = entry
        if len(settlement.layouts) > 1:
            settlements[f"{settlement.settlement_id}#v1"] = {**entry, "role": "evidence"}
    settlements |= world.german.settlements()
    listed = [
        {
            "source_file": row.file,
            "source_line": row.line,
            "amount": cents_text(row.amount),
            "currency": row.currency,
            "measure": measure,
        }
        for row, measure in world.unallocated
    ]
    return {
        "seed": SEED,
        "fact": world.ledger.fact(),
        "order_lines": world.ledger.order_lines,
        "unclassified": [
            {
                "source_file": row.file,
                "source_line": row.line,
                "amount": cents_text(row.amount),
                "currency": row.currency,
            }
            for row in world.unclassified
        ],
        "unallocated": listed + exporter.stray_payments + shipping_truth.unallocated(world.depot),
        "advertising_differences": world.ad_differences,
        "shipping_differences": shipping_truth.differences(world.depot),
        "reimbursement_differences": [
            {"sku": REPORTED_LOWER[0], "amount": "0.20", "currency": "USD"}
        ],
        "reimbursements_not_settled": [
            {
                "sku": NOT_SETTLED_YET[0],
                "amount": cents_text(NOT_SETTLED_YET[1]),
                "currency": "USD",
            }
        ],
        "settlements": settlements,
        "fee_audit": world.fee_audit,
        "fee_audit_unknown": counted(world.unknown_fees),
        "fee_audit_unknown_fees": world.unknown_fees + world.german.unknown_fees,
        "estimated_fees": world.ledger.estimated_fees,
        "files": dict(sorted(exporter.counts.items())),
        "cases": world.cases.resolved(),
        "pnl_by_channel": world.ledger.profit_by_channel(),
        **attribution_truth(world.shopify, world.visits, ORDER_WINDOWS, world.spent),
        "product_spend": product_spend_truth(world.ad_cases.products, world.amazon),
    }


def write_truth(path: Path, content: dict[str, object]) -> None:
    """Write the truth as JSON, one line per list item so that differences are readable."""
    parts = []
    for name, value in content.items():
        if isinstance(value, list):
            rows = ",\n".join(json.dumps(item, ensure_ascii=False) for item in value)
            parts.append(f"{json.dumps(name)}: [\n{rows}\n]")
        else:
            parts.append(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False, indent=1)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")
