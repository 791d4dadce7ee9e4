"""(to be written)"""

from flask import Blueprint

bp = Blueprint("desk", __name__, url_prefix="/staff")
