"""The JSON Schema of a contract as it travels: plain fields, and one text `sealed` in place of the personal ones."""

from typing import Any, Final

from contracts.base import Contract
from contracts.registry import dataschema, personal_fields

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
OPENED: Final = "Opened"
SEALED: Final = (
    "AES-256-GCM under the key of the household: a nonce of 12 bytes, then the ciphertext. "
    "Opened by services that were granted the purpose, it is the JSON object of `$defs/Opened`."
)


def wire_schema(contract: type[Contract]) -> Schema:
    """JSON Schema 2020-12. Unknown fields are allowed everywhere, because a newer producer may have added some."""
    raw = _open_to_additions(contract.model_json_schema(mode="serialization"))
    definitions = raw.pop("$defs", {})
    properties, required = raw["properties"], raw.get("required", [])
    schema: Schema = {
        "$schema": DIALECT,
        "$id": dataschema(contract.type),
        "title": contract.__name__,
        "description": (contract.__doc__ or "").strip(),
        "type": "object",
        "properties": {name: part for name, part in properties.items() if name not in personal_fields(contract)},
        "required": [name for name in required if name not in personal_fields(contract)],
    }
    if personal := [name for name in properties if name in personal_fields(contract)]:
        schema["properties"]["sealed"] = _sealed()
        schema["required"].append("sealed")
        definitions[OPENED] = {
            "title": f"{contract.__name__}, personal fields",
            "type": "object",
            "properties": {name: properties[name] for name in personal},
            "required": [name for name in personal if name in required],
        }
    if definitions:
        schema["$defs"] = dict(sorted(definitions.items()))
    return schema


def _sealed() -> Schema:
    return {
        "type": "string",
        "contentEncoding": "base64",
        "contentMediaType": "application/json",
        "contentSchema": {"$ref": f"#/$defs/{OPENED}"},
        "description": SEALED,
    }


def _open_to_additions(node: Any) -> Any:
    if isinstance(node, dict):
        closed = node.get("additionalProperties") is False
        return {
            key: _open_to_additions(part)
            for key, part in node.items()
            if not (closed and key == "additionalProperties")
        }
    return [_open_to_additions(part) for part in node] if isinstance(node, list) else node
