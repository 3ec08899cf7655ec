"""What people write, click and type as commands on Discord, as events."""
