"""The bundled examples and the scripts that make them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

EXAMPLES = Path(__file__).parent.parent / "examples"


def script(example: str) -> ModuleType:
    """Load the script that makes an example, without running it."""
    name = f"regenerate_{example}"
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / example / "regenerate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # a dataclass looks its module up there
    spec.loader.exec_module(module)
    return module
