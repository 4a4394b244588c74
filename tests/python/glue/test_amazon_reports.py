"""Amazon's other reports: every header that is known lands, with its totals."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from decimal import Decimal

import pytest

from tests.python.glue.conftest import SAMPLES, Landing, outcome
from tests.python.glue.exports import ALL_ORDERS_HEADER, delimited, names

COMPONENTS = (
    "product_sales", "product_sales_tax", "shipping_credits", "shipping_credits_tax",
    "gift_wrap_credits", "gift_wrap_credits_tax", "regulatory_fee", "tax_on_regulatory_fee",
    "points_fee", "promotional_rebates", "promotional_rebates_tax", "sales_tax_collected",
    "low_value_goods", "total_sales_tax_liable", "tcs_cgst", "tcs_sgst", "tcs_igst", "tds_194o",
    "marketplace_withheld_tax", "selling_fees", "fba_fees", "other_transaction_fees", "other",
)  # fmt: skip
US = names(
    "date/time,settlement id,type,order id,sku,description,quantity,marketplace,account type,"
    "fulfillment,order city,order state,order postal,tax collection model,product sales,"
    "product sales tax,shipping credits,shipping credits tax,gift wrap credits,"
    "giftwrap credits tax,Regulatory Fee,Tax On Regulatory Fee,promotional rebates,"
    "promotional rebates tax,marketplace withheld tax,selling fees,fba fees,"
    "other transaction fees,other,total",
    ",",
)
US_2025 = [*US, "Transaction Status", "Transaction Release Date"]
US_2017 = names(
    "date/time,settlement id,type,order id,sku,description,quantity,marketplace,fulfillment,"
    "order city,order state,order postal,product sales,shipping credits,gift wrap credits,"
    "promotional rebates,sales tax collected,Marketplace Facilitator Tax,selling fees,"
    "fba fees,other transaction fees,other,total",
    ",",
)
IN = [
    "Sku" if name == "sku" else name
    for name in US_2025
    if name not in ("product sales tax", "shipping credits tax", "giftwrap credits tax",
                    "Regulatory Fee", "Tax On Regulatory Fee", "promotional rebates tax",
                    "marketplace withheld tax")
] + ["Total sales tax liable(GST before adjusting TCS)", "TCS-CGST", "TCS-SGST", "TCS-IGST",
     "TDS (Section 194-O)"]  # fmt: skip
DE = names(
    "Datum/Uhrzeit,Abrechnungsnummer,Typ,Bestellnummer,SKU,Beschreibung,Menge,Marketplace,"
    "Versand,Ort der Bestellung,Bundesland,Postleitzahl,Steuererhebungsmodell,Umsätze,"
    "Produktumsatzsteuer,Gutschrift für Versandkosten,Steuer auf Versandgutschrift,"
    "Gutschrift für Geschenkverpackung,Steuer auf Geschenkverpackungsgutschriften,"
    "Rabatte aus Werbeaktionen,Steuer auf Aktionsrabatte,Einbehaltene Steuer auf Marketplace,"
    "Verkaufsgebühren,Gebühren zu Versand durch Amazon,Andere Transaktionsgebühren,Andere,"
    "Gesamt",
    ",",
)
FR = names(
    "date/heure,numéro de versement,type,numéro de la commande,sku,description,quantité,"
    "Marketplace,traitement,ville d'où provient la commande,Région d'où provient la commande,"
    "code postal de la commande,Modèle de perception des taxes,ventes de produits,"
    "Taxes sur la vente des produits,crédits d'expédition,taxe sur les crédits d'expédition,"
    "crédits sur l'emballage cadeau,Taxes sur les crédits cadeaux,Rabais promotionnels,"
    "Taxes sur les remises promotionnelles,Taxes retenues sur le site de vente,"
    "frais de vente,Frais Expédié par Amazon,autres frais de transaction,autre,total",
    ",",
)
IT = names(
    "Data/Ora:,Numero pagamento,Tipo,Numero ordine,SKU,Descrizione,Quantità,Marketplace,"
    "Gestione,Città di provenienza dell'ordine,Provincia di provenienza dell'ordine,"
    "CAP dell'ordine,modello di riscossione delle imposte,Vendite,"
    "imposta sulle vendite dei prodotti,Accrediti per le spedizioni,"
    "imposta accrediti per le spedizioni,Accrediti per confezioni regalo,"
    "imposta sui crediti confezione regalo,Sconti promozionali,"
    "imposta sugli sconti promozionali,trattenuta IVA del marketplace,Commissioni di vendita,"
    "Costi del servizio Logistica di Amazon,Altri costi relativi alle transazioni,Altro,"
    "totale",
    ",",
)
ES = names(
    "fecha y hora,identificador de pago,tipo,número de pedido,sku,descripción,cantidad,"
    "web de Amazon,gestión logística,ciudad de procedencia del pedido,"
    "comunidad autónoma de procedencia del pedido,código postal de procedencia del pedido,"
    "Formulario de recaudación de impuestos,ventas de productos,"
    "impuesto de ventas de productos,abonos de envío,impuestos por abonos de envío,"
    "abonos de envoltorio para regalo,impuestos por abonos de envoltorio para regalo,"
    "devoluciones promocionales,impuestos de descuentos por promociones,"
    "impuesto retenido en el sitio web,tarifas de venta,tarifas de Logística de Amazon,"
    "tarifas de otras transacciones,otro,total",
    ",",
)
JP = names(
    "日付/時間,決済番号,トランザクションの種類,注文番号,SKU,説明,数量,"
    "Amazon 出品サービス,フルフィルメント,市町村,都道府県,郵便番号,税金徴収型,商品売上,"
    "商品の売上税,配送料,配送料の税金,ギフト包装手数料,"
    "ギフト包装クレジットの税金,Amazonポイントの費用,プロモーション割引額,プロモーション割引の税金,"
    "源泉徴収税を伴うマーケットプレイス,手数料,FBA 手数料,"
    "トランザクションに関するその他の手数料,その他,合計",
    ",",
)
# Name, header, lines of the preamble, encoding, second line, a time, sales, fees and total as
# printed; what must land: currency, UTC, printed day, total.
VARIANTS = {
    "us": (US, 7, "utf-8-sig", "All amounts in USD, unless specified",
           "Jun 8, 2025 10:23:05 PM PDT", "1,234.56", "-234.06", "1,000.50",
           ("USD", "2025-06-09 05:23:05", "2025-06-08", "1000.5000")),
    "us_2025": (US_2025, 9, "utf-8-sig", "All amounts in USD, unless specified",
                "Dec 1, 2025 12:38:23 AM PST", "20.00", "-4.50", "15.50",
                ("USD", "2025-12-01 08:38:23", "2025-12-01", "15.5000")),
    "us_2017": (US_2017, 7, "utf-8", "All amounts in USD, unless specified",
                "Dec 1, 2017 12:38:23 AM PST", "20.00", "-4.50", "15.50",
                ("USD", "2017-12-01 08:38:23", "2017-12-01", "15.5000")),
    "uk": (["settlement ID" if n == "settlement id" else n for n in US_2025], 9, "utf-8",
           "All amounts in GBP, unless specified", "15 Mar 2026 3:22:08 PM UTC",
           "1,020.00", "-4.50", "1,015.50",
           ("GBP", "2026-03-15 15:22:08", "2026-03-15", "1015.5000")),
    "in": (IN, 5, "utf-8", "All amounts in INR, unless specified", "1 Jul 2026 4:24:44 am UTC",
           "1,44,957.78", "-957.78", "1,44,000.00",
           ("INR", "2026-07-01 04:24:44", "2026-07-01", "144000.0000")),
    "ca": (US, 7, "utf-8", "All amounts in CAD, unless specified",
           "Jan 5, 2025 12:02:03 a.m. PST", "20.00", "-4.50", "15.50",
           ("CAD", "2025-01-05 08:02:03", "2025-01-05", "15.5000")),
    "de": (DE, 7, "cp1252", "Alle Beträge in Euro sofern nicht anders gekennzeichnet",
           "01.02.2024 00:12:34 UTC", "1.234,56", "-234,06", "1.000,50",
           ("EUR", "2024-02-01 00:12:34", "2024-02-01", "1000.5000")),
    "fr": (FR, 8, "utf-8", "Tous les montants sont en EUR, sauf mention contraire.",
           "5 févr. 2024 00:12:34 UTC", "1 234,56", "-234,06", "1 000,50",
           ("EUR", "2024-02-05 00:12:34", "2024-02-05", "1000.5000")),
    "it": (IT, 7, "utf-8", "Tutti gli importi sono espressi in EUR, se non diversamente indicato.",
           "5 gen 2024 00:12:34 UTC", "20,00", "-4,50", "15,50",
           ("EUR", "2024-01-05 00:12:34", "2024-01-05", "15.5000")),
    "es": (ES, 7, "utf-8", "Todos los importes en EUR, a menos que se indique lo contrario",
           "5 ene 2024 00:12:34 UTC", "20,00", "-4,50", "15,50",
           ("EUR", "2024-01-05 00:12:34", "2024-01-05", "15.5000")),
    "jp": (JP, 7, "cp932", "指定のない場合、単位は円", "2025/01/01 0:21:14 JST",
           "2,691", "-633", "2,058", ("JPY", "2024-12-31 15:21:14", "2025-01-01", "2058.0000")),
}  # fmt: skip


def by_alias(header: list[str], *folded: str) -> str:
    return next(name for name in header if name.casefold() in folded)


def date_range(name: str) -> bytes:
    """A file of a variant with one order whose sales and fees make its total."""
    header, above, encoding, currency, time, sales, fees, total, _ = VARIANTS[name]
    german = header in (DE,)
    row = dict.fromkeys(header, "0,00" if german else "0")
    row |= dict.fromkeys(header[:14], "")
    row[header[0]], row[header[2]] = time, "Order"
    row[header[3]], row[header[4]], row[header[6]] = "114-1", "MUG", "2"
    for alias, text in (
        (("product sales", "umsätze", "ventes de produits", "vendite", "ventas de productos",
          "商品売上"), sales),
        (("selling fees", "verkaufsgebühren", "frais de vente", "commissioni di vendita",
          "tarifas de venta", "手数料"), fees),
        (("total", "gesamt", "totale", "合計"), total),
    ):  # fmt: skip
        row[by_alias(header, *alias)] = text
    for late in ("Transaction Status", "Transaction Release Date"):
        if late in header:
            row[late] = "Released" if late.endswith("Status") else ""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    notes = ["Includes Amazon Marketplace transactions", currency, "Definitions:"]
    notes += ['Sales tax: what the "Type" column says, and more'] * (above - 3)
    writer.writerows([[note] for note in notes])
    writer.writerow(header)
    writer.writerow([row[name] for name in header])
    return stream.getvalue().encode(encoding)


@pytest.fixture(scope="module")
def variants(shared_landing: Landing) -> dict[str, dict]:
    for name in VARIANTS:
        shared_landing.put(f"{name}/amazon/date_range/file.csv", date_range(name))
    result = shared_landing.run()
    assert result.messages == []
    assert not any(file.ignored for file in result.files), [f.ignored for f in result.files]
    return {row["_store"]: row for row in shared_landing.rows("amazon__date_range")}


@pytest.mark.parametrize("name", VARIANTS)
def test_date_range_lands_in_every_language_and_age(variants, name):
    row = variants[name]
    expected = VARIANTS[name][-1]
    assert (row["currency"], str(row["posted_at"]), str(row["posted_date"]), str(row["total"])) == (
        expected
    )
    assert row["quantity"] == 2 and row["sku"] == "MUG"
    assert sum(row[name] or 0 for name in COMPONENTS) == row["total"]


def test_a_deferred_transaction_is_told_again_when_released_and_identical_ones_count(landing):
    def file(status: str, settlement: str, copies: int, later: str) -> str:
        row = {"date/time": "Jun 8, 2025 10:23:05 PM PDT", "type": "Order", "order id": "114-1",
               "sku": "MUG", "quantity": "1", "product sales": "5.00", "total": "5.00",
               "Transaction Status": status, "settlement id": settlement}  # fmt: skip
        last = row | {"date/time": later, "order id": "114-2"}
        return "All amounts in USD\n" + delimited(US_2025, [row] * copies + [last])

    landing.put("amazon/date_range/a.csv", file("Deferred", "", 2, "Jun 9, 2025 1:00:00 AM PDT"))
    landing.run()
    landing.put("amazon/date_range/b.csv", file("Released", "77", 2, "Jul 9, 2025 1:00:00 AM PDT"))
    landing.run()
    rows = landing.rows("amazon__date_range")
    assert Counter((r["order_id"], r["transaction_status"], r["settlement_id"]) for r in rows) == {
        ("114-1", "Released", "77"): 2,
        ("114-2", "Deferred", None): 1,
        ("114-2", "Released", "77"): 1,
    }
    landing.assert_accounted()


def test_real_japanese_transactions_land_with_every_row_equal_to_its_total(landing):
    sample = SAMPLES / "amazon_date_range" / "katoiek_jp_2025H1_CustomTransaction.csv"
    if not sample.exists():
        pytest.skip("the real Japanese transactions are not there")
    folder = landing.raw / "amazon" / "date_range"
    folder.mkdir(parents=True)
    shutil.copyfile(sample, folder / "jp.csv")
    # Counted with the csv module alone.
    with sample.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    header = next(i for i, line in enumerate(lines) if line[0] == "日付/時間")
    totals = [Decimal(line[-1].replace(",", "")) for line in lines[header + 1 :] if any(line)]
    result = landing.run()
    file = outcome(result, "jp.csv")
    assert (file.rows_read, file.rows_landed, file.rows_quarantined) == (1479, 1479, 0)
    rows = landing.rows("amazon__date_range")
    assert sum(row["total"] for row in rows) == sum(totals)
    assert all(sum(row[c] or 0 for c in COMPONENTS) == row["total"] for row in rows)
    assert {row["currency"] for row in rows} == {"JPY"}
    assert {str(row["posted_date"])[:7] for row in rows} == {f"2025-0{m}" for m in range(1, 7)}


# ------------------------------------------------------------------------- fee preview

FEE_US = names(
    "sku fnsku asin product-name product-group brand fulfilled-by your-price sales-price "
    "longest-side median-side shortest-side length-and-girth unit-of-dimension "
    "item-package-weight unit-of-weight product-size-tier currency estimated-fee-total "
    "estimated-referral-fee-per-unit estimated-variable-closing-fee "
    "estimated-order-handling-fee-per-order estimated-pick-pack-fee-per-unit "
    "estimated-weight-handling-fee-per-unit expected-fulfillment-fee-per-unit",
    " ",
)
FEE_EU = names(
    "sku fnsku asin product-name product-group brand fulfilled-by has-local-inventory "
    "your-price sales-price longest-side median-side shortest-side length-and-girth "
    "unit-of-dimension item-package-weight unit-of-weight product-size-weight-band currency "
    "estimated-fee-total estimated-referral-fee-per-unit estimated-variable-closing-fee "
    "expected-domestic-fulfilment-fee-per-unit expected-efn-fulfilment-fee-per-unit-uk "
    "expected-efn-fulfilment-fee-per-unit-de expected-efn-fulfilment-fee-per-unit-fr "
    "expected-efn-fulfilment-fee-per-unit-it expected-efn-fulfilment-fee-per-unit-es",
    " ",
)
FEE_HEADERS = {
    "us": FEE_US,
    "ca": [name for name in FEE_US if not name.startswith(("estimated-order", "estimated-pick",
                                                           "estimated-weight"))],
    "eu": FEE_EU,
    "se": [*FEE_EU, "expected-efn-fulfilment-fee-per-unit-se"],
}  # fmt: skip


def test_fee_previews_of_all_marketplaces_land_and_a_newer_one_replaces_a_sku(landing):
    for place, header in FEE_HEADERS.items():
        tier = by_alias(header, "product-size-tier", "product-size-weight-band")
        fee = by_alias(header, "expected-fulfillment-fee-per-unit",
                       "expected-domestic-fulfilment-fee-per-unit")  # fmt: skip
        row = {"sku": " MUG ", "asin": "B01", "currency": "USD" if place == "us" else "EUR",
               "your-price": "19.99", "longest-side": "4.5", "estimated-variable-closing-fee": "--",
               tier: "Large Standard-Size", fee: "3.68"}  # fmt: skip
        rows = [row, row | {"brand": "second country"}] if place == "eu" else [row]
        landing.put(f"{place}/amazon/fba_fee_preview/f.txt", delimited(header, rows, "\t"))
    result = landing.run()
    assert result.messages == [] and not any(file.ignored for file in result.files)
    rows = landing.rows("amazon__fba_fee_preview")
    assert Counter(row["_store"] for row in rows) == {"us": 1, "ca": 1, "eu": 2, "se": 1}
    assert {row["expected_fulfillment_fee_per_unit"] for row in rows} == {Decimal("3.68")}
    assert {row["product_size_tier"] for row in rows} == {"Large Standard-Size"}
    assert {(row["sku"], row["estimated_variable_closing_fee"]) for row in rows} == {("MUG", None)}
    newer = {"sku": "MUG", "asin": "B01", "currency": "EUR", "product-size-weight-band": "Small"}
    landing.put("eu/amazon/fba_fee_preview/newer.txt", delimited(FEE_EU, [newer], "\t"))
    landing.run()
    tiers = [r["product_size_tier"] for r in landing.rows("amazon__fba_fee_preview")
             if r["_store"] == "eu"]  # fmt: skip
    assert tiers == ["Small"]
    landing.assert_accounted()


# -------------------------------------------------------------- shipments, returns, fees

SHIPMENTS = names(
    "amazon-order-id merchant-order-id shipment-id shipment-item-id amazon-order-item-id "
    "merchant-order-item-id purchase-date payments-date shipment-date reporting-date "
    "buyer-email buyer-name buyer-phone-number sku product-name quantity-shipped currency "
    "item-price item-tax shipping-price shipping-tax gift-wrap-price gift-wrap-tax "
    "ship-service-level recipient-name ship-address-1 ship-address-2 ship-address-3 "
    "ship-city ship-state ship-postal-code ship-country ship-phone-number bill-address-1 "
    "bill-address-2 bill-address-3 bill-city bill-state bill-postal-code bill-country "
    "item-promotion-discount ship-promotion-discount carrier tracking-number "
    "estimated-arrival-date fulfillment-center-id fulfillment-channel sales-channel",
    " ",
)
RETURNS = names(
    "return-date order-id sku asin fnsku product-name quantity fulfillment-center-id "
    "detailed-disposition reason status license-plate-number customer-comments",
    " ",
)
REIMBURSEMENTS = names(
    "approval-date reimbursement-id case-id amazon-order-id reason sku fnsku asin "
    "product-name condition currency-unit amount-per-unit amount-total "
    "quantity-reimbursed-cash quantity-reimbursed-inventory quantity-reimbursed-total "
    "original-reimbursement-id original-reimbursement-type",
    " ",
)
AGED = names(
    "snapshot-date sku fnsku asin product-name condition per-unit-volume currency "
    "volume-unit country qty-charged amount-charged surcharge-age-tier rate-surcharge",
    " ",
)
LONG_TERM = names(
    "snapshot-date sku fnsku asin product-name condition "
    "qty-charged-12-mo-long-term-storage-fee per-unit-volume currency "
    "12-mo-long-terms-storage-fee qty-charged-6-mo-long-term-storage-fee "
    "6-mo-long-terms-storage-fee volume-unit country",
    " ",
)


def test_fulfilled_shipments_keep_amounts_and_only_hashes_of_people(landing):
    assert len(SHIPMENTS) == 48
    row = {"amazon-order-id": "114-1", "shipment-id": "D1", "shipment-item-id": "I1", "sku": "MUG",
           "shipment-date": "2025-03-02T05:00:00+00:00", "quantity-shipped": "2",
           "currency": "USD", "item-price": "39.98", "buyer-email": "x1@marketplace.amazon.com",
           "buyer-name": "Ann Example", "recipient-name": "Ann Example", "ship-country": "US",
           "ship-address-1": "1 Main St", "ship-postal-code": "94107", "ship-city": "Springfield",
           "ship-phone-number": "+1 415-555-0199", "sales-channel": "Amazon.com"}  # fmt: skip
    second = row | {"shipment-item-id": "I2", "sku": "BOWL", "item-price": "5.00"}
    landing.put("amazon/fulfilled_shipments/s.txt", delimited(SHIPMENTS, [row, second], "\t"))
    result = landing.run()
    assert result.messages == [] and not outcome(result, "s.txt").ignored
    first, other = landing.rows("amazon__fulfilled_shipments")
    assert first["item_price"] + other["item_price"] == Decimal("44.98")
    assert (str(first["shipment_date"]), first["email_kind"]) == ("2025-03-01", "amazon_relay")
    assert first["ship_postal_prefix"] == "941"
    assert all(len(first[name]) == 64 for name in ("email_hash", "phone_hash", "household_hash"))
    for text in ("Ann", "Main St", "94107", "Springfield", "415", "marketplace.amazon"):
        assert not [v for v in first.values() if isinstance(v, str) and text in v
                    and len(v) != 64], text  # fmt: skip


def test_returns_land_as_tabs_and_as_quoted_commas_without_comments(landing):
    row = {
        "return-date": "2026-07-31T22:34:59+00:00",
        "order-id": "O1",
        "sku": "MUG",
        "quantity": "1",
        "detailed-disposition": "SELLABLE",
        "status": "Reimbursed",
        "license-plate-number": "LPN1",
        "customer-comments": 'call "me", ann@example.com',
    }
    tabs = delimited(RETURNS, [row | {"customer-comments": 'a 5" plate'}] * 2, "\t")
    landing.put("amazon/returns/a.txt", tabs.replace('"a 5"" plate"', 'a 5" plate'))
    landing.put("ui/amazon/returns/b.csv", delimited(RETURNS, [row]))
    result = landing.run()
    assert result.messages == [] and not any(file.ignored for file in result.files)
    rows = landing.rows("amazon__returns")
    assert Counter(r["_store"] for r in rows) == {"default": 2, "ui": 1}
    assert "comments" not in str(rows[0].keys()) and "ann@example.com" not in str(rows)


def test_a_newer_status_of_a_return_replaces_the_former_one(landing):
    row = {
        "return-date": "2026-07-31T22:34:59+00:00",
        "order-id": "O1",
        "sku": "MUG",
        "quantity": "1",
        "detailed-disposition": "SELLABLE",
        "license-plate-number": "L1",
    }
    later = row | {"return-date": "2026-08-31T22:34:59+00:00", "order-id": "O2"}
    landing.put("amazon/returns/a.txt", delimited(RETURNS, [row], "\t"))
    landing.run()
    mended = [row | {"status": "Reimbursed"}, later]
    landing.put("amazon/returns/b.txt", delimited(RETURNS, mended, "\t"))
    landing.run()
    rows = landing.rows("amazon__returns")
    assert [(r["order_id"], r["status"]) for r in rows] == [("O1", "Reimbursed"), ("O2", None)]


def test_reimbursements_keep_every_item_and_what_was_taken_back(landing):
    row = {
        "approval-date": "2025-03-01T10:00:00+00:00",
        "reimbursement-id": "R1",
        "sku": "MUG",
        "reason": "Lost_Warehouse",
        "currency-unit": "USD",
        "amount-total": "12.50",
    }
    back = row | {
        "reimbursement-id": "R2",
        "amount-total": "-12.50",
        "reason": "Reimbursement_Reversal",
        "original-reimbursement-id": "R1",
    }
    landing.put("amazon/reimbursements/a.txt", delimited(REIMBURSEMENTS, [row, row, back], "\t"))
    landing.run()
    assert landing.total("amazon__reimbursements", "amount_total") == Decimal("12.50")
    assert len(landing.rows("amazon__reimbursements")) == 3


def test_aged_inventory_lands_in_its_present_and_its_former_layout(landing):
    new = {"snapshot-date": "2025-03-15", "sku": "MUG", "fnsku": "X1", "asin": "B01",
           "currency": "USD", "country": "US", "qty-charged": "3", "amount-charged": "1.23",
           "surcharge-age-tier": "271-300 days"}  # fmt: skip
    old = {"snapshot-date": "2020-02-15", "sku": "MUG", "fnsku": "X1", "asin": "B01",
           "currency": "USD", "country": "US", "12-mo-long-terms-storage-fee": "4.56",
           "qty-charged-12-mo-long-term-storage-fee": "7"}  # fmt: skip
    landing.put("amazon/aged_inventory/new.txt", delimited(AGED, [new], "\t"))
    landing.put("amazon/aged_inventory/old.txt", delimited(LONG_TERM, [old], "\t"))
    result = landing.run()
    assert result.messages == []
    rows = {row["_layout"]: row for row in landing.rows("amazon__aged_inventory")}
    assert rows["aged_inventory_surcharge"]["amount_charged"] == Decimal("1.23")
    assert rows["long_term_storage"]["amount_charged_12_months"] == Decimal("4.56")


STORAGE = names(
    "asin fnsku product_name fulfillment_center country_code item_volume "
    "average_quantity_on_hand month_of_charge storage_rate currency "
    "estimated_monthly_storage_fee",
    " ",
)


def test_storage_fees_land_with_underscores_hyphens_and_quotes_and_a_month_is_replaced(landing):
    row = {"asin": "B01", "fnsku": "X1", "fulfillment_center": "ABE2", "country_code": "US",
           "month_of_charge": "2025-03", "currency": "USD", "item_volume": "0.2841",
           "estimated_monthly_storage_fee": "0.39"}  # fmt: skip
    newer = [*STORAGE, "base_rate", "utilization_surcharge_rate", "total_discount"]
    hyphens = [name.replace("_", "-") for name in STORAGE]
    old = {name.replace("_", "-"): text for name, text in row.items()}
    landing.put("tab/amazon/storage_fees/a.txt", delimited(STORAGE, [row], "\t"))
    landing.put("old/amazon/storage_fees/a.txt", delimited(hyphens, [old], "\t"))
    landing.put("ui/amazon/storage_fees/a.csv", delimited(newer, [row | {"base_rate": "0.78"}]))
    result = landing.run()
    assert result.messages == [] and not any(file.ignored for file in result.files)
    rows = landing.rows("amazon__storage_fees")
    assert [(str(r["month_of_charge"]), r["estimated_monthly_storage_fee"]) for r in rows] == (
        [("2025-03-01", Decimal("0.39"))] * 3
    )
    again = [row | {"asin": "B02"}, row | {"asin": "B03"}]
    landing.put("tab/amazon/storage_fees/b.txt", delimited(STORAGE, again, "\t"))
    landing.run()
    found = [r["asin"] for r in landing.rows("amazon__storage_fees") if r["_store"] == "tab"]
    assert found == ["B02", "B03"]


def test_inventory_template_is_a_snapshot_by_day_sku_and_place(landing):
    header = "as_of,sku,fulfillment_center,quantity,volume_cubic_ft\n"
    landing.put(
        "amazon/inventory/a.csv", header + "2025-03-01,MUG,ABE2,5,0.2\n2025-03-01,MUG,,1,\n"
    )
    landing.run()
    landing.put("amazon/inventory/b.csv", header + "2025-03-01,MUG,ABE2,6,0.2\n")
    landing.run()
    rows = landing.rows("amazon__inventory")
    assert {(r["fulfillment_center"], r["quantity"]) for r in rows} == {("ABE2", 6), (None, 1)}


REAL = {
    "amazon_fba/js_tests_customer_returns.txt": ("returns", "quantity"),
    "amazon_fba/rust_test_monthly_storage_fee_2022-11.txt": (
        "storage_fees", "estimated_monthly_storage_fee",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_fba_reports_land_with_their_totals(landing, name):
    if not (SAMPLES / name).exists():
        pytest.skip(f"the real file {name} is not there")
    report, column = REAL[name]
    content = (SAMPLES / name).read_text("utf-8")
    landing.put(f"amazon/{report}/real.txt", content)
    (file,) = landing.run().files
    header, *lines = [line.split("\t") for line in content.splitlines() if line.strip()]
    position = [text.replace("-", "_") for text in header].index(column)
    expected = sum(Decimal(line[position]) for line in lines)
    assert (file.rows_landed, file.ignored) == (len(lines), ())
    assert landing.total(f"amazon__{report}", column) == expected


# -------------------------------------------------------------------------- All Orders

B2B = ["is-business-order", "purchase-order-number", "price-designation"]
ORDER_HEADERS = {
    "historic": ALL_ORDERS_HEADER,
    "without_b2b": [name for name in ALL_ORDERS_HEADER if name not in B2B],
    "with_flags": [*ALL_ORDERS_HEADER, "is-sold-by-ab", "is-iba"],
    "without_url": [name for name in ALL_ORDERS_HEADER if name != "url"],
    "brazil": [*ALL_ORDERS_HEADER[:29], "cpf", *ALL_ORDERS_HEADER[29:]],
    "present": [*ALL_ORDERS_HEADER[:13], "number-of-items", "item-status", "tax-collection-model",
                "tax-collection-responsible-party", *ALL_ORDERS_HEADER[14:24], "address-type",
                *ALL_ORDERS_HEADER[24:]],
}  # fmt: skip


def test_all_orders_land_in_every_variant_of_the_header(landing):
    row = {"amazon-order-id": "114-1", "purchase-date": "2025-03-02T05:00:00+00:00",
           "last-updated-date": "2025-03-03T05:00:00+00:00", "order-status": "Shipped",
           "sku": "MUG", "item-status": "Shipped", "quantity": "2", "currency": "USD",
           "item-price": "39.98", "sales-channel": "Amazon.com", "cpf": "123.456.789-09",
           "number-of-items": "1"}  # fmt: skip
    for name, header in ORDER_HEADERS.items():
        filled = {key: text for key, text in row.items() if key in header}
        content = delimited(header, [filled], "\t")
        landing.put(f"{name}/amazon/all_orders/o.txt", content)
    result = landing.run()
    assert result.messages == [] and not any(file.ignored for file in result.files)
    rows = landing.rows("amazon__all_orders")
    assert {(r["_store"], r["item_price"]) for r in rows} == {
        (name, Decimal("39.98")) for name in ORDER_HEADERS
    }
    assert "123.456.789-09" not in str(rows)
