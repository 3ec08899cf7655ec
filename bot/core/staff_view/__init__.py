"""Every word that staff read, and the commands that staff write."""
