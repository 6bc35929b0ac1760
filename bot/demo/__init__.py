"""A home with a month of invented data, to be shown around: written by the services that the bot uses."""
