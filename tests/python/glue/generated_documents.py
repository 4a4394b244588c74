"""Generated JSON: responses of APIs, one object per line, and bulk exports with `__parentId`."""

from __future__ import annotations

import gzip
import json
from random import Random

from glue.landing.spec import Layout, ReportSpec
from tests.python.glue.generated import CURRENCIES, Cell, Made, Moment, Values, landed

ISO = ("yyyy-MM-dd'T'HH:mm:ssXXX",)
NO_WORDS = frozenset({""})


def ways(layout: Layout) -> list[str]:
    """A bulk export has one object per line, the others may be one document."""
    if layout.document is None:
        return []
    return ["lines"] if layout.document.children else ["document", "lines"]


class Document:
    """One generated JSON file."""

    def __init__(self, random: Random, spec: ReportSpec, layout: Layout) -> None:
        self.random, self.spec, self.layout = random, spec, layout
        self.values = Values(random, "utf-8")
        self.values.forbidden = ("--",)
        self.number = 0

    def maybe(self, cell: Cell, chance: float = 0.75) -> Cell:
        return cell if self.values.maybe(chance) else Cell(None, "")

    def text(self) -> Cell:
        """A text with blanks around it, which mean nothing."""
        found = self.values.text(NO_WORDS)
        return Cell(found.value, f" {found.text} " if self.values.maybe(0.1) else found.text)

    def amount(self, places: int) -> Cell:
        """An amount as APIs give it: a plain decimal, as text or as a number."""
        found = self.values.number("money", places).value
        return Cell(found, f"{found:f}")

    def moment(self) -> Cell:
        return self.values.moment(ISO)

    def currency(self) -> str:
        return self.random.choice(list(CURRENCIES))

    # ------------------------------------------------------------- reports of the Ads API

    def advertising(self) -> tuple[list[dict], list[dict]]:
        """Records of a report of the Amazon Ads API, and what lands of them."""
        paths = {field.header: field.path for field in self.layout.document.fields}
        window = 7 if "7 Day Total Sales" in paths else 14
        before = self.spec.layouts[: self.spec.layouts.index(self.layout)]
        # A file that has the mark of an earlier layout is of that one.
        other = {mark for layout in before if layout.document for mark in layout.marks}
        records, rows = [], []
        for _ in range(self.random.randint(3, 8)):
            day = self.values.day(("yyyy-MM-dd",), apart=False)
            record: dict[str, object] = {"date": day.text}
            row = {"period_start_date": day.value, "period_end_date": day.value}
            row["attribution_window_days"] = window
            for column in self.spec.columns:
                header = next((text for text in paths if _names(column, text)), None)
                if header in (None, "Date"):
                    continue
                keys = paths[header].split(" || ")
                if not self.layout.marks and not other.isdisjoint(keys):
                    continue
                key = self.random.choice(keys)
                cell = self._advertised(column)
                row[column.name] = cell.value
                if cell.value is not None:
                    record[key] = _plain(self.random, cell)
                elif key in self.layout.document.keys or self.values.maybe(0.5):
                    record[key] = None
            if self.layout.marks and record.keys().isdisjoint(self.layout.marks):
                record[self.random.choice(self.layout.marks)] = None
            records.append(record)
            rows.append(row)
        return records, rows

    def _advertised(self, column) -> Cell:
        if column.vocabulary:
            code = self.currency()
            return self.maybe(Cell(code, code))
        made = {"money": lambda: self.amount(4), "id": self.values.id, "text": self.text}
        cell = made[column.type]() if column.type in made else Cell(n := self._count(), str(n))
        return cell if column.required else self.maybe(cell)

    def _count(self) -> int:
        return self.random.choice((0, 1, 999, 1_234_567, 10**12))

    # --------------------------------------------------------------------- Shopify orders

    def order(self) -> tuple[dict, list[dict], str]:
        """The values of an order and of its items by column, and its currency."""
        code = self.currency()
        money = lambda: self.amount(CURRENCIES[code])  # noqa: E731
        self.number += 1
        status = self.random.choice(
            ("pending", "authorized", "paid", "partially_refunded", "refunded", "voided")
        )
        name = f"#{self.number:04d}"
        own = {
            "name": Cell(name, name),
            "financial_status": Cell(status, status),
            "processed": self.moment(),
            "created_at": self.moment(),
            "cancelled_at": self.maybe(self.moment(), 0.3),
            "fulfilled_at": self.maybe(self.values.moment(ISO), 0.5),
            "email": self.maybe(Cell("personal", "Ann.Null@Example.com")),
            "currency": Cell(code, code),
            "tags": self.maybe(self.text()),
            "source_name": self.maybe(self.text()),
            "shipping_method": self.maybe(self.text()),
            "payment_method": self.maybe(self.text()),
            "discount_code": self.maybe(self.text()),
            "utm_source": self.maybe(Cell("Null", "Null")),
            "gclid": self.maybe(Cell("0042", "0042")),
            "billing_zip_prefix": self.maybe(Cell("012", "01234")),
            "order_id": (lambda n: Cell(str(n), str(n)))(self.random.randrange(10**19)),
            "is_test": Cell(tried := self.values.maybe(0.5), str(tried)),
            "customer_hash": self.maybe(Cell("customer", "207119551")),
        }
        for column in ("billing", "shipping"):
            for part in ("province", "country", "province_name"):
                own[f"{column}_{part}"] = self.maybe(self.text())
        amounts = "subtotal taxes total discount_amount shipping refunded_amount"
        for column in (*amounts.split(), "outstanding_balance", "duties", "tip"):
            own[column] = money()
        for number in (1, 2, 3):
            own[f"tax_{number}_name"], own[f"tax_{number}_value"] = self.text(), money()
        items = [
            {
                "lineitem_quantity": Cell(n := self._count(), str(n)),
                "lineitem_name": self.text(),
                "lineitem_sku": self.maybe(self.text()),
                "lineitem_price": money(),
                "lineitem_discount": money(),
                "lineitem_requires_shipping": Cell(ships := self.values.maybe(0.5), str(ships)),
                "lineitem_taxable": Cell(taxed := self.values.maybe(0.5), str(taxed)),
                "lineitem_is_gift_card": Cell(card := self.values.maybe(0.5), str(card)),
                "vendor": self.maybe(self.text()),
            }
            for _ in range(self.random.randint(1, 3))
        ]
        return own, items, code

    def expected(self, own: dict, items: list[dict]) -> list[dict]:
        """The rows of an order: its own values stand on the first one, as in the CSV."""
        values = {
            name: cell.value for name, cell in own.items() if name not in ("processed", "tip")
        }
        paid = own["financial_status"].value not in ("pending", "authorized", "voided")
        values["paid_at"] = own["processed"].value if paid else None
        values["email_kind"] = values["email_hash"] = values.pop("email")
        repeated = {
            name: values[name] for name in ("name", "email_kind", "email_hash", "created_at")
        }
        return [
            (repeated if position else values) | {name: cell.value for name, cell in item.items()}
            for position, item in enumerate(items)
        ]

    def rest(self) -> tuple[list[dict], list[dict]]:
        """Orders of the REST API, and what lands of them."""
        orders, rows = [], []
        for _ in range(self.random.randint(3, 5)):
            own, items, _ = self.order()
            t = {name: _json(cell) for name, cell in own.items()}
            t |= {"processed": own["processed"].text}
            order = {
                "id": int(t["order_id"]), "name": t["name"], "created_at": t["created_at"],
                "processed_at": t["processed"], "cancelled_at": t["cancelled_at"],
                "financial_status": t["financial_status"], "currency": t["currency"],
                self.random.choice(("email", "contact_email")): t["email"],
                "subtotal_price": t["subtotal"], "total_tax": t["taxes"],
                "total_price": t["total"], "total_discounts": t["discount_amount"],
                "total_outstanding": t["outstanding_balance"], "tags": t["tags"],
                "source_name": t["source_name"], "discount_codes": _listed(t["discount_code"]),
                "payment_gateway_names": [t["payment_method"]] if t["payment_method"] else [],
                "note_attributes": [
                    {"name": name, "value": t[name]} for name in ("utm_source", "gclid") if t[name]
                ],
                # What is refunded leaves the current duties only.
                "original_total_duties_set": {"shop_money": {"amount": t["duties"]}},
                "current_total_duties_set": {"shop_money": {"amount": "0.00"}},
                "test": own["is_test"].value,
                "customer": {"id": t["customer_hash"]} if t["customer_hash"] else None,
                "tax_lines": [
                    {"title": t[f"tax_{n}_name"], "price": t[f"tax_{n}_value"]} for n in (1, 2, 3)
                ],
                "shipping_lines": [{"title": t["shipping_method"], "price": t["shipping"]}],
                "refunds": [
                    {"transactions": [
                        {"kind": "refund", "status": "success", "amount": t["refunded_amount"]},
                        {"kind": "refund", "status": "failure", "amount": "1.00"},
                    ]}
                ],
            }  # fmt: skip
            if t["fulfilled_at"]:
                order["fulfillments"] = [{"status": "success", "created_at": t["fulfilled_at"]}]
            for kind in ("billing", "shipping"):
                order[f"{kind}_address"] = {
                    "province_code": t[f"{kind}_province"],
                    "province": t[f"{kind}_province_name"],
                    "country_code": t[f"{kind}_country"],
                }
            order["billing_address"]["zip"] = t["billing_zip_prefix"]
            order["line_items"] = [
                {
                    "id": 40_000 + place,
                    "sku": _json(item["lineitem_sku"]), "name": item["lineitem_name"].text,
                    "price": item["lineitem_price"].text, "vendor": _json(item["vendor"]),
                    "quantity": item["lineitem_quantity"].value,
                    "requires_shipping": item["lineitem_requires_shipping"].value,
                    "taxable": item["lineitem_taxable"].value,
                    "gift_card": item["lineitem_is_gift_card"].value,
                    "discount_allocations": [{"amount": item["lineitem_discount"].text}],
                }
                for place, item in enumerate(items)
            ]  # fmt: skip
            expected = self.expected(own, items)
            expected[0]["fulfillment_status"] = "unfulfilled"
            for place, row in enumerate(expected):
                row["lineitem_id"] = str(40_000 + place)
            orders.append(order)
            rows += expected
        return orders, rows

    # -------------------------------------------------------------------- Shopify refunds

    def refund(self) -> tuple[dict, list[dict]]:
        """A refund of the REST API, and what lands of it."""
        code = self.currency()
        shop = lambda cell: {"shop_money": {"amount": _json(cell), "currency_code": code}}  # noqa: E731
        money = lambda: self.amount(CURRENCIES[code])  # noqa: E731
        number = lambda: self.random.randrange(1, 10**15)  # noqa: E731
        created, processed = self.moment(), self.maybe(self.moment(), 0.5)
        self.number += 1
        failed = {"kind": "refund", "status": "failure", "amount": "1", "currency": "EUR"}
        record = {
            "id": self.number, "order_id": number(), "created_at": created.text,
            "processed_at": _json(processed), "note": "Ann Null",
            "refund_line_items": [], "order_adjustments": [],
            "transactions": [failed] if self.values.maybe(0.7) else [],
        }  # fmt: skip
        rows = []
        for _ in range(self.random.randint(0, 2)):
            item, subtotal, tax = number(), money(), money()
            sku, name, restock = self.maybe(self.text()), self.text(), self.maybe(self.text())
            line = {"sku": _json(sku), "name": name.text}
            record["refund_line_items"].append({
                "line_item_id": item, "quantity": (count := self._count()), "line_item": line,
                "restock_type": _json(restock), "subtotal_set": shop(subtotal),
                "total_tax_set": shop(tax),
            })  # fmt: skip
            rows.append({
                "kind": "line_item", "line_item_id": str(item), "sku": sku.value,
                "line_item_name": name.value, "quantity": count, "restock_type": restock.value,
                "subtotal": subtotal.value, "total_tax": tax.value,
            })  # fmt: skip
        for kind in ("shipping_refund", "refund_discrepancy"):
            if self.values.maybe(0.5):
                amount, tax, reason = money(), money(), self.text()
                record["order_adjustments"].append({
                    "kind": kind, "reason": reason.text, "amount_set": shop(amount),
                    "tax_amount_set": shop(tax),
                })  # fmt: skip
                rows.append({
                    "kind": kind, "adjustment_amount": amount.value, "reason": reason.value,
                    "adjustment_tax": tax.value,
                })  # fmt: skip
        paid = self.maybe(money())
        if paid.value is not None:
            record["transactions"].append(
                {"kind": "refund", "status": "success", "amount": paid.text, "currency": code}
            )
        rows = rows or [{"kind": "refund"}]
        # A refund of nothing has only its payments to name a currency: the failed one comes first.
        moved = record["transactions"]
        known = moved[0]["currency"] if moved else None
        known = code if len(rows) > 1 or rows[0]["kind"] != "refund" else known
        for row in rows:
            row |= {
                "refund_id": str(self.number), "order_id": str(record["order_id"]),
                "created_at": created.value, "currency": known,
                "processed_at": created.value if processed.value is None else processed.value,
            }  # fmt: skip
        rows[0]["refunded_amount"] = paid.value
        rows[0]["is_without_payment"] = True if not moved else None
        rows[0]["transaction_currency"] = code if paid.value is not None else None
        return record, rows

    def refunds(self) -> tuple[list[dict], list[dict]]:
        """Refunds, or orders with refunds inside, and what lands of them."""
        records, rows = [], []
        for position in range(self.random.randint(3, 5)):
            inner = [self.refund() for _ in range(self.random.randint(1, 2))]
            rows += [row for _, told in inner for row in told]
            if self.layout.document.within is None:
                records += [record for record, _ in inner]
                continue
            order = {"name": f"#{position}", "created_at": "", "financial_status": "paid"}
            records.append(order | {"refunds": [record for record, _ in inner]})
            records.append(order | {"refunds": []})
        return records, rows

    def bulk(self) -> tuple[list[dict], list[dict]]:
        """The lines of a bulk export, and what lands of them."""
        lines, rows = [], []
        for _ in range(self.random.randint(3, 5)):
            own, items, code = self.order()
            t = {name: _json(cell) for name, cell in own.items()}
            money = lambda text, code=code: {"shopMoney": {"amount": text, "currencyCode": code}}  # noqa: E731
            gid = f"gid://shopify/Order/{t['order_id']}"
            customer = t["customer_hash"] and {"id": f"gid://shopify/Customer/{t['customer_hash']}"}
            ready = {} if (known := self.values.maybe(0.5)) is None else {"ready": known}
            lines.append({
                "customer": customer, "customerJourneySummary": ready,
                "id": gid, "legacyResourceId": t["order_id"], "name": t["name"],
                "createdAt": t["created_at"], "processedAt": own["processed"].text,
                "cancelledAt": t["cancelled_at"], "email": t["email"],
                "displayFinancialStatus": t["financial_status"].upper(),
                "subtotalPriceSet": money(t["subtotal"]), "totalTaxSet": money(t["taxes"]),
                "totalPriceSet": money(t["total"]), "duty": None,
                "totalDiscountsSet": money(t["discount_amount"]),
                "totalShippingPriceSet": money(t["shipping"]),
                "totalRefundedSet": money(t["refunded_amount"]),
                "totalOutstandingSet": money(t["outstanding_balance"]),
                "currentTotalDutiesSet": money("0.0"), "sourceName": t["source_name"],
                "originalTotalDutiesSet": money(t["duties"]), "test": own["is_test"].value,
                "tags": [t["tags"]] if t["tags"] else [],
                "shippingLine": {"title": t["shipping_method"]}, "discountCode": t["discount_code"],
                "paymentGatewayNames": [t["payment_method"]] if t["payment_method"] else [],
                "customAttributes": [
                    {"key": name, "value": t[name]} for name in ("utm_source", "gclid") if t[name]
                ],
                "taxLines": [
                    {"title": t[f"tax_{n}_name"], "priceSet": money(t[f"tax_{n}_value"])}
                    for n in (1, 2, 3)
                ],
                "fulfillments": [{"createdAt": t["fulfilled_at"]}] if t["fulfilled_at"] else [],
                **{
                    f"{kind}Address": {
                        "provinceCode": t[f"{kind}_province"],
                        "province": t[f"{kind}_province_name"],
                        "countryCodeV2": t[f"{kind}_country"],
                        "zip": t["billing_zip_prefix"] if kind == "billing" else None,
                    }
                    for kind in ("billing", "shipping")
                },
            })  # fmt: skip
            expected = self.expected(own, items)
            expected[0]["journey_ready"] = known
            for item, row in zip(items, expected, strict=True):
                lines.append({
                    "id": f"gid://shopify/LineItem/{len(lines)}", "__parentId": gid,
                    "sku": _json(item["lineitem_sku"]), "name": item["lineitem_name"].text,
                    "quantity": item["lineitem_quantity"].value, "vendor": _json(item["vendor"]),
                    "originalUnitPriceSet": money(item["lineitem_price"].text),
                    "totalDiscountSet": money(item["lineitem_discount"].text),
                    "requiresShipping": item["lineitem_requires_shipping"].value,
                    "taxable": item["lineitem_taxable"].value,
                    "isGiftCard": item["lineitem_is_gift_card"].value,
                })  # fmt: skip
                rows.append(row | {"_source_line": len(lines)})
        return lines, rows


