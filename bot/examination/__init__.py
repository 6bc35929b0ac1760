"""The examination of an installation, for the command line and the desk."""
