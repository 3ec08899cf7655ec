"""Loops beside the conversation: the outbox, timers, the clock's watch."""
