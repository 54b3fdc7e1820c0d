"""The long fault tests, run by `make test-faults`."""
