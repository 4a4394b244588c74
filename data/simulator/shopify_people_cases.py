"""Planted buyers: who is one customer, who is not, and who cannot be told.

Their orders came through a wholesale app. It has an export of its own, its orders are paid by bank
transfer and picked up, so that no charge, no parcel and no other file changes.
"""

from __future__ import annotations

from data.simulator.cases import CaseBook
from data.simulator.people import US_PLACES
from data.simulator.shopify_model import Customer, Order
from data.simulator.shopify_orders import Shop
from data.simulator.shopify_planter import order_name

# Longer than a mailbox of Google's may be: nobody has it.
_GOOGLE = "an.invented.buyer.of.the.artisanglow.demo"
# case: (what it shows, [(person, e-mail, phone, local time, SKU)])
_PEOPLE = (
    (
        "one address in other case: one customer, a first and a repeat order",
        [
            ("mara", "mara.quill@example.com", "", "2026-02-10 10:12:00", "AG-BOWL-L"),
            ("mara", "Mara.Quill@Example.COM", "", "2026-04-21 18:40:00", "AG-THROW-WL"),
        ],
    ),
    (
        "one mailbox of Google's in three spellings: one customer",
        [
            ("nilo", f"{_GOOGLE}@gmail.com", "", "2026-02-17 09:30:00", "AG-VASE-12"),
            ("nilo", f"{_GOOGLE.replace('.', '')}+shop@gmail.com", "", "2026-03-24 12:05:00",
             "AG-CAND-FIG"),
            ("nilo", f"{_GOOGLE}@googlemail.com", "", "2026-05-19 20:15:00", "AG-BOWL-S"),
        ],
    ),
    (
        "an added word at another host: two customers, though one person",
        [
            ("ivo", "ivo.stern@example.org", "", "2026-03-03 11:00:00", "AG-TRAY-OAK"),
            ("ivo", "ivo.stern+gifts@example.org", "", "2026-03-31 11:00:00", "AG-RUN-90"),
        ],
    ),
    (
        "a role address without a phone: no customer, whoever wrote it",
        [
            ("desk a", "info@lindner-rooms.example.com", "", "2026-02-24 08:20:00", "AG-MUG-SET4"),
            ("desk b", "info@lindner-rooms.example.com", "", "2026-05-05 08:45:00", "AG-PLATE-4"),
        ],
    ),
    (
        "a role address beside a phone: the phone tells the customer",
        [
            ("pia", "pia.holm@example.net", "'+1 646-555-0117", "2026-03-10 16:00:00",
             "AG-MIRR-RD"),
            ("pia", "orders@holm-studio.example.com", "(646) 555-0117", "2026-06-02 16:30:00",
             "AG-LAMP-TBL"),
        ],
    ),
    (
        "two addresses of a household with one phone: one customer, though two persons",
        [
            ("rosa", "rosa.alder@example.com", "'+1 646-555-0128", "2026-04-07 19:00:00",
             "AG-PILL-20"),
            ("tom", "tom.alder@example.com", "'+1 646-555-0128", "2026-06-09 19:20:00",
             "AG-NAPK-4"),
        ],
    ),
    (
        "a phone of six customers links nobody",
        [
            (f"desk {number}", f"member{number}@example.org", "'+1 646-555-0166",
             f"2026-0{2 + number % 5}-1{number} 13:0{number}:00", "AG-COAST-6")
            for number in range(1, 7)
        ],
    ),
)  # fmt: skip


def plant_people(shop: Shop, cases: CaseBook) -> list[Order]:
    """The orders of the planted buyers, in the order of the cases."""
    orders = []
    for what, bought in _PEOPLE:
        for person, email, phone, wall, sku in bought:
            city, postal_code, province, province_name = US_PLACES[len(orders) % len(US_PLACES)]
            buyer = Customer(
                person.title(), email, f"{len(orders) + 11} Depot Sq", city, postal_code, province,
                province_name, "US", phone, person,
            )  # fmt: skip
            order = shop.order(wall, [shop.line(sku, 2)], customer=buyer, payment_method="manual")
            shop.add_taxes(order)
            shop.finish(order)
            order.is_apart = True
            cases.plant(0, what, order_name(order))
            orders.append(order)
    return orders
