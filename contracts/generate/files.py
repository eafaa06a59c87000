"""Which files follow from the contracts, and writing them: never over a schema that the new one would break."""

import json
from pathlib import Path
from typing import Any, Final

from contracts.generate.asyncapi import Receivers, asyncapi
from contracts.generate.compatibility import breaks
from contracts.generate.samples import sample
from contracts.generate.schemas import wire_schema
from contracts.registry import published
from contracts.topics import ASYNCAPI

SCHEMAS: Final = ASYNCAPI.with_name("schemas")
SAMPLES: Final = ASYNCAPI.with_name("samples")


def generated(receivers: Receivers) -> dict[Path, str]:
    """What must be in the tree, by path."""
    schemas = {SCHEMAS / f"{name}.json": _json(wire_schema(contract)) for name, contract in published().items()}
    samples = {
        path: path.read_text() if path.exists() else _json(sample(contract).model_dump(mode="json"))
        for name, contract in published().items()
        for path in [SAMPLES / f"{name}.json"]
    }
    return {ASYNCAPI: asyncapi(receivers)} | schemas | samples


def broken() -> list[str]:
    """What the contracts of today would break, compared with the committed schemas; a new `.v<n>` is the way out."""
    found = []
    for path in sorted(SCHEMAS.glob("*.json")):
        if (contract := published().get(path.stem)) is None:
            found.append(f"{path.stem}: was published and is gone")
            continue
        found += [f"{path.stem}{what}" for what in breaks(json.loads(path.read_text()), wire_schema(contract))]
    return found


def stale(receivers: Receivers) -> list[Path]:
    return [path for path, text in generated(receivers).items() if not path.exists() or path.read_text() != text]


def run(receivers: Receivers, check: bool) -> int:
    """Write what is stale, or only say it; answers the exit status."""
    if problems := broken():
        print("Not compatible (make a new version instead):", *problems, sep="\n  ")
        return 1
    files = stale(receivers)
    for path in files:
        print(f"stale: {path.name}" if check else f"written: {path.name}")
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(generated(receivers)[path])
    return 1 if check and files else 0


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
