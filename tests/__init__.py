"""The tests read as dialogue; they use fakes, real files and no wall clock."""
