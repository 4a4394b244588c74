"""The CloudFormation templates of infra/, and the values that an environment gives them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from commerce.errors import UserError
from commerce.workspace import ROOT

INFRA = ROOT / "infra"
# What lives longest comes first; each needs outputs of those before it.
ORDER = ("raw", "storage", "network", "warehouse", "jobs", "schedule", "ci", "bi")
# Never deleted: raw exports, and the keys without which they and what they became are lost.
KEPT = "raw"


class _Loader(yaml.SafeLoader):
    """YAML with the tags of CloudFormation, in their long form."""


def _long_form(loader: _Loader, tag: str, node: yaml.Node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        value = value.split(".", 1) if tag == "GetAtt" else value
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


def text_of(stack: str) -> str:
    """The text of a stack's template."""
    return (INFRA / "templates" / f"{stack}.yml").read_text("utf-8")


@lru_cache
def load(stack: str) -> dict:
    """A stack's template, parsed once; not to be changed."""
    return yaml.load(text_of(stack), Loader=_Loader)


@dataclass(frozen=True)
class Environment:
    """An environment as its file says. stacks: in the order of deployment."""

    name: str
    region: str
    stacks: tuple[str, ...]
    parameters: dict[str, str]

    def stack_name(self, stack: str) -> str:
        """The name of a stack in the account."""
        return f"{self.parameters['Project']}-{self.name}-{stack}"


def environment(name: str, folder: Path = INFRA / "parameters") -> Environment:
    """Read `<folder>/<name>.json`. Raises UserError in one sentence for what is wrong with it."""
    path = folder / f"{name}.json"
    known = sorted(file.stem for file in folder.glob("*.json"))
    if name not in known:
        raise UserError(f"There is no environment {name}: {' and '.join(known)} have a file each.")
    try:
        body = json.loads(path.read_text("utf-8"))
        stacks, parameters = tuple(body["Stacks"]), dict(body["Parameters"])
        found = Environment(name, body["Region"], stacks, parameters)
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{path.name} is not JSON with Region, Stacks and Parameters.") from error
    if [stack for stack in ORDER if stack in stacks] != list(stacks):
        raise UserError(f"The stacks of {path.name} are some of {', '.join(ORDER)}, in this order.")
    if parameters.get("Environment") != name:
        raise UserError(f"Environment in {path.name} must be {name}.")
    taken = {key for stack in stacks for key in load(stack)["Parameters"]}
    unknown = sorted(set(parameters) - taken)
    if unknown:
        raise UserError(f"No stack of {path.name} takes {unknown[0]}: check how it is written.")
    return found


def values_for(stack: str, template: dict, given: dict[str, str]) -> dict[str, str]:
    """What a stack takes of `given`. Raises UserError for what is missing or not allowed."""
    values = {}
    for name, declared in template["Parameters"].items():
        if name in given:
            fault = fault_of(declared, given[name])
            if fault:
                raise UserError(f"{name} of stack {stack} is {given[name]!r}, but must be {fault}.")
            values[name] = given[name]
        elif "Default" not in declared:
            raise UserError(f"Stack {stack} needs {name}: write it into the file of parameters.")
    return values


def fault_of(declared: dict, value: str) -> str:
    """What a parameter must be that `value` is not, or ''. The rules are those of the template."""
    allowed = [str(item) for item in declared.get("AllowedValues", [])]
    if allowed and value not in allowed:
        return f"one of {', '.join(allowed)}"
    pattern = declared.get("AllowedPattern")
    # CloudFormation compares whole values.
    if pattern and not re.fullmatch(pattern, value):
        return declared.get("ConstraintDescription", f"like {pattern}")
    if declared["Type"] == "Number":
        if not re.fullmatch(r"-?\d+(\.\d+)?", value):
            return "a number"
        low, high = declared.get("MinValue", float("-inf")), declared.get("MaxValue", float("inf"))
        if not low <= float(value) <= high:
            return f"between {low} and {high}"
    return ""
