"""What goes out to Slack, and how it is known again there."""
