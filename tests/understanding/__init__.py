"""What people say of times, zones and numbers, and what is read from it; labelled before the reader was written."""
