"""CPU time of this process and everything that it has started: services, Postgres, broker."""

import os
import time
from pathlib import Path

PROC = Path("/proc")


def cpu_seconds() -> float:
    """Seconds so far; where there is no /proc only this process is counted."""
    if not (PROC / "self" / "stat").exists():
        return time.process_time()
    ticks = {pid: spent for pid, spent in _processes() if pid}
    family, grown = {os.getpid()}, True
    while grown:
        children = {pid for pid, (parent, _) in ticks.items() if parent in family} - family
        grown = bool(children)
        family |= children
    return sum(ticks[pid][1] for pid in family if pid in ticks) / os.sysconf("SC_CLK_TCK")


def _processes() -> list[tuple[int, tuple[int, int]]]:
    """Of each process: its parent, and clock ticks of itself and of the children that have ended."""
    found = []
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue  # it has just ended
            found.append((int(folder.name), (int(fields[1]), sum(map(int, fields[11:15])))))
    return found
