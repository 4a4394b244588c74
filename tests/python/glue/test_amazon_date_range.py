"""Amazon's date range report: it lands in every language and of every age, with its totals."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from decimal import Decimal

import pytest

from tests.python.glue.conftest import SAMPLES, Landing, outcome
from tests.python.glue.exports import by_alias, delimited, names

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
