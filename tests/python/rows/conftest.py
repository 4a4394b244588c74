"""Which faults are planted one by one: none without an option, since each costs a build."""

from __future__ import annotations

import pytest

from tests.python.rows.faults import Case, cases


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "plant every fault in the intermediate models whose name holds this"
    parser.addoption("--rows-of", help=text)


@pytest.fixture
def faults(manifest: dict, pytestconfig: pytest.Config) -> list[Case]:
    part = pytestconfig.getoption("--rows-of", default=None)
    if part is None:
        pytest.skip("only --rows-of plants faults one by one")
    return [case for case in cases(manifest) if part in case.model]
