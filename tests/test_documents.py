"""The documents name every setting, port and command that exists."""

from dataclasses import fields

import pytest

from chitrail.local.environment import PORTS
from chitrail.settings import Settings, env_name
from tests.support.processes import ROOT

OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [env_name(field.name) for field in fields(Settings)])
def test_every_setting_is_documented(name):
    assert f"`{name}`" in OPERATIONS


@pytest.mark.parametrize("name", sorted(PORTS.values()))
def test_every_port_is_documented(name):
    assert f"`{name}`" in OPERATIONS


@pytest.mark.parametrize("topic", ["order.completed", "payment.refund"])
def test_the_topics_people_rely_on_are_in_the_asyncapi_document(topic):
    assert f'"{topic}"' in (ROOT / "docs" / "asyncapi.json").read_text(encoding="utf-8")
