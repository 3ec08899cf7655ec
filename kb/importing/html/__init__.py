"""Pages and pieces of HTML, read."""
