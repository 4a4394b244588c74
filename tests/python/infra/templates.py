"""The templates as plain data: every short tag in its long form, in the order of deployment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
INFRA = ROOT / "infra"
TEMPLATES = INFRA / "templates"
PARAMETERS = INFRA / "parameters"
ORDER = ("raw", "storage", "network", "warehouse", "jobs", "schedule", "ci", "bi")

Template = dict
Templates = dict[str, Template]


class _Loader(yaml.SafeLoader):
    """YAML with the tags of CloudFormation."""


def _long_form(loader: _Loader, tag: str, node: yaml.Node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if tag == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _long_form)
# A day stays a text, as CloudFormation reads it.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(path: Path) -> Template:
    """One template."""
    return yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506


def load_all() -> Templates:
    """Every template by name, in the order of deployment."""
    return {name: load(TEMPLATES / f"{name}.yml") for name in ORDER}


def environment(name: str) -> dict:
    """A parameter file: Region, Stacks, Parameters."""
    return json.loads((PARAMETERS / f"{name}.json").read_text("utf-8"))


def resources(templates: Templates, kind: str) -> Iterator[tuple[str, dict]]:
    """(template.resource, resource) of every resource whose type is or begins with `kind`."""
    for name, template in templates.items():
        for logical, resource in template["Resources"].items():
            if resource["Type"] == kind or (
                kind.endswith("::") and resource["Type"].startswith(kind)
            ):
                yield f"{name}.{logical}", resource


def properties(templates: Templates, kind: str) -> Iterator[tuple[str, dict]]:
    """(template.resource, properties) of every resource of a type."""
    for name, resource in resources(templates, kind):
        yield name, resource.get("Properties", {})


def as_list(value) -> list:
    """A policy's one or many, as a list."""
    return value if isinstance(value, list) else [value]


def statements(document: dict) -> list[dict]:
    """The statements of a policy document."""
    return as_list(document["Statement"])


def role_statements(templates: Templates) -> Iterator[tuple[str, dict]]:
    """(template.role, statement) of every policy of every role."""
    for name, role in properties(templates, "AWS::IAM::Role"):
        for policy in role.get("Policies", []):
            for statement in statements(policy["PolicyDocument"]):
                yield name, statement


def text(value) -> str:
    """An ARN, or whatever an intrinsic function makes, as one text to look into."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and "Fn::Sub" in value:
        body = value["Fn::Sub"]
        return body if isinstance(body, str) else body[0]
    return json.dumps(value)
