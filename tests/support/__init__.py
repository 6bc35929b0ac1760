"""What tests share: servers on loopback, a network guard, builders of test data."""
