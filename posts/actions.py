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
        "posts.activity_planned": _("Activity planned"),
        "posts.activity_edited": _("Activity edited"),
        "posts.activity_cancelled": _("Activity cancelled"),
        "posts.activity_held": _("Activity held"),
        "posts.signed_up": _("Signed up for an activity"),
        "posts.sign_up_signed-up": _("Moved up to a place of the activity"),
        "posts.sign_up_attended": _("Attended the activity"),
        "posts.sign_up_absent": _("Absent from the activity"),
        "posts.sign_up_excused": _("Excused from the activity"),
        "posts.sign_up_withdrawn": _("Sign-up withdrawn"),
        "posts.sign_up_released": _("Sign-up did not come about"),
        "posts.record_entered": _("Service recorded, or upheld"),
        "posts.record_confirmed": _("Service record confirmed"),
        "posts.record_disputed": _("Service record disputed"),
        "posts.record_corrected": _("Service record corrected"),
        "posts.record_void": _("Service record made void"),
        "posts.proof_issued": _("Proof of service issued"),
        "posts.proof_revoked": _("Proof of service revoked"),
    },
    words={
        "post": _("post"),
        "member": _("party member"),
        "from": _("from"),
        "taken": _("places taken"),
        "activity": pgettext_lazy("of a community", "activity"),
        "what": _("post or activity"),
        "since": _("from"),
        "until": _("until"),
        "services": _("number of services"),
    },
)
