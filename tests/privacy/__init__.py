"""Which data are whose, and that none of it stands where it must not."""
