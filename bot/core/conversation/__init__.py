"""The client's conversation: its state, events, facts and commands, and the step from one to the next."""
