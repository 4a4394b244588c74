"""A brand of some forty orders, cut out of the demo brand's exports and delivered bit by bit.

Every file stays what its vendor writes: header, preamble and records as they are, fewer of them. A
settlement's stated total is that of the rows it keeps. What a brand goes through is put on top:
exports whose windows overlap, orders first seen before they were paid, shipped or refunded, a line
of an order that is gone later, a file that comes twice, and all of it in any order.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "sample"
ORDERS = 40
WINDOWS = 4
FIRST, LAST = 6, 10


@dataclass(frozen=True)
class Export:
    """One file: its path below the raw folder, and its bytes."""

    path: str
    content: bytes


class Table:
    """A vendor's file: lines before the header, the header, and records by column name."""

    def __init__(self, text: str, header: str, delimiter: str) -> None:
        lines = text.splitlines(keepends=True)
        start = next(i for i, line in enumerate(lines) if line.startswith(header))
        self.before = "".join(lines[:start])
        self.delimiter = delimiter
        rows = list(csv.reader(io.StringIO("".join(lines[start:])), **self._dialect()))
        self.columns, width = rows[0], len(rows[0])
        self.records = [
            dict(zip(self.columns, row + [""] * (width - len(row)), strict=True))
            for row in rows[1:]
        ]

    def _dialect(self) -> dict:
        """Amazon quotes nothing; everybody else does."""
        plain = {"quoting": csv.QUOTE_NONE, "quotechar": None}
        return {"delimiter": self.delimiter, **(plain if self.delimiter == "\t" else {})}

    def written(self, records: list[dict[str, str]]) -> str:
        """The file with these records only."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n", **self._dialect())
        writer.writerow(self.columns)
        writer.writerows([record.get(name, "") for name in self.columns] for record in records)
        return self.before + out.getvalue()


@cache
def tables(report: str, header: str, delimiter: str) -> dict[str, Table]:
    """The demo brand's files of a report, by name."""
    files = sorted((SAMPLE / report).iterdir())
    return {file.name: Table(file.read_text("utf-8-sig"), header, delimiter) for file in files}


def merged(report: str, header: str, delimiter: str) -> tuple[Table, list[dict[str, str]]]:
    """The file with most columns for its shape, and the records of all, the newest file last."""
    found = tables(report, header, delimiter)
    widest = max(found.values(), key=lambda table: len(table.columns))
    return widest, [r for table in found.values() for r in table.records]


