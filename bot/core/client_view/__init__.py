"""Every word that clients read, from stored state and fresh facts."""
