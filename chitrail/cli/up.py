"""`chitrail up`: the whole product on this machine."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from chitrail.cli.journal import Journal
from chitrail.cli.status import addresses
from chitrail.errors import ChitrailError, ConfigurationError
from chitrail.local.environment import DEFAULT_PORT_BASE
from chitrail.local.frontend import build_frontend
from chitrail.local.kafka_jars import fetch_jars
from chitrail.local.lock import only_stack
from chitrail.local.stack import Stack, Stopped

WATCH_SECONDS = 0.3


def up(
    play: Annotated[bool, typer.Option(help="Play a lunch hour once everything runs.")] = False,
    once: Annotated[
        bool, typer.Option("--once", help="Play it, stop, and exit 0 only if the books agree.")
    ] = False,
    port_base: Annotated[
        int,
        typer.Option(
            min=1024, max=65000, help="First of the ports; each has a variable of its own."
        ),
    ] = DEFAULT_PORT_BASE,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Print the log of every process.")
    ] = False,
) -> None:
    """Start PostgreSQL, Kafka and every process in order, and keep them running until Ctrl-C.

    Data stay in CHITRAIL_HOME for the next start. DATABASE_URL, KAFKA_BOOTSTRAP_SERVERS or Razorpay keys in
    the environment take the place of the embedded server or the sandbox.

    Example: chitrail up --port-base 9000
    """
    home = os.environ.get("CHITRAIL_HOME")
    if home is None:
        raise ConfigurationError("CHITRAIL_HOME is not set; ./run sets it")
    folder = Path(home).resolve()
    console = Console(highlight=False, soft_wrap=True)
    with only_stack(folder), Journal(folder / "logs", console if verbose else None) as journal:
        stack = Stack(
            os.environ,
            folder,
            port_base,
            lambda step, seconds: _say(console, step, seconds),
            lambda message: _warn(console, message),
            journal.write,
        )
        raise typer.Exit(_run(stack, console, play=play or once, once=once))


def _run(stack: Stack, console: Console, *, play: bool, once: bool) -> int:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stack.stopping.set())
    try:
        stack.check_ports()
        _start(stack, console)
        threading.Thread(target=_announce_rest, args=(stack,), daemon=True).start()
        code = _play(stack) if play else 0
        _show_addresses(stack, console)
        if not once:
            code = _watch(stack, console)
    except Stopped:
        code = 1 if once else 0
    except ChitrailError as error:
        _warn(console, error.detail)
        code = 1
    finally:
        console.print("stopping …")
        stack.stop()
        console.print("stopped; the data are kept")
    return code


def _start(stack: Stack, console: Console) -> None:
    began = time.monotonic()
    prepared = _prepare(stack)
    start = time.monotonic()
    kind = "warm" if (stack.home / "postgres" / "data").exists() else "cold"
    stack.start()
    seconds = time.monotonic() - start
    console.print(f"{kind} start: {seconds:.1f} s (before it, {start - began:.1f} s: {prepared})")


def _prepare(stack: Stack) -> str:
    """Downloads and builds: once per version, not part of a start. What was done, in words."""
    done = []
    if stack.own_kafka and fetch_jars(stack.home / "kafka" / "jars"):
        done.append("Kafka downloaded")
    if build_frontend(stack.home):
        done.append("browser code built")
    return ", ".join(done) or "nothing to download or build"


def _play(stack: Stack) -> int:
    process = subprocess.Popen(
        [sys.executable, "-m", "chitrail.cli", "demo"], env=stack.environment
    )
    while process.poll() is None and not stack.stopping.wait(WATCH_SECONDS):
        pass
    if process.poll() is None:
        process.terminate()
    return process.wait()


def _watch(stack: Stack, console: Console) -> int:
    console.print("running; Ctrl-C stops")
    while not stack.stopping.wait(WATCH_SECONDS):
        if failures := stack.failures():
            _warn(console, f"cannot go on without {', '.join(failures)}")
            return 1
    return 0


def _announce_rest(stack: Stack) -> None:
    with suppress(ChitrailError):  # what failed has been told already, and the rest runs without it
        stack.wait_for_rest()


def _warn(console: Console, message: str) -> None:
    console.print("[red]chitrail:[/]", message.replace("[", "\\["), markup=True)


def _show_addresses(stack: Stack, console: Console) -> None:
    for name, address in addresses(stack.settings).items():
        console.print(f"{name:10} {address}")
    console.print(f"{'warehouse':10} {stack.settings.warehouse_snapshot}")
    console.print(f"{'logs':10} {stack.home / 'logs'}")


def _say(console: Console, step: str, seconds: float) -> None:
    console.print(f"[green]✓[/] {step:20} {seconds:5.1f} s", markup=True)
