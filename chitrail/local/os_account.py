"""The operating-system account PostgreSQL runs as: initdb and postgres refuse to run as root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chitrail.errors import ConfigurationError


@dataclass(frozen=True)
class Account:
    """The account of a child process; the present one when `uid` is None."""

    uid: int | None = None
    gid: int | None = None

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments for subprocess that switch to the account."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a file or folder to the account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def may(self, test_flag: str, path: Path) -> bool:
        """Whether the account passes `test <flag> <path>`, as with -w or -x."""
        return (
            subprocess.run(["test", test_flag, path], cwd="/", check=False, **self.popen).returncode
            == 0
        )


def account_for(home: Path, data: Path) -> Account:
    """Who shall run the server on `home`: ourselves, or as root an existing unprivileged account.

    Data stay with the account that made them. PG_OS_USER names another account than `nobody`. Raises
    ConfigurationError when the account cannot reach `home`.
    """
    if os.geteuid() != 0:
        return Account()
    name = os.environ.get("PG_OS_USER", "nobody")
    entry = pwd.getpwuid(data.stat().st_uid) if data.exists() else pwd.getpwnam(name)
    account = Account(entry.pw_uid, entry.pw_gid)
    account.own(home)
    if not account.may("-w", home):
        raise ConfigurationError(
            f"PostgreSQL does not run as root, and the account {entry.pw_name} cannot reach {home}; "
            "set CHITRAIL_HOME to a folder below /var/lib"
        )
    return account
