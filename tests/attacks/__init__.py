"""What people with bad intentions send, each with the one right answer to it."""
