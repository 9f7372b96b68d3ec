"""The machine and the versions a measurement was made with; nothing that names the machine."""

from __future__ import annotations

import ctypes
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import ortools

PACKAGES = ("bedflow", "numpy", "numba", "scipy", "ortools")


def machine() -> dict[str, Any]:
    """Say what the measurement ran on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {**{package: version(package) for package in PACKAGES}, "highs": highs_version()},
    }


def highs_version() -> str:
    """Say which HiGHS comes with OR-Tools, by asking it."""
    found = sorted((Path(ortools.__file__).parent / ".libs").glob("libhighs*"))
    if not found:
        return "as in ortools"
    library = ctypes.CDLL(str(found[0]))
    library.Highs_version.restype = ctypes.c_char_p
    return str(library.Highs_version().decode())


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
