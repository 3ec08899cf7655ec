"""Pages as files, their seal, and the desk's keys."""
