"""The product: conversation engine, desk and everything they need."""
