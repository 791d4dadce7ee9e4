"""django-helpdesk's `get_email` over one mailbox, run by an interpreter that has it: see mail_peer.py.

`python mail_peer_django.py FOLDER PORT USER PASSWORD` prints one JSON object: seconds, titles and texts of the tickets.
"""

import json
import sys
import time
import types
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

APPS = "auth contenttypes sessions sites messages staticfiles humanize admin"


def set_up(folder: Path) -> None:
    settings.configure(
        SECRET_KEY="k" * 40,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "helpdesk.db")}},
        INSTALLED_APPS=[*(f"django.contrib.{name}" for name in APPS.split()), "rest_framework", "helpdesk"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        MEDIA_ROOT=str(folder / "media"),
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        SITE_ID=1,
        ROOT_URLCONF="peer_urls",
        USE_TZ=True,
        HELPDESK_TEAMS_MODE_ENABLED=False,
    )
    django.setup()
    from django.urls import include, path

    urls = types.ModuleType("peer_urls")
    urls.urlpatterns = [path("helpdesk/", include("helpdesk.urls", namespace="helpdesk"))]
    sys.modules["peer_urls"] = urls
    call_command("migrate", verbosity=0)


def main() -> None:
    folder, port, user, password = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    set_up(folder)
    from helpdesk.models import Queue, Ticket

    Queue.objects.create(
        title="opinions",
        slug="opinions",
        email_address=user,
        allow_email_submission=True,
        email_box_type="imap",
        email_box_host="127.0.0.1",
        email_box_port=port,
        email_box_ssl=False,
        email_box_user=user,
        email_box_pass=password,
        email_box_imap_folder="INBOX",
        email_box_interval=0,
        logging_type="none",
    )
    started = time.perf_counter()
    call_command("get_email", quiet=True)
    seconds = time.perf_counter() - started
    tickets = list(Ticket.objects.values_list("title", "description"))
    sys.stdout.write(json.dumps({"seconds": seconds, "tickets": tickets}))


if __name__ == "__main__":
    main()
