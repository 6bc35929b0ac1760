"""What the bot works on, whatever the channel: cases, guided checks, FAQs and access."""
