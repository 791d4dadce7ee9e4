"""(to be written)"""

from flask import Blueprint

bp = Blueprint("auth", __name__, url_prefix="/staff" or None)
