"""What is done to posts and claims, in the log's words."""

from django.utils.translation import gettext_lazy as _

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
        "posts.agreement_drawn_up": _("Agreement drawn up"),
        "posts.agreement_redrawn": _("Agreement drawn up anew"),
        "posts.agreement_signed": _("Agreement signed in three copies"),
        "posts.agreement_superseded": _("Agreement superseded by a new version"),
        "posts.agreement_dropped": _("Version of the agreement dropped"),
        "posts.pledge_made": _("Pledge made"),
        "posts.pledge_progress": _("Progress of a pledge noted"),
        "posts.pledge_kept": _("Pledge kept"),
        "posts.pledge_not-kept": _("Pledge not kept"),
        "posts.pledge_dropped": _("Pledge dropped"),
        "posts.pledge_open": _("Pledge looked at again"),
        "posts.consent_given": _("Consent to be shown given"),
        "posts.consent_revoked": _("Consent to be shown revoked"),
        "posts.board_opened": _("Board opened to the public"),
        "posts.board_closed": _("Public address of a board revoked"),
    },
    words={
        "post": _("post"),
        "member": _("party member"),
        "from": _("from"),
        "taken": _("places taken"),
        "until": _("until"),
        "on": _("on the day"),
        "progress": _("progress"),
        "notice": _("version of the notice"),
        "paper": _("signed paper"),
    },
)
