"""The public JSON API: what the pages show, for other sites, charts and journalists. Read-only."""
