"""Starting: refused in clear words when it cannot be, and confined to CHITRAIL_HOME."""

import json
import os
import shutil
import socket
import subprocess
import sys

import pytest

from chitrail.errors import Conflict
from chitrail.local.environment import PORTS, STACK_FILE, read_env, secrets_of
from chitrail.local.lock import holder, only_stack
from chitrail.local.ports import is_free
from chitrail.topics import ALL_TOPICS
from tests.support.ports import free_port
from tests.support.processes import ROOT


def chitrail(*arguments, **env):
    return subprocess.run(
        [sys.executable, "-m", "chitrail.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **{name: str(value) for name, value in env.items()}},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_busy_port_is_named_with_its_service_and_variable(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = chitrail("up", CHITRAIL_HOME=tmp_path, CHITRAIL_DAGSTER_PORT=port)
    assert done.returncode == 1
    assert f"port {port} (dagster) is in use" in done.stdout
    assert "CHITRAIL_DAGSTER_PORT" in done.stdout
    assert not (tmp_path / "postgres").exists()


def test_a_second_stack_in_the_same_home_is_refused_with_the_pid_of_the_first(tmp_path):
    with only_stack(tmp_path):
        assert holder(tmp_path) == os.getpid()
        with pytest.raises(Conflict, match=f"pid {os.getpid()}"), only_stack(tmp_path):
            pass
        done = chitrail("up", CHITRAIL_HOME=tmp_path)
        assert done.returncode == 1
        assert f"already running in {tmp_path} (pid {os.getpid()})" in done.stderr
    assert holder(tmp_path) is None


def test_a_port_somebody_listens_on_is_not_free():
    port = free_port()
    assert is_free(port)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert not is_free(port)


def test_secrets_are_made_once_and_readable_by_us_alone(tmp_path):
    first = secrets_of(tmp_path)
    assert secrets_of(tmp_path) == first == read_env(tmp_path / "settings.env")
    assert (tmp_path / "settings.env").stat().st_mode & 0o077 == 0
    assert len(first["CHITRAIL_SECRET_KEY"]) >= 32
    assert first["RAZORPAY_KEY_ID"].startswith("rzp_test_")


def test_status_without_a_stack_says_so_with_an_exit_code_of_its_own(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    done = chitrail("status", CHITRAIL_HOME=tmp_path)
    assert done.returncode == 3
    assert f"nothing was ever started in {tmp_path}" in done.stdout


@pytest.mark.stack
def test_status_of_a_stopped_stack_is_not_that_of_another_on_the_same_ports(stack, tmp_path):
    shutil.copyfile(stack.home / STACK_FILE, tmp_path / STACK_FILE)
    done = chitrail("status", "--json", CHITRAIL_HOME=tmp_path)
    assert done.returncode == 3
    assert json.loads(done.stdout)["running"] is False


@pytest.mark.stack
def test_status_of_the_running_stack_names_every_process_and_no_password(stack):
    document = stack.status()
    assert document["running"] is True
    assert document["pid"] == stack.supervisor.pid
    assert {process["name"] for process in document["processes"]} >= {"postgres", "kafka", "api"}
    assert "@" not in document["database"]
    assert document["addresses"]["docs"] == f"{document['addresses']['api']}/docs"


@pytest.mark.stack
def test_topics_are_there_already_and_creating_them_again_changes_nothing(stack):
    done = stack.command("topics", "create")
    assert done.stdout.strip() == f"0 topics created, {len(ALL_TOPICS)} were there"


@pytest.mark.parametrize(
    "command",
    ["up", "status", "demo", "import", "reconcile", "seed", "pipelines", "topics", "dead-letters"],
)
def test_every_command_has_help(command, tmp_path):
    done = chitrail(command, "--help", CHITRAIL_HOME=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) > 15


def test_every_port_has_a_variable_of_its_own():
    assert len(set(PORTS.values())) == len(PORTS)
