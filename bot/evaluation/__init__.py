"""Run question sets through the bot, measure the answers and compare runs."""
