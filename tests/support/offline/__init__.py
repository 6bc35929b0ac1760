"""The guard that keeps every test, and every process that a test starts, on this machine."""
