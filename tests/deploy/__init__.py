"""How the product is run in production: its container files, and its services as processes."""
