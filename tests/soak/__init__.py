"""The long form of the promises: the same faults as in the tests, with the figures that were promised."""
