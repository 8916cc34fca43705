"""The arithmetic of the audit chain."""

import json
from collections.abc import Mapping
from hashlib import sha256

START = "0" * 64


def entry_hash(previous: str, entry: Mapping[str, object]) -> str:
    """SHA-256 over the hash before and the entry as canonical JSON (sorted keys, no spaces, UTF-8)."""
    written = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return sha256(f"{previous}\n{written}".encode()).hexdigest()
