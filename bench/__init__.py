"""`make bench`: how fast the site is, against the least that the same stack could do."""
