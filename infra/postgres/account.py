"""As whom Postgres runs: it refuses root, so root becomes nobody in a namespace of its own, or another account."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534")
FALLBACKS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """`wrapper` goes before a command; `uid` and `gid` are taken on when another account is used."""

    wrapper: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def options(self) -> dict[str, Any]:
        """Arguments for `subprocess` that take the account on."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may(self, access: str, path: Path) -> bool:
        """Whether the account has the access `-x` or `-w` to a path."""
        command = [*self.wrapper, "test", access, str(path)]
        return subprocess.run(command, check=False, cwd="/", **self.options()).returncode == 0

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def choose() -> Account:
    """The namespace keeps files that only root may read; where it is forbidden (most containers) another account."""
    if os.geteuid() != 0:
        return Account()
    if namespace_works():
        return Account(wrapper=NAMESPACE)
    return fallback()


def fallback() -> Account:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in FALLBACKS:
        if name in known:
            return Account(uid=known[name].pw_uid, gid=known[name].pw_gid)
    raise RuntimeError("Postgres refuses root, and there is neither an account `postgres` nor `nobody`")


def namespace_works() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*NAMESPACE, "true"], check=False, capture_output=True).returncode == 0
