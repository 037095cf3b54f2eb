"""The jars of one Kafka broker, resolved from Maven Central by `jgo` (no Maven needed)."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from chitrail.errors import Unavailable

KAFKA = "4.4.0"
SLF4J = "1.7.36"
ENDPOINT = f"org.apache.kafka:kafka_2.13:{KAFKA}+org.slf4j:slf4j-simple:{SLF4J}"
"""slf4j-simple, because the broker is mute without a logging back end; a log4j root here would make jgo
apply its dependency management to all roots and pull in an old kafka-clients."""
MARKER = ".complete"


def fetch_jars(folder: Path) -> bool:
    """Fill `folder` with the broker's jars unless it has just these already; whether any were fetched.

    Raises Unavailable when Maven Central cannot be reached.
    """
    marker = folder / MARKER
    if marker.exists() and marker.read_text() == ENDPOINT:
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="jars-") as scratch:
        fresh = Path(scratch) / "jars"
        fresh.mkdir()
        for jar in _resolve(Path(scratch)):
            shutil.copyfile(jar, fresh / jar.name)
        (fresh / MARKER).write_text(ENDPOINT)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    return True


def _resolve(scratch: Path) -> list[Path]:
    """Paths of all jars, downloaded below `scratch` alone: jgo keeps its caches under the home folder."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "jgo", "--resolver", "python", "--no-cache", "--links", "copy"),
            *("--repo-cache", str(scratch / "m2"), "--cache-dir", str(scratch / "jgo")),
            *("info", "classpath", ENDPOINT),
        ],
        env={**os.environ, "HOME": str(scratch), "XDG_CACHE_HOME": str(scratch / "xdg")},
        capture_output=True,
        text=True,
        check=False,
    )
    jars = [Path(line) for line in done.stdout.splitlines() if line.endswith(".jar")]
    if done.returncode or not jars:
        raise Unavailable(
            f"Kafka's jars could not be fetched from Maven Central: {done.stderr[-800:]}"
        )
    both = jars[0].parents[1]  # modular and plain jars lie in sibling folders
    return sorted(both.rglob("*.jar"))