class Brand:
    """The deliveries of one seed: `deliveries`, each a list of exports, in the order of arrival.

    longest: how many deliveries there are at most; None for as many as the seed draws.
    """

    def __init__(self, seed: int, longest: int | None = None) -> None:
        self.draw = random.Random(f"brand {seed}")
        self.draw_apart = random.Random(f"references {seed}")
        self.exports: list[Export] = []
        shop = self._orders_of_the_shop()
        amazon = self._orders_of_amazon(shop)
        self._shipments_and_returns(amazon)
        self._delivery(amazon | {name.lstrip("#") for name in shop})
        self._settlements(amazon)
        self._reference()
        drawn = self.draw.randint(FIRST, LAST)
        self.deliveries = self._delivered(min(drawn, longest or drawn))
        self._visits(seed, set(shop))
        self._refunds(seed)

    def _windows(self, keys: list[str]) -> list[list[str]]:
        """Keys in the order given, in windows that share a key with the one before."""
        size = -(-len(keys) // WINDOWS)
        starts = range(0, len(keys), size)
        return [keys[max(0, start - 2) : start + size] for start in starts]

    def _put(self, path: str, text: str) -> None:
        self.exports.append(Export(path, text.encode("utf-8")))

    def _orders_of_the_shop(self) -> list[str]:
        shape, records = merged("shopify/orders", "Name,", ",")
        newest: dict[str, list[dict[str, str]]] = {}
        for record in records:
            first = record["Financial Status"] != ""
            if first:
                newest[record["Name"]] = []
            newest[record["Name"]].append(record)
        moving = [n for n, rows in newest.items() if rows[0]["Refunded Amount"] not in ("", "0.00")]
        others = sorted(newest.keys() - set(moving))
        invoiced = sorted(self._invoiced() & set(others))
        others = [name for name in others if name not in invoiced]
        picked = self.draw.sample(moving, 6) + self.draw.sample(invoiced, 3)
        picked += self.draw.sample(others, ORDERS // 2 - len(picked))
        picked.sort(key=lambda name: newest[name][0]["Created at"])
        windows = self._windows(picked)
        for number, window in enumerate(windows):
            rows = []
            for name in window:
                again = number + 1 < len(windows) and name in windows[number + 1]
                early = again and self.draw.random() < 0.7
                rows += self._earlier(newest[name]) if early else newest[name]
            self._put(f"shopify/orders/orders_export_{number}.csv", shape.written(rows))
        shape, records = merged("shopify/payment_transactions", "Transaction Date,", ",")
        seen: list[dict[str, str]] = []
        for record in records:
            if record["Order"] in picked and record not in seen:
                seen.append(record)
        seen += [self._billed(record, place % 2 == 0) for place, record in enumerate(seen[::20])]
        seen.sort(key=lambda record: record["Transaction Date"])
        for number, window in enumerate(self._windows([str(i) for i in range(len(seen))])):
            rows = [seen[int(place)] for place in reversed(window)]
            self._put(f"shopify/payment_transactions/payments_{number}.csv", shape.written(rows))
        self.refunds = [
            self._told(number, payment, newest[payment["Order"]][0])
            for number, payment in enumerate(seen)
            if payment["Type"] == "refund"
        ]
        # Without charges nothing tells how much of them was paid.
        charged = {record["Order"] for record in seen}
        uncharged = [name for name in picked if name not in charged]
        self.refunds += [
            self._told(number, self._unpaid(newest[name][0]), newest[name][0])
            for number, name in zip((400, 404), uncharged, strict=False)
        ]
        return picked

    def _billed(self, payment: dict[str, str], names_an_order: bool) -> dict[str, str]:
        """What Shopify takes out of the payout for a Shop campaign, at the time of a payment."""
        money = {"Amount": "-25.00", "Fee": "0.00", "Net": "-25.00"}
        untold = dict.fromkeys(["Card Brand", "Card Source", "Checkout", "Payment Method Name"], "")
        unshown = {"Presentment Amount": "", "Presentment Currency": ""}
        order = {"Order": payment["Order"] if names_an_order else ""}
        told = {"Type": "shop_cash_campaign_billing_debit"}
        return payment | money | untold | unshown | order | told

    def _unpaid(self, order: dict[str, str]) -> dict[str, str]:
        """What an edit took out of an order on its day, written as a payment of it."""
        amount = f"-{Decimal(order['Lineitem price']) / 2:.2f}"
        day = {"Transaction Date": order["Created at"], "Currency": order["Currency"]}
        return {"Amount": amount, **day}

    def _told(self, number: int, payment: dict[str, str], order: dict[str, str]) -> dict:
        """A refund as the shop tells it: a unit of the first line, the rest as a difference.

        Every fourth tells of no payment, as an exchange does: how much of it was never paid
        depends on what the order says was paid back, and on charges, which land at any time.
        """
        amount, price = -Decimal(payment["Amount"]), Decimal(order["Lineitem price"])
        moment = datetime.strptime(payment["Transaction Date"], "%Y-%m-%d %H:%M:%S %z").isoformat()

        def shop(value: Decimal) -> dict:
            return {"shop_money": {"amount": f"{value:.2f}", "currency_code": payment["Currency"]}}

        paid = [
            {
                "kind": "refund",
                "status": "success",
                "amount": f"{amount:.2f}",
                "currency": payment["Currency"],
            }
        ]
        return {
            "id": 700 + number,
            "order_id": order["Id"],
            "created_at": moment,
            "processed_at": moment,
            "refund_line_items": [
                {
                    "line_item_id": 1,
                    "quantity": 1,
                    "restock_type": ("return", "no_restock", "cancel")[number % 3],
                    "line_item": {"sku": order["Lineitem sku"]},
                    "subtotal_set": shop(price),
                    "total_tax_set": shop(Decimal(0)),
                }
            ],
            "order_adjustments": [
                {
                    "kind": "refund_discrepancy",
                    "amount_set": shop(price - amount),
                    "tax_amount_set": shop(Decimal(0)),
                }
            ],
            "transactions": paid if number % 4 else [],
        }

    def _refunds(self, seed: int) -> None:
        """What the shop tells of its refunds, in two files that overlap, at any time.

        Drawn apart from the rest. The last delivery stays one with which no order changes.
        """
        draw = random.Random(f"refunds {seed}")
        half = len(self.refunds) // 2
        for number, told in enumerate((self.refunds[: half + 1], self.refunds[half:])):
            if told:
                content = json.dumps({"refunds": told}).encode("utf-8")
                export = Export(f"shopify/refunds/refunds_{number}.json", content)
                draw.choice(self.deliveries[:-1]).append(export)

    def _earlier(self, rows: list[dict[str, str]]) -> list[dict[str, str]]:
        """An order before its refund, with a line that is removed later."""
        first = {**rows[0], "Refunded Amount": "0.00"}
        if first["Financial Status"] in ("refunded", "partially_refunded"):
            first["Financial Status"] = "paid"
        gone = dict.fromkeys(first, "") | {"Name": first["Name"]}
        gone |= {"Lineitem quantity": "1", "Lineitem name": "A line of which nothing came"}
        gone |= {"Lineitem price": "0.00", "Lineitem sku": "AG-NOTHING"}
        return [first, *rows[1:], gone]

    def _orders_of_amazon(self, shop: list[str]) -> set[str]:
        shape, records = merged("amazon/all_orders", "amazon-order-id", "\t")
        newest: dict[str, list[dict[str, str]]] = defaultdict(list)
        versions: dict[str, str] = {}
        for record in records:
            order, version = record["amazon-order-id"], record["last-updated-date"]
            if version > versions.get(order, ""):
                versions[order], newest[order] = version, []
            if version == versions[order] and record not in newest[order]:
                newest[order].append(record)
        fulfilled = [o for o, rows in newest.items() if rows[0]["merchant-order-id"] in shop]
        settled = tables("amazon/settlements", "settlement-id", "\t")
        twice = {
            record["order-id"] for record in settled["21665630714_flat_file.txt"].records
        } & newest.keys()
        others = sorted(newest.keys() - set(fulfilled) - twice)
        picked = fulfilled + self.draw.sample(sorted(twice), 3) + self.draw.sample(others, 17)
        picked.sort(key=lambda order: newest[order][0]["purchase-date"])
        windows = self._windows(picked)
        for number, window in enumerate(windows):
            rows = []
            for order in window:
                again = number + 1 < len(windows) and order in windows[number + 1]
                if again and self.draw.random() < 0.7:
                    rows += [self._pending(record) for record in newest[order]]
                else:
                    rows += newest[order]
            self._put(f"amazon/all_orders/AllOrders_{number}.txt", shape.written(rows))
        return set(picked)

    def _pending(self, record: dict[str, str]) -> dict[str, str]:
        """The row as it stood when the order was placed."""
        blank = dict.fromkeys(("item-price", "item-tax", "shipping-price", "item-status"), "")
        placed = {"order-status": "Pending", "last-updated-date": record["purchase-date"]}
        return record | blank | placed

    def _shipments_and_returns(self, orders: set[str]) -> None:
        kinds = {
            "amazon/fulfilled_shipments": ("amazon-order-id", "amazon-order-id", "shipment-date"),
            "amazon/returns": ("return-date", "order-id", "return-date"),
            "amazon/reimbursements": ("approval-date", "amazon-order-id", "approval-date"),
        }
        for report, (header, order, day) in kinds.items():
            shape, records = merged(report, header, "\t")
            of_none = [record for record in records if not record[order]][:9]
            kept = [record for record in records if record[order] in orders] + of_none
            kept.sort(key=lambda record: record[day])
            half = len(kept) // 2
            for number, rows in enumerate((kept[: half + 1], kept[half:])):
                name = f"{report}/{report.split('/')[1]}_{number}.txt"
                if rows:
                    self._put(name, shape.written(rows))

    def _invoiced(self) -> set[str]:
        """Orders of the shop that a carrier's invoice refers to."""
        found = set()
        for file in (SAMPLE / "costs/carrier_invoices").iterdir():
            for row in csv.reader(io.StringIO(file.read_text("utf-8"))):
                found |= {text for text in row if text.startswith("#")}
        return found

    def _delivery(self, numbers: set[str]) -> None:
        """Parcels of the orders and a few of others, and every invoice of the carrier.

        Every other parcel names no currency, each of some orders shares one with the next, and one
        that the carrier invoices is in no file of shipments.
        """
        shape, records = merged("costs/shipments", "order_number,", ",")
        unlisted, invoiced_in, later = self._charged_later(numbers)
        theirs = [r for r in records if r["order_number"].lstrip("#") in numbers]
        theirs = [r for r in theirs if r["tracking_number"] != unlisted]
        chain = self.draw_apart.sample(theirs, 5)
        for one, next_one in zip(chain, chain[1:], strict=False):
            shared = {"tracking_number": one["tracking_number"], "cost": "0.00"}
            theirs.append(next_one | shared)
        kept = sorted([*theirs, *records[:4]], key=lambda record: record["shipped_at"])
        kept = [r | ({"currency": ""} if place % 2 else {}) for place, r in enumerate(kept)]
        half = len(kept) // 2
        self._put("costs/shipments/parcels_0.csv", shape.written(kept[: half + 1]))
        self._put("costs/shipments/parcels_1.csv", shape.written(kept[half:]))
        for report in ("costs/carrier_invoices", "shopify/billing", "amazon/storage_fees"):
            for file in sorted((SAMPLE / report).iterdir()):
                more = later if file.name == invoiced_in else b""
                if report == "amazon/storage_fees":
                    more = self._unlisted(file.read_bytes())
                self.exports.append(Export(f"{report}/{file.name}", file.read_bytes() + more))

    def _charged_later(self, numbers: set[str]) -> tuple[str, str, bytes]:
        """An invoiced parcel, the file, and a later invoice that refers to no order."""
        charged = [
            (file.name, row)
            for file in sorted((SAMPLE / "costs/carrier_invoices").iterdir())
            for row in csv.reader(io.StringIO(file.read_text("utf-8")))
            if row[15].lstrip("#") in numbers
        ]
        name, row = self.draw_apart.choice(charged)
        later = list(row)
        later[4], later[5], later[13], later[15] = "2026-06-27", "LATER", "", ""
        later[10] = later[52] = "1.25"
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow(later)
        return row[20], name, out.getvalue().encode("utf-8")

    def _unlisted(self, storage_fees: bytes) -> bytes:
        """The last row once more, of goods that no list and no other report names."""
        _, _, *rest = storage_fees.splitlines(keepends=True)[-1].split(b"\t")
        return b"\t".join([b"B0UNLISTED", b"X00UNLISTED", *rest])

    def _settlements(self, orders: set[str]) -> None:
        for name, table in tables("amazon/settlements", "settlement-id", "\t").items():
            summary, *rows = table.records
            kept = [row for row in rows if row["order-id"] in orders]
            if not kept:
                continue
            # Of some rows Amazon names the order that it shipped for, not its own.
            kept = [
                row | {"order-id": ""}
                if row.get("merchant-order-id", "").startswith("#")
                and self.draw_apart.random() < 0.4
                else row
                for row in kept
            ]
            kept += [row for row in rows if not row["order-id"]][:4]
            amounts = [c for c in table.columns if c.endswith("amount") and c != "total-amount"]
            total = sum((Decimal(r[c]) for r in kept for c in amounts if r[c]), Decimal(0))
            stated = summary | {"total-amount": f"{total:.2f}"}
            self._put(f"amazon/settlements/{name}", table.written([stated, *kept]))

    def _reference(self) -> None:
        for report in ("costs/cogs", "reference/products", "reference/bundles"):
            for file in sorted((SAMPLE / report).iterdir()):
                self._put(f"{report}/{file.name}", file.read_text("utf-8"))
        rates = tables("reference/fx", "Date,", ",")["eurofxref-hist.csv"]
        until = [record for record in rates.records if record["Date"] < "2025-07-01"]
        self._put("reference/fx/rates_until_june.csv", rates.written(until))
        self._put("reference/fx/rates.csv", rates.written(rates.records))
        for report in ("google_ads/campaigns", "meta_ads/campaigns"):
            for file in self.draw.sample(sorted((SAMPLE / report).iterdir()), 2):
                self.exports.append(Export(f"{report}/{file.name}", file.read_bytes()))

    def _visits(self, seed: int, orders: set[str]) -> None:
        """The visits of those who ordered, and of some who did not, in files that overlap.

        Drawn apart from the rest. One file comes with a delivery that is there, the others in one
        of their own at the end: no order changes with them, and yet whose its advertising is does.
        """
        draw = random.Random(f"visits {seed}")
        shape, records = merged("web/sessions", "session_id,", ",")
        newest = {record["session_id"]: record for record in records}
        buyers = {r["visitor_id"] for r in newest.values() if r["order_name"] in orders}
        others = sorted({r["visitor_id"] for r in newest.values()} - buyers)
        visitors = buyers | set(draw.sample(others, 20))
        kept = [r["session_id"] for r in newest.values() if r["visitor_id"] in visitors]
        kept.sort(key=lambda session: newest[session]["started_at"])
        files = []
        for number, window in enumerate(self._windows(kept)):
            text = shape.written([newest[session] for session in window])
            files.append(Export(f"web/sessions/visits_{number}.csv", text.encode("utf-8")))
        draw.choice(self.deliveries).append(files.pop(draw.randrange(len(files))))
        self.deliveries.append(files)

    def _delivered(self, count: int) -> list[list[Export]]:
        """All exports in a random order, and some of them once more under another name."""
        arrivals = self.draw.sample(self.exports, len(self.exports))
        deliveries: list[list[Export]] = [[] for _ in range(count)]
        for place, export in enumerate(arrivals):
            deliveries[place * count // len(arrivals)].append(export)
        for place in self.draw.sample(range(count - 1), min(3, count - 1)):
            export = self.draw.choice(deliveries[place])
            folder, _, name = export.path.rpartition("/")
            deliveries[place + 1].append(Export(f"{folder}/~ copy of {name}", export.content))
        return deliveries
