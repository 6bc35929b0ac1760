"""What can be watched from outside: figures for Prometheus, and whether each part works, over HTTP on loopback."""
