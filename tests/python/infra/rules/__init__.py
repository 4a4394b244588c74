"""The project's own rules over its templates: importing it registers them all."""

from tests.python.infra.rules import iam, jobs, network, schedule, storage, warehouse
from tests.python.infra.rules.frame import RULES, Rule

__all__ = ["RULES", "Rule", "iam", "jobs", "network", "schedule", "storage", "warehouse"]
