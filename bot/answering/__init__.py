"""From a question to an answer: understand it, search, judge the evidence, quote the passages."""
