"""The project's own questions, and the floors under which no change may take their answers."""
