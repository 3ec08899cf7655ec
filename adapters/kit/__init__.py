"""What every adapter needs: waiting for a commit, background tasks, copying files, what was read so far."""
