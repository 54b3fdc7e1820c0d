"""The outbox: mail and other work that a transaction leaves behind for the worker."""
