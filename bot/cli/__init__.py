"""The command line: what is typed, and what every verb needs. Each verb is imported when it is used."""
