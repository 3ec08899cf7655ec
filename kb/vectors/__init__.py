"""Meanings: what embeds a text, articles' vectors as they are kept, and how near a question is."""
