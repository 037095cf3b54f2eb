"""Starting: refused in clear words when it cannot be, and confined to CHITRAIL_HOME."""

import os
import socket
import subprocess
import sys

import pytest

from chitrail.errors import Conflict
from chitrail.local.environment import PORTS, read_env, secrets_of
from chitrail.local.lock import holder, only_stack
from chitrail.local.ports import is_free
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


def test_status_without_a_stack_says_so(tmp_path):
    done = chitrail("status", CHITRAIL_HOME=tmp_path)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr


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
