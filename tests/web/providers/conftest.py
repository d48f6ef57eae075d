from tests.web.channels.conftest import sink

__all__ = ["sink"]
