"""Sessions of staff in the database, looked for only by names that one of them can have."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's; a cookie that names no session of ours, such as one with a NUL in it (which the
    database would not take), is as good as none."""

    def _validate_session_key(self, key: str | None) -> bool:
        is_long_enough: bool = super()._validate_session_key(key)  # type: ignore[misc]
        return is_long_enough and key is not None and key.isascii() and key.isalnum()
