"""Starts, watches and stops the site's processes; imports nothing of Django."""
