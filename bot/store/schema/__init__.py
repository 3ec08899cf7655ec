"""Tables and columns, their seals and chains, and the schema's history."""
