"""The REST API: the words of the commands, for programs; every answer is the core's."""
