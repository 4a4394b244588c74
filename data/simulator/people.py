"""Invented customers: made-up names, streets and example-domain addresses."""

from __future__ import annotations

import unicodedata

from data.simulator.draw import Draw
from data.simulator.shopify_model import Customer

_FIRST = (
    "Ann",
    "Ben",
    "Carla",
    "Dev",
    "Elif",
    "Farah",
    "Gus",
    "Hana",
    "Iris",
    "Joao",
    "Kira",
    "Leo",
    "Mina",
    "Noah",
    "Olga",
    "Priya",
    "Quinn",
    "Rosa",
    "Sven",
    "Tess",
    "Uma",
    "Vera",
    "Will",
    "Ximena",
    "Yara",
    "Zoë",
    "José",
    "Søren",
    "Chloé",
    "Łukasz",
)
_LAST = (
    "Abbott",
    "Barros",
    "Chen",
    "Dahl",
    "Ekström",
    "Fischer",
    "Gupta",
    "Hughes",
    "Ito",
    "Jansen",
    "Kowalski",
    "Lopez",
    "Müller",
    "Nguyen",
    "O'Brien",
    "Park",
    "Quist",
    "Rossi",
    "Silva",
    "Tanaka",
    "Usman",
    "Varga",
    "Walsh",
    "Young",
    "Zeller",
    "Null",
)
_STREETS = (
    "Maple St",
    "Juniper Ave",
    "Orchard Ln",
    "Harbor Rd",
    "Linden Way",
    "Mill St",
    "Cedar Ct",
    "Hill Rd",
    "Station St",
    "Meadow Dr",
)
US_PLACES = (
    ("Brooklyn", "11215", "NY", "New York"),
    ("Albany", "12207", "NY", "New York"),
    ("Oakland", "94607", "CA", "California"),
    ("San Diego", "92103", "CA", "California"),
    ("Austin", "78704", "TX", "Texas"),
    ("Houston", "77006", "TX", "Texas"),
    ("Portland", "97214", "OR", "Oregon"),
    ("Seattle", "98103", "WA", "Washington"),
    ("Denver", "80205", "CO", "Colorado"),
    ("Chicago", "60614", "IL", "Illinois"),
    ("Boston", "02130", "MA", "Massachusetts"),
    ("Newark", "07102", "NJ", "New Jersey"),
    ("Miami", "33130", "FL", "Florida"),
    ("Atlanta", "30307", "GA", "Georgia"),
    ("Billings", "59101", "MT", "Montana"),
    ("Wilmington", "19801", "DE", "Delaware"),
)
EU_PLACES = (
    ("Berlin", "10437", "DE"),
    ("Hamburg", "20357", "DE"),
    ("München", "80331", "DE"),
    ("Köln", "50672", "DE"),
    ("Leipzig", "04109", "DE"),
    ("Paris", "75008", "FR"),
    ("Lyon", "69002", "FR"),
    ("Amsterdam", "1017 AB", "NL"),
    ("Wien", "1070", "AT"),
)


def _plain(text: str) -> str:
    stripped = unicodedata.normalize("NFKD", text.lower().replace("ł", "l").replace("ø", "o"))
    return "".join(letter for letter in stripped if letter.isascii() and letter.isalnum())


def draw_customers(draw: Draw, store: str, count: int) -> list[Customer]:
    """`count` customers of a store, each in one place; e-mail domains are reserved ones."""
    people = []
    for number in range(count):
        first, last = draw.pick(_FIRST), draw.pick(_LAST)
        if store == "eu":
            city, postal_code, country = draw.pick(EU_PLACES)
            province, province_name = "", ""
            phone = ""
        else:
            city, postal_code, province, province_name = draw.pick(US_PLACES)
            country = "US"
            phone = f"'+1 {draw.pick(('212', '510', '303', '617'))}-555-01{draw.between(0, 99):02d}"
        domain = draw.pick(("example.com", "example.org", "example.net"))
        people.append(
            Customer(
                f"{first} {last}",
                f"{_plain(first)}.{_plain(last)}{number}@{domain}",
                f"{draw.between(2, 980)} {draw.pick(_STREETS)}",
                city,
                postal_code,
                province,
                province_name,
                country,
                phone if draw.chance(60) else "",
            )
        )
    return people
