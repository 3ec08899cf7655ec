"""Which articles answer best, how sure that is, why, and with which passage; similar tickets."""
