"""The WSGI application of a Keystone that comes without a script of its own, as all do since 2025."""

from keystone.wsgi.api import application  # noqa: F401
