"""The evaluation room: formats and figures on small made results, one run over the real library."""
