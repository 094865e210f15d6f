"""Short random public ids for addresses."""

import secrets

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
LENGTH = 8


def new_id() -> str:
    """Return an id of eight letters and digits that are not mistaken for each other."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
