"""What people do in Slack beside writing and clicking."""
