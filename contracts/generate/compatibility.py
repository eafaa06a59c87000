"""Whether a contract may be changed so: within a version, fields are only ever added, and optional ones.

A reader of today must understand every message that was ever sent, and a reader of yesterday one that is sent today.
"""

from collections.abc import Iterator
from typing import Any, Final

Schema = dict[str, Any]

LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems")
UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
EXACT: Final = ("pattern", "format", "contentEncoding")


def breaks(old: Schema, new: Schema) -> list[str]:
    """What would break a reader or a stored message, one sentence each; empty when the change is allowed."""
    return list(_Comparison(old, new).node(old, new, ""))


class _Comparison:
    def __init__(self, old: Schema, new: Schema) -> None:
        self.old, self.new = old, new
        self.seen: set[tuple[str, str]] = set()

    def node(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        names = (old.get("$ref", ""), new.get("$ref", ""))
        if any(names):
            if names in self.seen:
                return
            self.seen.add(names)
            old, new = _resolved(self.old, old), _resolved(self.new, new)
        if "anyOf" in old or "anyOf" in new:
            yield from self.union(_branches(old), _branches(new), path)
            return
        yield from _narrowed(old, new, path)
        yield from self.fields(old, new, path)
        for part in ("items", "additionalProperties", "contentSchema", "propertyNames"):
            if isinstance(new.get(part), dict):
                yield from self.node(old.get(part, {}), new[part], f"{path}[]")
        for pattern, after in new.get("patternProperties", {}).items():
            if pattern not in old.get("patternProperties", {}):
                yield f"{path}: keys changed to {pattern}"
            else:
                yield from self.node(old["patternProperties"][pattern], after, f"{path}[]")
        for number, after in enumerate(new.get("prefixItems", [])):
            yield from self.node(
                dict(enumerate(old.get("prefixItems", []))).get(number, {}), after, f"{path}[{number}]"
            )

    def fields(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            if name not in after:
                yield f"{path}.{name}: removed"
            else:
                yield from self.node(before[name], after[name], f"{path}.{name}")
        for name in new.get("required", []):
            if name not in old.get("required", []):
                yield f"{path}.{name}: {'newly required' if name in before else 'new and required'}"
        for name in old.get("required", []):
            if name in after and name not in new.get("required", []):
                yield f"{path}.{name}: no longer sure to be there"

    def union(self, old: list[Schema], new: list[Schema], path: str) -> Iterator[str]:
        """Each branch of old must be understood by some branch of new."""
        for branch in old:
            seen = set(self.seen)
            results = []
            for candidate in new:
                self.seen = set(seen)
                results.append(list(self.node(branch, candidate, path)))
            yield from min(results, key=len, default=[f"{path}: type narrowed"])


def _narrowed(old: Schema, new: Schema, path: str) -> Iterator[str]:
    if _types(new) and not (_types(old) and _types(old) <= _types(new)):
        yield f"{path}: type narrowed from {sorted(_types(old)) or 'anything'} to {sorted(_types(new))}"
    if (words := _words(new)) is not None and ((known := _words(old)) is None or not known <= words):
        lost = sorted(map(str, known - words)) if known is not None else "any"
        yield f"{path}: no longer takes {lost}"
    for bound in LOWER:
        if bound in new and new[bound] > old.get(bound, float("-inf")):
            yield f"{path}: {bound} raised to {new[bound]}"
    for bound in UPPER:
        if bound in new and new[bound] < old.get(bound, float("inf")):
            yield f"{path}: {bound} lowered to {new[bound]}"
    for rule in EXACT:
        if rule in new and new[rule] != old.get(rule):
            yield f"{path}: {rule} changed to {new[rule]}"


def _types(schema: Schema) -> set[str]:
    named = schema.get("type", [])
    types = {named} if isinstance(named, str) else set(named)
    return types | {"integer"} if "number" in types else types


def _words(schema: Schema) -> set[Any] | None:
    if "const" in schema:
        return {schema["const"]}
    return set(schema["enum"]) if "enum" in schema else None


def _branches(schema: Schema) -> list[Schema]:
    branches: list[Schema] = schema.get("anyOf", [schema])
    return branches


def _resolved(root: Schema, node: Schema) -> Schema:
    if "$ref" not in node:
        return node
    found: Schema = root["$defs"][node["$ref"].removeprefix("#/$defs/")]
    return found
