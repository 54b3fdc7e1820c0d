"""The writes of this app: whoever wants one (page, admin, command, task) calls it here."""
