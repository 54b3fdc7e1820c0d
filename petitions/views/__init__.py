"""The pages of petitions, of who signs them, and of the organizations that run them."""
