"""The contract: what a unit of work does on every database."""
