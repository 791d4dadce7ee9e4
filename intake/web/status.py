"""(to be written)"""

from flask import Blueprint

bp = Blueprint("status", __name__, url_prefix="/staff")
