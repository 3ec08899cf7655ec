"""SQL that both databases share."""
