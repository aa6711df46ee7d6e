"""Runs one throw-away PostgreSQL until standard input ends, however the process at its other end came to its end.

Usage: python postgres_process.py FOLDER_OF_BINARIES. Prints the folder of the server's socket once it answers.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TypedDict

START_SECONDS = 30
MEMORY_BYTES = 2 * 2**30
SETTINGS = {
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
    "fsync": "off",
    "full_page_writes": "off",
    "jit": "off",
    "listen_addresses": "",
    "log_checkpoints": "off",
    "max_connections": "200",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "port": "5432",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}


class Account(TypedDict, total=False):
    """Whose rights a command runs with; empty for our own."""

    user: int
    group: int
    extra_groups: list[int]


def main() -> None:
    """Start, report, wait for the end of standard input, stop and clean up."""
    account = unprivileged()
    with temporary_folder(account, in_memory()) as folder, temporary_folder(account, None) as spare:
        binaries = reachable(Path(sys.argv[1]), spare, account)
        initialise(binaries, folder, account)
        serve(binaries, folder, account)


@contextmanager
def temporary_folder(account: Account, parent: Path | None) -> Iterator[Path]:
    """Lend a folder that belongs to the account."""
    with tempfile.TemporaryDirectory(prefix="luma-postgres-", dir=parent, ignore_cleanup_errors=True) as name:
        if account:
            os.chown(name, account["user"], account["group"])
        yield Path(name)


def in_memory() -> Path | None:
    """Prefer memory, where making a database takes a steady 15 ms; on a disk it took 25 to 400."""
    memory = Path("/dev/shm")  # noqa: S108 - where Linux keeps shared memory; the folder in it has a random name
    usable = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > MEMORY_BYTES
    return memory if usable else None


def unprivileged() -> Account:
    """Choose another account where we are root, as whom PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return {}
    entries = [entry for entry in pwd.getpwall() if entry.pw_name in {"postgres", "nobody"}]
    if not entries:
        stop("no account to run PostgreSQL as: neither postgres nor nobody exists")
    entry = max(entries, key=lambda entry: entry.pw_name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def reachable(binaries: Path, spare: Path, account: Account) -> Path:
    """Copy the server beside its data where the account cannot enter its folder, as under /root."""
    try:
        subprocess.run([binaries / "postgres", "--version"], check=True, stdout=subprocess.DEVNULL, **account)
    except PermissionError:
        shutil.copytree(binaries.parent, spare / "server", symlinks=True)
        return spare / "server" / binaries.name
    return binaries


def initialise(binaries: Path, folder: Path, account: Account) -> None:
    """Make the cluster; letters beyond ASCII fold their case as they do in production."""
    version = subprocess.run(
        [binaries / "postgres", "--version"], check=True, capture_output=True, text=True, **account
    )
    major = re.search(r"\d+", version.stdout)
    builtin = ["--locale-provider=builtin"] if major and int(major[0]) >= 17 else []
    command: list[str | Path] = [
        binaries / "initdb",
        "--pgdata",
        folder / "data",
        "--username=postgres",
        "--auth=trust",
    ]
    options = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync", *builtin]
    made = subprocess.run([*command, *options], capture_output=True, text=True, check=False, cwd=folder, **account)
    if made.returncode:
        stop(made.stderr)


def serve(binaries: Path, folder: Path, account: Account) -> None:
    """Run the server in the foreground and stop it at once when nobody needs it any more."""
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    command: list[str | Path] = [
        binaries / "postgres",
        "-D",
        folder / "data",
        f"--unix_socket_directories={folder}",
        *settings,
    ]
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=folder, **account
        )
    try:
        wait_until_ready(server, folder)
        sys.stdout.write(f"{folder}\n")
        sys.stdout.flush()
        sys.stdin.read()
    finally:
        server.send_signal(signal.SIGQUIT)  # the data is thrown away: no checkpoint
        server.wait()


def wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait for the last line of the file in which PostgreSQL tells its state."""
    state = folder / "data" / "postmaster.pid"
    deadline = time.monotonic() + START_SECONDS
    while not (state.exists() and state.read_text().rstrip().endswith("ready")):
        if server.poll() is not None or time.monotonic() > deadline:
            stop((folder / "log").read_text())
        time.sleep(0.01)


def stop(reason: str) -> NoReturn:
    """Give up with the reason on standard error."""
    sys.exit(reason.strip())


if __name__ == "__main__":
    main()
