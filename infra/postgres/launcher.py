"""Starts and stops one Postgres cluster in a folder: no account, no open port to others, nothing left behind."""

import fcntl
import hashlib
import hmac
import os
import secrets
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import IO
from urllib.parse import quote

from infra.postgres import account, binaries, processes

ADMIN = "postgres"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path must be shorter than many a checkout's
    "max_connections": "150",
    "shared_buffers": "64MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",
    "jit": "off",
    "huge_pages": "off",
    "autovacuum_max_workers": "2",
    "autovacuum_naptime": "30s",
    "timezone": "Asia/Shanghai",
    "log_min_messages": "log",  # an error quotes values, and the client is told anyway
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
SYSTEM_STATE = Path("/var/lib/onedoor")
PATIENCE = 60.0  # seconds: recovery after a crash takes its time


class InUse(RuntimeError):
    """Another process has started the cluster of this folder."""


class EmbeddedPostgres:
    """One cluster in `home`. `start` is called from the main thread: the server stops when that thread is gone.

    `durable=False` is for tests alone: what a crash of the computer leaves is undefined.
    """

    def __init__(self, home: Path, durable: bool = True) -> None:
        self._home = home.resolve()
        self._durable = durable
        self._home.mkdir(parents=True, exist_ok=True)
        self._account = account.choose()
        self._root = self._reachable_root()
        self._data = self._root / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self._watchdog: subprocess.Popen[bytes] | None = None
        self._lock: IO[bytes] | None = None
        self.port = 0

    def start(self) -> None:
        """Returns when connections are taken. Raises `InUse`, `NoPostgres`, or RuntimeError with the end of the log."""
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("start Postgres from the main thread: it is bound to the thread that starts it")
        self._prepare()
        processes.clear_stale(self._data)
        self.port = self.port or _free_port()
        self._launch()
        self._await_ready()

    def make(self) -> None:
        """The cluster as a first `start` would make it, in any thread; quiet when it is there."""
        try:
            self._prepare()
        finally:
            self._let_go()

    def stop(self) -> None:
        """A fast and clean shutdown; quiet when nothing runs."""
        self._end(signal.SIGINT)
        self._let_go()

    def kill(self) -> None:
        """The server vanishes as in a crash; `start` recovers it at the same port."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        self._end(signal.SIGINT)
        self.start()

    def attach(self) -> bool:
        """Finds the cluster that another process has started in this folder; whether there is one."""
        try:
            lines = (self._data / "postmaster.pid").read_text().split("\n")
            self.port = int(lines[3])
            with socket.create_connection(("127.0.0.1", self.port), timeout=2):
                return True
        except (OSError, IndexError, ValueError):
            return False

    def password(self, user: str | None = None) -> str:
        """Of the administrator, or the one derived for a login role."""
        secret = (self._home / "superuser.secret").read_text()
        if user is None:
            return secret
        return hmac.new(secret.encode(), user.encode(), hashlib.sha256).hexdigest()

    def dsn(self, database: str = "postgres", user: str | None = None) -> str:
        """A connection URL; without `user` that of the administrator."""
        return f"postgresql://{user or ADMIN}:{quote(self.password(user))}@127.0.0.1:{self.port}/{database}"

    def _prepare(self) -> None:
        self._take_lock()
        self._root.mkdir(parents=True, exist_ok=True)
        self._account.own(self._root)
        self._bin = binaries.locate()
        if not self._account.may("-x", self._bin / "postgres"):
            self._bin = binaries.copy_to(self._root, self._bin)
        if not (self._data / "PG_VERSION").exists():
            self._init()

    def _reachable_root(self) -> Path:
        """`home`, or a folder of the system where the account cannot reach it."""
        if self._account.uid is None or self._account.may("-x", self._home):
            return self._home
        return SYSTEM_STATE / hashlib.sha256(str(self._home).encode()).hexdigest()[:12]

    def _take_lock(self) -> None:
        if self._lock:
            return
        lock = (self._home / "lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise InUse("the embedded Postgres of this folder is already running") from None
        self._lock = lock

    def _let_go(self) -> None:
        if self._lock:
            self._lock.close()
            self._lock = None

    def _init(self) -> None:
        """Made beside its place and moved there, so that a half-made cluster is never found."""
        secret = self._home / "superuser.secret"
        _write_secret(secret, secrets.token_urlsafe(24))
        made = Path(tempfile.mkdtemp(prefix="making-", dir=self._root))
        password = made / "password"
        _write_secret(password, secret.read_text())
        self._account.own(made)
        self._account.own(password)
        options = ["--username", ADMIN, "--pwfile", str(password), "--encoding=UTF8", "--auth=scram-sha-256"]
        options += ["--locale-provider=builtin", "--locale=C.UTF-8", "--data-checksums"]
        options += [] if self._durable else ["--no-sync"]
        self._run([str(self._bin / "initdb"), "-D", str(made / "data"), *options])
        password.unlink()
        (made / "data").rename(self._data)
        made.rmdir()

    def _run(self, command: list[str]) -> None:
        whole = [*self._account.wrapper, *command]
        done = subprocess.run(whole, check=False, capture_output=True, text=True, cwd="/", **self._account.options())
        if done.returncode:
            raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr[-800:]}")

    def _launch(self) -> None:
        settings = SETTINGS | ({} if self._durable else NOT_DURABLE)
        command = [*self._account.wrapper, str(self._bin / "postgres"), "-D", str(self._data), "-p", str(self.port)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with (self._home / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,  # Ctrl-C reaches the application first, which stops Postgres
                preexec_fn=processes.dies_with_parent(),  # noqa: PLW1509 (one system call, no lock)
                **self._account.options(),
            )
        if not processes.LINUX:
            self._watchdog = processes.watchdog(self._process.pid)

    def _await_ready(self) -> None:
        """Readiness is what the server writes into its own file; a connection would be refused during recovery."""
        until = time.monotonic() + PATIENCE
        while not self._ready():
            assert self._process
            if self._process.poll() is not None or time.monotonic() > until:
                self._end(signal.SIGINT)
                raise RuntimeError(f"Postgres did not start: {(self._home / 'postgres.log').read_text()[-800:]}")
            time.sleep(0.005)

    def _ready(self) -> bool:
        try:
            return (self._data / "postmaster.pid").read_text().split("\n")[7].strip() == "ready"
        except (OSError, IndexError):
            return False

    def _end(self, sign: signal.Signals) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(sign)
            self._process.wait(30)
        self._process = None
        if self._watchdog:
            self._watchdog.kill()
            self._watchdog.wait()
            self._watchdog = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _write_secret(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
