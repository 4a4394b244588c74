"""The order of concerns: which folder of models may build on which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

import pytest

CHAIN = (
    "staging",
    "products",
    "fx",
    "changes",
    "settlements",
    "orders",
    "ads",
    "costs",
    "fees",
    "identity",
    "attribution",
    "halo",
    "ledger",
    "marts",
    "reports",
)
NAMES = {
    "staging": r"stg_{folder}__\w+",
    "intermediate": r"int_{folder}__\w+",
    "marts": r"(dim|fact|bridge)_\w+",
    "reports": r"rpt_\w+",
}


@dataclass(frozen=True)
class Model:
    """A model with its folder below models/ and what it reads, as (resource type, folder, name)."""

    name: str
    folder: PurePosixPath
    reads: tuple[tuple[str, PurePosixPath, str], ...] = ()

    @property
    def layer(self) -> str:
        return self.folder.parts[0]


def concern(folder: PurePosixPath) -> str:
    """The link of the chain that a folder belongs to."""
    return folder.parts[1] if folder.parts[0] == "intermediate" else folder.parts[0]


def folder_of(node: dict) -> PurePosixPath:
    """The folder of a node below models/, seeds/ and so on."""
    return PurePosixPath(*PurePosixPath(node["original_file_path"]).parts[1:-1])


@pytest.fixture(scope="module")
def models(manifest: dict) -> list[Model]:
    nodes = {**manifest["nodes"], **manifest["sources"]}
    return [
        Model(
            node["name"],
            folder_of(node),
            tuple(
                (nodes[key]["resource_type"], folder_of(nodes[key]), nodes[key]["name"])
                for key in node["depends_on"]["nodes"]
            ),
        )
        for node in nodes.values()
        if node["resource_type"] == "model"
    ]


def chain_violations(models: list[Model]) -> list[str]:
    """Models whose folder has no place in the chain, or that read a later link of it."""
    found = []
    for model in models:
        if concern(model.folder) not in CHAIN:
            found.append(f"{model.name}: {model.folder} is no concern of the chain")
            continue
        for kind, folder, name in model.reads:
            later = kind == "model" and CHAIN.index(concern(folder)) > CHAIN.index(
                concern(model.folder)
            )
            if later:
                found.append(f"{model.name} reads {name}")
    return found


def boundary_violations(models: list[Model]) -> list[str]:
    """Reads across a layer's boundary: reports read marts, seeds and sources stop at staging."""
    found = []
    for model in models:
        for kind, folder, name in model.reads:
            layer = folder.parts[0] if kind == "model" else kind
            reference = kind == "model" and folder.parts[:2] == ("staging", "reference")
            core = model.folder.parts[:2] == ("marts", "core")
            over_seeds = model.folder.parts[:2] == ("staging", "reference")
            allowed = {
                "staging": layer == "source" or (over_seeds and layer in ("seed", "staging")),
                "intermediate": layer in ("staging", "intermediate"),
                "marts": layer in ("intermediate", "marts") or (core and reference),
                "reports": layer == "marts",
            }
            if not allowed.get(model.layer, False):
                found.append(f"{model.name} reads the {layer} {name}")
    return found


def name_violations(models: list[Model]) -> list[str]:
    """Models whose name does not say their folder."""
    return [
        f"{model.folder}/{model.name}"
        for model in models
        if not re.fullmatch(
            NAMES.get(model.layer, "").format(folder=model.folder.parts[-1]), model.name
        )
    ]


def test_no_model_reads_a_later_concern(models: list[Model]) -> None:
    assert chain_violations(models) == []


def test_layers_are_read_in_order_and_seeds_only_in_staging(models: list[Model]) -> None:
    assert boundary_violations(models) == []


def test_the_name_of_a_model_says_its_folder(models: list[Model]) -> None:
    assert name_violations(models) == []


def path(text: str) -> PurePosixPath:
    return PurePosixPath(text)


@pytest.mark.parametrize(
    ("folder", "read", "rule"),
    [
        ("intermediate/orders", ("model", path("intermediate/ledger"), "x"), chain_violations),
        ("intermediate/orders", ("model", path("intermediate/costs"), "x"), chain_violations),
        ("intermediate/products", ("model", path("intermediate/orders"), "x"), chain_violations),
        ("intermediate/other", ("model", path("staging/shopify"), "x"), chain_violations),
        ("intermediate/costs", ("seed", path("rate_cards"), "x"), boundary_violations),
        ("intermediate/costs", ("source", path("staging/costs"), "x"), boundary_violations),
        ("staging/shopify", ("seed", path("mappings"), "x"), boundary_violations),
        ("marts/core", ("model", path("staging/shopify"), "x"), boundary_violations),
        ("marts/finance", ("model", path("staging/reference"), "x"), boundary_violations),
        ("reports", ("model", path("intermediate/ledger"), "x"), boundary_violations),
        ("reports", ("model", path("reports"), "x"), boundary_violations),
    ],
)
def test_the_rules_catch_a_wrong_read(folder, read, rule) -> None:
    assert len(rule([Model("wrong", path(folder), (read,))])) == 1


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("staging/shopify", "stg_amazon__orders"),
        ("intermediate/costs", "int_orders__lines"),
        ("marts/core", "product"),
        ("reports", "fact_margin"),
    ],
)
def test_the_rule_catches_a_wrong_name(folder: str, name: str) -> None:
    assert name_violations([Model(name, path(folder))]) == [f"{folder}/{name}"]
