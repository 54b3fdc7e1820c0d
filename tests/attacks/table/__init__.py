"""The table of hostile requests, a module for each kind of them."""
