"""What is done to posts and claims, in the log's words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.labels import register

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
        "posts.round_planned": _("Round of checks planned"),
        "posts.round_edited": _("Round of checks edited"),
        "posts.round_drawn": _("Round of checks drawn"),
        "posts.round_closed": _("Round of checks closed"),
        "posts.check_entered": _("Check of a post entered"),
        "posts.check_corrected": _("Check of a post corrected"),
        "posts.check_rectified": _("Put right after a check"),
        "posts.check_looked_back": _("Looked again after a check"),
        "posts.talk_opened": _("Talk with a post-holder opened"),
        "posts.talk_held": _("Talk with a post-holder held"),
        "posts.talk_dropped": _("Talk with a post-holder not needed"),
        "posts.talk_void": _("Talk with a post-holder void after a correction"),
    },
    words={
        "post": _("post"),
        "member": _("party member"),
        "from": _("from"),
        "taken": _("places taken"),
        "drawn": _("drawn to be checked"),
        "claim": pgettext_lazy("of a post", "claim"),
        "check": pgettext_lazy("of a post", "check"),
    },
)
