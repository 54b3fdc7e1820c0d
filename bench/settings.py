"""The site's settings, with the reference views beside its own addresses."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
