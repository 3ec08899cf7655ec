"""Pages as files for others (HTML, Markdown, PDF), the seal of a ticket's transcript, and the desk's keys for it."""
