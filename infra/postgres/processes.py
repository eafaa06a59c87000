"""What the launcher must know about processes: is a server of this folder alive, and how it dies with its parent."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
LINUX = sys.platform == "linux"


def dies_with_parent() -> Callable[[], None] | None:
    """A `preexec_fn` that asks the kernel to stop the child (fast shutdown) when this process is gone. Linux only."""
    if not LINUX:
        return None
    libc, parent = ctypes.CDLL(None, use_errno=True), os.getpid()

    def child() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:  # gone before the request was made
            os._exit(1)

    return child


def watchdog(pid: int) -> subprocess.Popen[bytes]:
    """The same by other means: a shell that waits for our end of a pipe to close, then stops `pid`."""
    script = f"cat >/dev/null; kill -INT {pid}"
    return subprocess.Popen(["/bin/sh", "-c", script], stdin=subprocess.PIPE, start_new_session=True)


def clear_stale(data: Path) -> None:
    """Makes a folder startable after its server was left behind or killed.

    The caller holds the folder's lock, so a live server is an orphan and is stopped. Postgres takes a zombie for alive
    and a reused process number for itself; both are told apart here.
    """
    file = data / "postmaster.pid"
    try:
        pid = int(file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return
    if _is_server(pid, data):
        _stop(pid)
    _wait_for_backends(data)
    file.unlink(missing_ok=True)


def _stop(pid: int) -> None:
    for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        os.kill(pid, sign)
        if _wait(lambda: not _alive(pid), seconds=8):
            return
    raise RuntimeError(f"an earlier Postgres (process {pid}) cannot be stopped")


def _wait_for_backends(data: Path) -> None:
    """Backends outlive a killed server for a moment; two servers on one folder would destroy it."""
    if not _wait(lambda: not _workers(data), seconds=8):
        raise RuntimeError(f"processes of an earlier Postgres still run: {_workers(data)}")


def _wait(done: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _is_server(pid: int, data: Path) -> bool:
    if LINUX:
        return _alive(pid) and _folder(pid) == str(data)
    said = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return str(data) in said


def _alive(pid: int) -> bool:
    """Neither gone nor a zombie."""
    if LINUX:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
        except OSError:
            return False
    said = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return said.strip()[:1] not in ("", "Z")


def _workers(data: Path) -> list[int]:
    if not LINUX:
        return []
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in numbers if _folder(pid) == str(data) and _alive(pid)]


def _folder(pid: int) -> str:
    try:
        return str(Path(f"/proc/{pid}/cwd").readlink())
    except OSError:
        return ""