def _names(column, header: str) -> bool:
    return any(alias.match(header) is not None for alias in column.aliases)


def _json(cell: Cell) -> str | None:
    return cell.text if cell.value is not None else None


def _listed(code: str | None) -> list[dict]:
    return [{"code": code}] if code else []


def _plain(random: Random, cell: Cell) -> object:
    """A number as JSON has it, or its text; ids may be numbers too."""
    numeric = not isinstance(cell.value, (str, Moment))
    return Number(cell.text) if numeric and random.random() < 0.7 else cell.text


class Number(str):
    """A number that is written with the digits that it has."""


def _dumped(value: object, indent: int | None = None) -> str:
    """JSON with the digits of each Number as they are."""
    numbers: list[str] = []

    def kept(item: object) -> object:
        if isinstance(item, Number):
            numbers.append(str(item))
            return f"<number {len(numbers) - 1}>"
        if isinstance(item, dict):
            return {name: kept(part) for name, part in item.items()}
        return [kept(part) for part in item] if isinstance(item, list) else item

    text = json.dumps(kept(value), ensure_ascii=False, indent=indent)
    for position, digits in enumerate(numbers):
        text = text.replace(f'"<number {position}>"', digits)
    return text


def make(random: Random, spec: ReportSpec, layout: Layout, way: str, store: str) -> Made:
    """A JSON file of a layout, for a store of its own."""
    document = Document(random, spec, layout)
    if spec.source == "amazon_ads":
        records, rows = document.advertising()
    elif spec.name == "refunds":
        records, rows = document.refunds()
    else:
        records, rows = document.bulk() if layout.document.children else document.rest()
    if way == "lines":
        text = "".join(_dumped(record) + "\n" for record in records)
    else:
        name = layout.document.records.split(" ")[0]
        wrapped = {name: records} if name != "@" else records
        text = _dumped(wrapped, indent=random.choice((None, 1)))
    content = text.encode(random.choice(("utf-8", "utf-8-sig")))
    path = f"{store}/{spec.source}/{spec.name}/{layout.name}.json"
    if random.random() < 0.3:
        path, content = f"{path}.gz", gzip.compress(content)
    expected = []
    for number, row in enumerate(rows, start=1):
        values = landed(spec, row, None)
        assert set(row) <= {*values, "_source_line"}
        line = row.get("_source_line", number)
        expected.append(values | {"_source_line": line, "_record_type": "data"})
    return Made(path, spec.report, layout.name, way, content, expected, landed_path=path)
