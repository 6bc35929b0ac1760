"""The evaluation room: question sets run through the real bot, measured and compared with simpler searches."""
