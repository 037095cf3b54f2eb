"""The container set-up as data: there is no engine where the tests run."""

import importlib.util
import re
import sys
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from chitrail.settings import Settings, env_name
from sandbox.settings import SandboxSettings
from tests.support.processes import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
NOT_SETTINGS = {"DAGSTER_HOME", "DAGSTER_DATABASE_URL", "RAZORPAY_WEBHOOK_URL"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_images_are_pinned(name):
    assert re.fullmatch(r"[\w./-]+:v?\d[\w.-]*", SERVICES[name]["image"])


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_variable_is_a_setting(name):
    known = {env_name(field.name) for field in fields(Settings)}
    sandbox = {f"SANDBOX_{field.name.upper()}" for field in fields(SandboxSettings)}
    assert set(OURS[name]["environment"]) <= known | sandbox | NOT_SETTINGS


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_command_exists(name):
    program, *arguments = OURS[name]["command"]
    module = arguments[arguments.index("-m") + 1]
    assert importlib.util.find_spec(module) is not None
    assert Path(sys.executable).with_name(program).exists()


def test_settings_accept_the_environment():
    env = {
        key: re.sub(r"\$\{\w+(?::[?-])?([^}]*)\}", r"\1", value) or "x"
        for key, value in OURS["api"]["environment"].items()
    }
    env["CHITRAIL_SECRET_KEY"] = "x" * 32
    assert Settings.from_env(env).address("realtime") == "http://localhost"


@pytest.mark.parametrize("name", ["dagster-webserver", "dagster-daemon"])
def test_what_drafts_orders_reaches_the_api_inside(name):
    assert OURS[name]["environment"]["CHITRAIL_API_URL"] == "http://api:8000"
    assert OURS[name]["environment"].keys() >= OURS["api"]["environment"].keys()


ONE_SHOT = {"migrate", "topics"}
WATCHED_FROM_INSIDE = {"janitor", "inventory", "notifications", "figures"}
"""Their watchdog, or a broken thread, ends them, and the restart policy starts them again."""


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONE_SHOT - WATCHED_FROM_INSIDE))
def test_what_serves_has_a_health_check(name):
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


def test_a_health_check_asks_the_port_the_service_binds():
    for name in ("api", "realtime", "dashboards", "sandbox"):
        port = default_of(f"{name}_port")
        assert f"127.0.0.1:{port}/" in SERVICES[name]["healthcheck"]["test"][-1]


def default_of(field_name):
    return next(field.default for field in fields(Settings) if field.name == field_name)


def test_what_must_survive_a_restart_lies_in_a_volume():
    mounted = {mount.partition(":")[0] for s in SERVICES.values() for mount in s.get("volumes", [])}
    assert set(COMPOSE["volumes"]) <= mounted
    broker = SERVICES["kafka"]
    assert f"kafka:{broker['environment']['KAFKA_LOG_DIRS']}" in broker["volumes"]
