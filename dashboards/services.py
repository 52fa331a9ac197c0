"""This week's matters by mail: at most one a week to each who has asked for it."""

import datetime
import logging
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actors import Actor
from committees.middleware import committee_looked_at
from committees.reach import read_reach
from core import clock
from dashboards import figures

log = logging.getLogger(__name__)


class NotSent(Exception):
    """Some mails were not taken by the server; the chore that raises it runs again soon."""


def mail_digests() -> int:
    """Send what has not been sent yet for this week; returns how many mails went out."""
    if not settings.SENDS_MAIL:
        return 0
    week = clock.monday_of(clock.today())
    wanted = User.objects.usable().filter(wants_weekly_mail=True).exclude(email="")
    sent = failed = 0
    for user in wanted.filter(_not_told(week)).order_by("pk"):
        before = user.mailed_for
        # Marked first, and taken back when the server says no: killed in between, somebody may
        # miss a week, but nobody gets two mails.
        mine = User.objects.filter(_not_told(week), pk=user.pk, wants_weekly_mail=True)
        if not mine.update(mailed_for=week):
            continue
        try:
            sent += send_digest(user)
        except Exception as error:  # one address must not keep the others from their mail
            failed += 1
            User.objects.filter(pk=user.pk).update(mailed_for=before)
            # The class alone: a server's own words repeat the address.
            log.error("this week's mail to account %s failed: %s", user.pk, type(error).__name__)
    if failed:
        raise NotSent(f"{failed} of this week's mails were not taken")
    return sent


def _not_told(week: datetime.date) -> Q:
    return Q(mailed_for__isnull=True) | Q(mailed_for__lt=week)


def send_digest(user: User) -> int:
    """One mail, in the person's language; none if nothing waits."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        week = figures.digest(as_request(user))
        if not week.count:
            return 0
        told = {"week": week, "site": settings.SITE_URL}
        text = render_to_string("dashboards/digest.txt", told)
        subject = _("This week: %(n)d matters wait for you") % {"n": week.count}
        return EmailMessage(subject, text, to=[user.email]).send()


def as_request(user: Any) -> HttpRequest:
    """What the rooms are asked with on the first page, for somebody who is not there."""
    request: Any = HttpRequest()
    user.reach = read_reach(user)
    request.user, request.session, request.on, request.viewed_as = user, {}, None, None
    request.at = committee_looked_at(request)
    request.actor = Actor(user=user, held=user.reach.held(), source="clock")
    return request  # type: ignore[no-any-return]
