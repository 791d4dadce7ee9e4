"""(to be written)"""

from flask import Blueprint

bp = Blueprint("circulars", __name__, url_prefix="/staff")
