"""Our templates as moto can take them: nothing is changed but what moto_knows.yml names."""

from __future__ import annotations

import copy
import ipaddress
import json
import re
from pathlib import Path

import yaml
from moto.cloudformation.parsing import resource_class_from_type

from commerce.templates import load

KNOWS = yaml.safe_load(Path(__file__).with_name("moto_knows.yml").read_text("utf-8"))
_NAMED = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}")


def is_ignored(kind: str) -> bool:
    """Whether moto makes nothing of a resource of this type."""
    return resource_class_from_type(kind) is None


def adapted(stack: str, parameters: dict[str, str]) -> str:
    """A template's text for moto, with stand-ins where it names what moto ignores."""
    template = copy.deepcopy(load(stack))
    for place, names in KNOWS["taken_out"].items():
        owner, logical = place.split(".")
        if owner == stack:
            for name in names:
                del template["Resources"][logical]["Properties"][name]
    return json.dumps(_adapted(template, stack, template["Resources"], parameters))


def _stand_in(stack: str, resources: dict, logical: str, attribute: str) -> str | None:
    if logical not in resources or not is_ignored(resources[logical]["Type"]):
        return None
    return KNOWS["attributes"].get(f"{stack}.{logical}", {}).get(attribute, logical)


def _adapted(value, stack: str, resources: dict, parameters: dict[str, str]):
    if isinstance(value, list):
        return [_adapted(item, stack, resources, parameters) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Ref"}:
        return _stand_in(stack, resources, value["Ref"], "Ref") or value
    if set(value) == {"Fn::GetAtt"}:
        return _stand_in(stack, resources, *value["Fn::GetAtt"]) or value
    if set(value) == {"Fn::Select"} and "Fn::Cidr" in json.dumps(value):
        # !Select [position, !Cidr [!Ref block, count, bits]]
        position, cidr = value["Fn::Select"]
        block, _count, bits = cidr["Fn::Cidr"]
        network = ipaddress.ip_network(parameters[block["Ref"]])
        return str(list(network.subnets(new_prefix=32 - bits))[position])
    if set(value) == {"Fn::Sub"} and isinstance(value["Fn::Sub"], str):

        def named(match: re.Match) -> str:
            found = _stand_in(stack, resources, match[1], match[2] or "Ref")
            return found or match[0]

        return {"Fn::Sub": _NAMED.sub(named, value["Fn::Sub"])}
    return {key: _adapted(item, stack, resources, parameters) for key, item in value.items()}
