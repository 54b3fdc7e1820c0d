"""Codes in addresses that people read aloud, type and scan: drawn at random, and told by nothing."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without what looks alike on paper


def drawn(length: int) -> str:
    """A code of so many letters and digits of the alphabet."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
