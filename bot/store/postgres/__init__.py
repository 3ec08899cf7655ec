"""The store on PostgreSQL: turns that wait together are committed together."""
