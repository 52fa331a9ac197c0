"""What is done to posts and claims, in the log's words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.labels import SOURCES, register

SOURCES["link"] = pgettext_lazy("by way of", "receipt link")

register(
    {
        "posts.category_created": _("Kind of post set up"),
        "posts.category_edited": _("Kind of post edited"),
        "posts.created": _("Post set up"),
        "posts.edited": _("Post edited"),
        "posts.published": _("Post published"),
        "posts.closed": _("Post closed"),
        "posts.filled": _("All places of the post taken"),
        "posts.place_free": _("A place of the post is free again"),
        "posts.claim_entered": _("Post claimed"),
        "posts.claim_applied-for": _("Moved up from the waiting list"),
        "posts.claim_community-confirmed": _("Claim confirmed by the community"),
        "posts.claim_in-post": _("Claim confirmed by both branches"),
        "posts.claim_refused": _("Claim refused"),
        "posts.claim_withdrawn": _("Claim withdrawn"),
        "posts.claim_ended": _("Term in the post ended"),
        "posts.claim_left": _("Post left"),
        "posts.claim_moved": _("Moved to another post"),
        "posts.claim_renewed": _("Term in the post renewed"),
        "posts.letter_drafted": _("Feedback letter written"),
        "posts.letter_issued": _("Feedback letter issued"),
        "posts.letter_received": _("Receipt of the feedback letter given"),
        "posts.letter_withdrawn": _("Feedback letter withdrawn"),
        "posts.receipt_link_made": _("Receipt link made"),
        "posts.receipt_link_revoked": _("Receipt link revoked"),
    },
    words={
        "post": _("post"),
        "member": _("party member"),
        "from": _("from"),
        "taken": _("places taken"),
        "expires_on": _("no longer valid on"),
        "made_at": _("made at"),
    },
)
