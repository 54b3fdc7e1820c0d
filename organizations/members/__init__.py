"""Who works for an organization: invited by mail, in a role, until they leave."""
