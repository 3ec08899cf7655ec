"""Row 19: no input is slow. Every parser of people's or owners' words, fed with generated adversarial shapes."""
