"""E-mail through providers with an interface of their own, by django-anymail."""
