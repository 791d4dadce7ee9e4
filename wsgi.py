"""The application for any WSGI server: `gunicorn wsgi:app`."""

from intake import config
from intake.app import create_app

app = create_app(config.load())
