"""The arithmetic of the audit chain."""

import json
from collections.abc import Mapping
from hashlib import sha256

START = "0" * 64


def written(facts: object) -> str:
    """Canonical JSON: sorted keys, no spaces, letters as they are; a line end inside a text is an escape, so an entry is one line."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def entry_hash(previous: str, entry: Mapping[str, object]) -> str:
    """SHA-256 over the hash before and the entry as canonical JSON (sorted keys, no spaces, UTF-8)."""
    return sha256(f"{previous}\n{written(entry)}".encode()).hexdigest()
