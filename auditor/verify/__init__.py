"""The observing side: the project's real build, recorded and put into the words of the prediction."""
