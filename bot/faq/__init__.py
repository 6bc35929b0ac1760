"""From what people ask again and again to answers that somebody wrote once: collect, review, publish, find, expire."""
