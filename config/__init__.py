"""The project: settings, addresses and entry points. No domain code."""
