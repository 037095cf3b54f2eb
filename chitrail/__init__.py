"""What two rooms must agree on: settings, events, topics, money, units, clock, states, errors."""
