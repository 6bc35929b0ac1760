"""The network block: no test, and no process that a test starts, reaches another machine."""
