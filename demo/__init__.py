"""The demo: CCWP's own case data to begin with, and a mailbox for a machine without mail."""
