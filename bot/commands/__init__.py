"""The command line's verbs, each module imported only when its verb is used."""
