"""The product's nginx with its own configuration, in front of servers on this machine."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import yaml

from tests.support.ports import free_port
from tests.support.processes import ROOT
from tests.support.waiting import eventually

FOLDER = ROOT / "deploy" / "nginx"
VARIABLE = re.compile(r"\$\{(CHITRAIL_\w+)\}")


def defaults() -> dict[str, str]:
    """The variables as docker-compose.yml gives them."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    given = compose["services"]["nginx"]["environment"]
    return {name: str(value) for name, value in given.items() if name.startswith("CHITRAIL_")}


class Nginx:
    """nginx on a free port; upstreams are local ports. A context manager."""

    def __init__(
        self, folder: Path, upstreams: Mapping[str, Sequence[int]], **settings: object
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / "nginx.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.variables = defaults() | {
            "CHITRAIL_NGINX_LISTEN": f"127.0.0.1:{self.port}",
            "CHITRAIL_NGINX_TEMP": str(folder),
            "CHITRAIL_NGINX_ACCESS_LOG": str(folder / "access.log"),
            "CHITRAIL_NGINX_SERVER_FILES": f"{folder}/server.d/",
        }
        for name in ("API", "REALTIME", "DASHBOARDS", "DAGSTER"):
            ports = upstreams.get(name.lower()) or [free_port()]
            servers = " ".join(f"server 127.0.0.1:{port};" for port in ports)
            self.variables[f"CHITRAIL_NGINX_{name}"] = servers
        self.variables |= {
            f"CHITRAIL_NGINX_{name.upper()}": str(value) for name, value in settings.items()
        }

    @property
    def url(self) -> str:
        """Address of the door."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Fill the template, start, and wait until the port answers."""
        template = (FOLDER / "nginx.conf.template").read_text(encoding="utf-8")
        text = VARIABLE.sub(lambda found: self.variables[found[1]], template)
        if os.geteuid() == 0:
            text = f"user root;\n{text}"  # its temporary files lie where only we may enter
        (self.folder / "nginx.conf").write_text(text, encoding="utf-8")
        shutil.copy(FOLDER / "problems.conf", self.folder)
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        arguments = ("-c", str(self.folder / "nginx.conf"), "-e", "stderr", "-g", "daemon off;")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([program, *arguments], cwd=self.folder, stderr=log)
        eventually(self._answers)
        return self

    def stop(self) -> None:
        """SIGTERM, and wait."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait(10)

    def _answers(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise RuntimeError(self.log.read_text(errors="replace"))
        with socket.create_connection(("127.0.0.1", self.port), timeout=2):
            return True

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
