"""The expected answers, written by hand; ``tests/test_access.py`` says how they are read."""

EVERYBODY = (
    "city_office east_office spring_office peace_secretary grid_leader east_leader east_assessor "
    "east_result_use clinic_liaison west_office hill_office sysadmin security auditor nobody "
    "anonymous"
).split()


def kind(*, ok, code=200, forbidden="", others=404):
    """Who gets the page, who sees the row but may not do this (403), the rest (not there: 404)."""
    answers = dict.fromkeys(EVERYBODY, others) | {"anonymous": 302}
    answers |= dict.fromkeys(forbidden.split(), 403)
    return answers | dict.fromkeys(ok.split(), code)


SIGNED_IN = " ".join(EVERYBODY[:-1])
ADMINISTRATORS = "sysadmin security auditor"
# Above or at Spring: the offices that keep it, and those who only read it.
KEEP_SPRING = "city_office east_office spring_office"
READ_SPRING = "east_leader east_assessor east_result_use"
KEEP_PEACE = f"{KEEP_SPRING} peace_secretary"
OFFICES = "city_office east_office spring_office west_office hill_office"
KEEPERS = f"{OFFICES} peace_secretary"
READERS = "east_leader east_assessor east_result_use grid_leader"

KINDS = {
    # Whoever is signed in; a list shows only one's own rows.
    "everybody": kind(ok=SIGNED_IN),
    "everybody acts": kind(ok=SIGNED_IN, code=302),
    # A row in Spring's committee itself: seen by it and from above.
    "read Spring": kind(ok=f"{KEEP_SPRING} {READ_SPRING}"),
    "change Spring": kind(ok=KEEP_SPRING, forbidden=READ_SPRING),
    "act on Spring": kind(ok=KEEP_SPRING, forbidden=READ_SPRING, code=302),
    # The same, of the unit "clinic", whose liaison sees it too.
    "read the clinic in Spring": kind(ok=f"{KEEP_SPRING} {READ_SPRING} clinic_liaison"),
    "change the clinic in Spring": kind(ok=KEEP_SPRING, forbidden=f"{READ_SPRING} clinic_liaison"),
    "act on the clinic in Spring": kind(
        ok=KEEP_SPRING, forbidden=f"{READ_SPRING} clinic_liaison", code=302
    ),
    # The unit itself: a member of Spring and of Peace, its address in the grid.
    "read the clinic": kind(ok=f"{KEEP_PEACE} {READ_SPRING} grid_leader clinic_liaison"),
    "change the clinic": kind(ok=KEEP_PEACE, forbidden=f"{READ_SPRING} grid_leader clinic_liaison"),
    # Peace, its communities' secretary among those who keep it.
    "read Peace": kind(ok=f"{KEEP_PEACE} {READ_SPRING}"),
    "change Peace": kind(ok=KEEP_PEACE, forbidden=READ_SPRING),
    "decide on Peace": kind(ok=KEEP_SPRING, forbidden=f"{READ_SPRING} peace_secretary"),
    "act on Peace": kind(ok=KEEP_PEACE, forbidden=READ_SPRING, code=302),
    "nobody acts on Peace": kind(ok="", forbidden=f"{KEEP_PEACE} {READ_SPRING}"),
    "not applied yet": kind(ok=KEEP_PEACE, forbidden=READ_SPRING, code=409),
    # A party member who lives in Peace and works at the clinic.
    "read a member at Peace": kind(ok=f"{KEEP_PEACE} {READ_SPRING} clinic_liaison"),
    "change a member at Peace": kind(ok=KEEP_PEACE, forbidden=f"{READ_SPRING} clinic_liaison"),
    "act on a member at Peace": kind(
        ok=KEEP_PEACE, forbidden=f"{READ_SPRING} clinic_liaison", code=302
    ),
    # Its home branch is asked too: the clinic's, by its liaison.
    "both branches at Peace": kind(ok=f"{KEEP_PEACE} clinic_liaison", forbidden=READ_SPRING),
    # A need of the clinic at Spring: its liaison there may word it, the office settles it.
    "read a need of the clinic in Spring": kind(ok=f"{KEEP_SPRING} {READ_SPRING} clinic_liaison"),
    "change a need of the clinic in Spring": kind(
        ok=f"{KEEP_SPRING} clinic_liaison", forbidden=READ_SPRING
    ),
    "keepers, grid leaders and liaisons": kind(
        ok=f"{KEEPERS} grid_leader clinic_liaison", others=403
    ),
    # The community and the unit sign people up; who only reads does not.
    "sign up at Peace": kind(ok=f"{KEEP_PEACE} clinic_liaison", forbidden=READ_SPRING),
    # The clinic's liaison answers for its member what Peace has entered.
    "the other side": kind(ok="clinic_liaison", forbidden=f"{KEEP_PEACE} {READ_SPRING}"),
    "the other side acts": kind(
        ok="clinic_liaison", forbidden=f"{KEEP_PEACE} {READ_SPRING}", code=302
    ),
    "keepers and liaisons": kind(ok=f"{KEEPERS} clinic_liaison", others=403),
    "read the grid": kind(ok=f"{KEEP_PEACE} {READ_SPRING} grid_leader"),
    "decide on the street": kind(ok="city_office east_office", forbidden=READ_SPRING),
    "decide on a street of East": kind(ok="city_office east_office", forbidden=READ_SPRING),
    # Pages about nothing in particular, for those who keep some committee.
    "keepers": kind(ok=KEEPERS, others=403),
    "offices": kind(ok=OFFICES, others=403),
    "top office": kind(ok="city_office", others=403),
    "appointing": kind(ok=f"{KEEPERS} security", others=403),
    # The administrators' consoles.
    "system": kind(ok="sysadmin", others=403),
    "security": kind(ok="security", others=403),
    "system or security": kind(ok="sysadmin security", others=403),
    "audit": kind(ok="auditor", others=403),
    # An account: seen by the system and the security administrator, and by its owner.
    "account": kind(ok="sysadmin security nobody"),
    "system on an account": kind(ok="sysadmin", forbidden="security nobody"),
    "security on an account": kind(ok="security", forbidden="sysadmin nobody"),
    "two ask about an account": kind(ok="sysadmin security", forbidden="nobody"),
    # The system administrator has asked about the account "nobody"; the security one decides.
    "request about an account": kind(ok="sysadmin security auditor nobody"),
    "second person": kind(ok="security", forbidden="sysadmin auditor nobody"),
    "asker of the request acts": kind(ok="sysadmin", code=302, forbidden="security auditor nobody"),
    # Spring's office has asked for a long list and East's office has agreed.
    "asker of the long list": kind(ok="spring_office", forbidden="city_office east_office auditor"),
    "decide below Spring": kind(ok=KEEP_SPRING, forbidden=READ_SPRING),
    "read the grid's appointment": kind(ok=f"{KEEP_PEACE} {READ_SPRING} grid_leader security"),
    "end the grid's appointment": kind(
        ok=KEEP_PEACE, forbidden=f"{READ_SPRING} grid_leader security"
    ),
    # What is not there for anybody: no file was uploaded, no committee was named.
    "nowhere": kind(ok=""),
    # Something that cannot be done now, by anybody: a message, 409.
    "not now": kind(ok=SIGNED_IN, code=409),
    "with a second factor": kind(ok=ADMINISTRATORS, others=409),
    "without a second factor": kind(ok=SIGNED_IN) | dict.fromkeys(ADMINISTRATORS.split(), 409),
    # A roster is for those who read the whole committee, not for a unit's liaison.
    "print of Spring": kind(ok=f"{KEEP_SPRING} {READ_SPRING}", forbidden="clinic_liaison"),
    # A street's template serves everybody below it too.
    "a template of Spring": kind(ok=f"{KEEP_PEACE} {READ_SPRING} grid_leader"),
    "retire a template of Spring": kind(
        ok=KEEP_SPRING, forbidden=f"{READ_SPRING} peace_secretary grid_leader", code=302
    ),
    # What the street office itself has brought: nobody else's business.
    "own import": kind(ok="spring_office"),
    "act on own import": kind(ok="spring_office", code=302),
}
# The same with 302 for whoever may.
for name in ("system", "security", "audit", "system on an account", "security on an account"):
    KINDS[f"{name} acts"] = {p: 302 if c == 200 else c for p, c in KINDS[name].items()}

GET, POST = "GET", "POST"

PUBLIC = {
    "dashboards:healthz",
    "accounts:login",
    "accounts:language",
    "join",
    "join-account",
    # Behind a token that nobody can guess, for whoever scans the code on a notice board: only what
    # the members shown have consented to, and 404 for everybody without the token.
    "posts:public-board",
    "posts:verify",
    "posts:receipt",
    "posts:vote",
}

# page: (method, what it is about, kind of page, exceptions)
PAGES = {
    "dashboards:my-day": (GET, None, "everybody"),
    "dashboards:digest": (GET, None, "everybody"),
    "dashboards:search": (GET, None, "everybody"),
    "dashboards:health": (GET, None, "system"),
    # --- Accounts
    "accounts:logout": (POST, None, "everybody acts"),
    "accounts:profile": (GET, None, "everybody"),
    "accounts:password": (GET, None, "everybody"),
    "accounts:sessions-end": (POST, None, "everybody acts"),
    "accounts:policy": (GET, None, "everybody"),
    "accounts:otp-enrol": (GET, None, "without a second factor"),
    "accounts:otp-verify": (GET, None, "everybody acts"),
    "accounts:otp-disable": (GET, None, "not now"),
    "accounts:otp-codes": (GET, None, "with a second factor"),
    "accounts:user-list": (GET, None, "system or security"),
    "accounts:user-create": (GET, None, "system"),
    "accounts:user-detail": (GET, "account", "account"),
    "accounts:user-edit": (GET, "account", "system on an account"),
    "accounts:user-deactivate": (GET, "account", "system on an account"),
    "accounts:user-activate": (POST, "account", "system on an account acts"),
    "accounts:user-reset-password": (GET, "account", "security on an account"),
    "accounts:user-reset-otp": (
        GET,
        "account",
        "two ask about an account",
        {"sysadmin": 409, "security": 409},
    ),
    "accounts:user-unlock": (POST, "account", "security on an account acts"),
    "accounts:request-list": (GET, None, "everybody"),
    "accounts:request-detail": (GET, "request", "request about an account"),
    "accounts:request-confirm": (GET, "request", "second person"),
    "accounts:request-refuse": (GET, "request", "second person"),
    "accounts:request-withdraw": (POST, "request", "asker of the request acts"),
    # --- The tree
    "committees:list": (GET, None, "everybody"),
    "committees:tree": (GET, None, "everybody"),
    "committees:autocomplete": (GET, None, "everybody"),
    "committees:switch": (POST, None, "nowhere"),
    "committees:create": (GET, None, "keepers"),
    "committees:detail": (GET, "spring", "read the clinic in Spring"),
    "committees:edit": (GET, "spring", "change the clinic in Spring"),
    "committees:charter": (GET, "spring", "change the clinic in Spring"),
    "committees:charter-download": (GET, "spring", "nowhere"),
    "committees:who-can-see": (GET, "spring", "read Spring", {"clinic_liaison": 403}),
    "committees:approve": (GET, "proposed", "decide below Spring"),
    "committees:abolish": (GET, "proposed", "decide below Spring"),
    "committees:mechanism": (GET, "peace", "decide on Peace"),
    "committees:restore": (GET, "mechanism", "decide on a street of East"),
    "committees:tier-list": (GET, None, "everybody"),
    "committees:tier-edit": (GET, "tier", "top office"),
    "committees:appointment-list": (GET, None, "everybody"),
    "committees:appointment-create": (GET, None, "appointing"),
    "committees:account-autocomplete": (GET, None, "appointing"),
    "committees:appointment-detail": (GET, "appointment", "read the grid's appointment"),
    "committees:appointment-end": (GET, "appointment", "end the grid's appointment"),
    "committees:reorganisation-list": (GET, None, "everybody"),
    "committees:reorganisation-create": (GET, None, "keepers"),
    "committees:reorganisation-detail": (GET, "reorganisation", "read Peace"),
    "committees:reorganisation-apply": (POST, "reorganisation", "act on Peace"),
    "committees:reorganisation-cancel": (GET, "reorganisation", "change Peace"),
    "committees:reorganisation-revert": (POST, "reorganisation", "not applied yet"),
    "committees:view-as": (GET, None, "security"),
    "committees:view-as-stop": (POST, None, "security acts"),
    # --- Units and people
    "members:unit-list": (GET, None, "everybody"),
    "members:unit-create": (GET, None, "keepers"),
    "members:unit-autocomplete": (GET, None, "everybody"),
    "members:unit-detail": (GET, "unit", "read the clinic"),
    "members:unit-edit": (GET, "unit", "change the clinic"),
    "members:unit-phone": (POST, "unit", "read the clinic"),
    "members:unit-contact-create": (GET, "unit", "change the clinic", {"clinic_liaison": 200}),
    "members:unit-who-can-see": (GET, "unit", "read the clinic", {"clinic_liaison": 403}),
    "members:grid": (GET, "grid", "read the grid"),
    "members:person-list": (GET, None, "everybody"),
    "members:person-create": (GET, None, "keepers"),
    "members:person-autocomplete": (GET, None, "everybody"),
    "members:person-detail": (GET, "person", "read the clinic in Spring"),
    "members:person-edit": (GET, "person", "change the clinic in Spring"),
    "members:person-phone": (GET, "person", "read the clinic in Spring"),
    "members:person-open-account": (GET, "person without account", "change Spring"),
    "members:member-list": (GET, None, "everybody"),
    "members:member-create": (GET, None, "keepers"),
    "members:member-look-up": (GET, None, "keepers"),
    "members:member-detail": (GET, "party member", "read a member at Peace"),
    "members:member-edit": (GET, "party member", "change a member at Peace"),
    "members:member-status": (GET, "party member", "change a member at Peace"),
    "members:member-phone": (GET, "party member", "read a member at Peace"),
    "members:member-resident-id": (GET, "party member", "change a member at Peace"),
    "members:member-autocomplete": (GET, None, "everybody"),
    "members:registration-list": (GET, None, "everybody"),
    "members:registration-member": (GET, None, "keepers and liaisons"),
    "members:registration-unit": (GET, None, "keepers and liaisons"),
    "members:reconciliation": (GET, None, "everybody"),
    "members:registration-detail": (GET, "registration", "read a member at Peace"),
    "members:registration-confirm": (POST, "registration pending", "act on a member at Peace"),
    "members:registration-renew": (POST, "registration due", "act on a member at Peace"),
    "members:registration-pause": (GET, "registration", "change a member at Peace"),
    "members:registration-exempt": (GET, "registration", "change a member at Peace"),
    "members:registration-revoke": (GET, "registration", "change a member at Peace"),
    "members:registration-move": (GET, "registration", "change a member at Peace"),
    "members:member-invite": (GET, "party member", "change a member at Peace"),
    "members:invitation-revoke": (
        POST,
        "invitation",
        "act on Peace",
    ),
    # A member's own pages: nobody of the town has an entry as party member.
    "members:me": (GET, None, "nowhere"),
    "members:me-data": (GET, None, "everybody"),
    "members:me-data-take": (POST, None, "everybody"),
    "members:me-correct": (GET, None, "nowhere"),
    "members:me-delete": (GET, None, "nowhere"),
    "members:me-object": (GET, "objection to a registration", "nowhere"),
    "members:request-list": (GET, None, "everybody"),
    "members:request-detail": (GET, "request of a member", "read Peace"),
    "members:request-accept": (GET, "request of a member", "change Peace"),
    "members:request-decline": (GET, "request of a member", "change Peace"),
    "members:request-withdraw": (POST, "request of a member", "nobody acts on Peace"),
    # --- Posts
    "exchange:need-list": (GET, None, "everybody"),
    "exchange:need-create": (GET, None, "keepers, grid leaders and liaisons"),
    "exchange:need-autocomplete": (GET, None, "everybody"),
    "exchange:need-detail": (GET, "need", "read a need of the clinic in Spring"),
    "exchange:need-edit": (GET, "need", "change a need of the clinic in Spring"),
    "exchange:need-settle": (GET, "need", "change the clinic in Spring"),
    "exchange:need-reopen": (GET, "need settled", "change the clinic in Spring"),
    "posts:list": (GET, None, "everybody"),
    "posts:create": (GET, None, "keepers"),
    "posts:autocomplete": (GET, None, "everybody"),
    "posts:detail": (GET, "post", "read a member at Peace"),
    "posts:edit": (GET, "post", "change a member at Peace"),
    "posts:publish": (POST, "post draft", "act on Peace"),
    "posts:close": (GET, "post", "change a member at Peace"),
    "posts:category-list": (GET, None, "everybody"),
    "posts:category-create": (GET, None, "top office"),
    "posts:category-edit": (GET, "kind of post", "top office"),
    "posts:claim-list": (GET, None, "everybody"),
    "posts:claim-create": (GET, None, "keepers and liaisons"),
    "posts:claim-detail": (GET, "claim in-post", "read a member at Peace"),
    "posts:claim-confirm": (POST, "claim applied-for", "act on a member at Peace"),
    "posts:claim-agree": (GET, "claim community-confirmed", "both branches at Peace"),
    "posts:claim-refuse": (GET, "claim community-confirmed", "both branches at Peace"),
    "posts:claim-withdraw": (GET, "claim community-confirmed", "both branches at Peace"),
    "posts:claim-leave": (GET, "claim in-post", "change a member at Peace"),
    "posts:claim-end": (GET, "claim in-post", "change a member at Peace"),
    "posts:claim-move": (GET, "claim in-post", "change a member at Peace"),
    "posts:claim-renew": (POST, "claim in-post", "act on a member at Peace"),
    "posts:agreement-draw-up": (GET, "claim in-post", "change a member at Peace"),
    "posts:agreement-correct": (GET, "claim signed", "change a member at Peace"),
    "posts:agreement-print": (GET, None, "everybody"),
    "posts:agreement-detail": (GET, "agreement", "read a member at Peace"),
    "posts:agreement-sign": (GET, "agreement", "change a member at Peace"),
    "posts:agreement-drop": (GET, "agreement", "change a member at Peace"),
    "posts:pledge-create": (GET, "claim in-post", "change a member at Peace"),
    "posts:pledge-detail": (GET, "pledge", "read a member at Peace"),
    "posts:pledge-progress": (GET, "pledge", "change a member at Peace"),
    "posts:pledge-settle": (GET, "pledge", "change a member at Peace"),
    "posts:pledge-reopen": (GET, "pledge kept", "change a member at Peace"),
    "posts:consent-give": (GET, "claim in-post", "change a member at Peace"),
    "posts:consent-revoke": (POST, "claim signed", "act on a member at Peace"),
    "posts:board": (GET, None, "everybody"),
    "posts:board-open": (GET, "peace", "change Peace"),
    "posts:board-close": (POST, "board address", "act on Peace", {"grid_leader": 403}),
    "posts:activity-list": (GET, None, "everybody"),
    "posts:activity-create": (GET, None, "keepers"),
    "posts:activity-autocomplete": (GET, None, "everybody"),
    "posts:activity-detail": (GET, "activity", "read a member at Peace"),
    "posts:activity-edit": (GET, "activity", "change a member at Peace"),
    "posts:activity-hold": (GET, "activity", "change a member at Peace"),
    "posts:activity-cancel": (GET, "activity", "change a member at Peace"),
    "posts:activity-sign-up": (GET, "activity", "sign up at Peace"),
    "posts:sign-up-detail": (GET, "sign-up signed-up", "read a member at Peace"),
    "posts:sign-up-withdraw": (GET, "sign-up signed-up", "both branches at Peace"),
    "posts:sign-up-attendance": (GET, "sign-up attended", "change a member at Peace"),
    "posts:record-list": (GET, None, "everybody"),
    "posts:record-create": (GET, None, "keepers"),
    "posts:record-detail": (GET, "record", "read a member at Peace"),
    "posts:record-confirm": (POST, "record", "the other side acts"),
    "posts:record-dispute": (GET, "record", "the other side"),
    "posts:record-uphold": (GET, "record disputed", "change a member at Peace"),
    "posts:record-correct": (GET, "record", "change a member at Peace"),
    "posts:record-void": (GET, "record", "change a member at Peace"),
    "posts:participation": (GET, None, "everybody"),
    "posts:gaps": (GET, None, "everybody"),
    "posts:proof-create": (GET, None, "keepers"),
    "posts:proof-detail": (GET, "proof", "read Peace"),
    "posts:proof-revoke": (GET, "proof", "change Peace"),
    "posts:ledger": (GET, None, "everybody"),
    "posts:registration-table": (GET, None, "everybody"),
    "posts:registration-members": (GET, None, "everybody"),
    "posts:letter-list": (GET, None, "everybody"),
    "posts:letter-due": (GET, None, "offices"),
    "posts:letter-make": (GET, None, "offices"),
    "posts:letter-detail": (GET, "letter issued", "read the clinic in Spring"),
    "posts:letter-issue": (POST, "letter draft", "act on Spring"),
    "posts:letter-receipt": (
        GET,
        "letter issued",
        "change the clinic in Spring",
        {"clinic_liaison": 200},
    ),
    "posts:letter-withdraw": (GET, "letter issued", "change the clinic in Spring"),
    "posts:letter-correct": (GET, "letter issued", "change the clinic in Spring"),
    "posts:letter-link": (GET, "letter issued", "change the clinic in Spring"),
    "posts:letter-revoke": (POST, "letter issued", "act on the clinic in Spring"),
    "posts:claim-check": (GET, "claim in-post", "change a member at Peace"),
    "posts:round-list": (GET, None, "everybody"),
    "posts:round-create": (GET, None, "keepers"),
    "posts:round-detail": (GET, "round", "read Peace"),
    "posts:round-edit": (GET, "round planned", "change Peace"),
    "posts:round-draw": (POST, "round planned", "act on Peace"),
    "posts:round-enter": (GET, "round", "change Peace"),
    "posts:round-close": (GET, "round planned", "change Peace"),
    "posts:check-list": (GET, None, "everybody"),
    "posts:check-detail": (GET, "check", "read a member at Peace"),
    "posts:check-enter": (GET, "check", "change a member at Peace"),
    "posts:check-rectify": (GET, "check to rectify", "change a member at Peace"),
    "posts:check-look-back": (GET, "check rectified", "change a member at Peace"),
    "posts:talk-list": (GET, None, "everybody"),
    "posts:talk-detail": (GET, "talk", "read Peace"),
    "posts:talk-hold": (GET, "talk", "change Peace"),
    "posts:talk-drop": (GET, "talk", "change Peace"),
    "posts:evaluation-list": (GET, None, "everybody"),
    "posts:evaluation-open": (GET, None, "keepers"),
    "posts:evaluation-detail": (GET, "evaluation", "read a member at Peace"),
    "posts:evaluation-self": (GET, "evaluation", "change a member at Peace"),
    "posts:evaluation-give": (GET, "points of a branch", "both branches at Peace"),
    "posts:evaluation-score": (POST, "evaluation", "act on a member at Peace"),
    "posts:evaluation-sign": (GET, "evaluation scored", "change a member at Peace"),
    "posts:evaluation-object": (GET, "evaluation signed", "change a member at Peace"),
    "posts:evaluation-decide": (GET, "evaluation objected", "change a member at Peace"),
    "posts:part-detail": (GET, "part of an evaluation", "read a member at Peace"),
    "posts:scheme-list": (GET, None, "everybody"),
    "posts:scheme-create": (GET, None, "top office"),
    "posts:scheme-detail": (GET, "scheme", "everybody"),
    "posts:scheme-edit": (GET, "scheme unused", "top office"),
    "posts:batch-list": (GET, None, "everybody"),
    "posts:batch-create": (GET, None, "keepers"),
    "posts:batch-detail": (GET, "voting papers", "read Peace"),
    "posts:batch-revoke": (POST, "voting papers", "act on Peace"),
    # --- Memberships
    "members:membership-list": (GET, None, "everybody"),
    "members:membership-create": (GET, None, "keepers"),
    "members:membership-autocomplete": (GET, None, "everybody"),
    "members:membership-detail": (GET, "membership", "read the clinic in Spring"),
    "members:membership-edit": (GET, "membership", "change the clinic in Spring"),
    "members:membership-answer": (GET, "membership invited", "change Spring"),
    "members:membership-confirm": (GET, "membership to-confirm", "change Spring"),
    "members:membership-decline": (GET, "membership invited", "change Spring"),
    "members:membership-adjust": (GET, "membership", "change the clinic in Spring"),
    "members:membership-keep": (POST, "membership to-adjust", "act on Spring"),
    "members:membership-leave": (GET, "membership", "change the clinic in Spring"),
    "members:membership-replace": (GET, "membership", "change the clinic in Spring"),
    "members:liaison-create": (GET, "membership", "change the clinic in Spring"),
    "members:seat-list": (GET, None, "everybody"),
    "members:seat-create": (GET, None, "keepers"),
    "members:seat-detail": (GET, "seat appointed", "read Spring"),
    "members:seat-edit": (GET, "seat appointed", "change Spring"),
    "members:seat-agree": (GET, "seat recommended", "change Spring"),
    "members:seat-nominate": (GET, "seat agreed", "change Spring"),
    "members:seat-review": (GET, "seat nominated", "change Spring"),
    "members:seat-appoint": (GET, "seat reviewed", "change Spring"),
    "members:seat-drop": (GET, "seat recommended", "change Spring"),
    "members:seat-end": (GET, "seat appointed", "change Spring"),
    "members:capacity-list": (GET, None, "everybody"),
    "members:capacity-edit": (GET, "capacity", "top office"),
    "members:rotation": (GET, "spring", "change the clinic in Spring"),
    "members:liaison-list": (GET, None, "everybody"),
    "members:liaison-detail": (GET, "liaison", "read the clinic in Spring"),
    "members:liaison-replace": (GET, "liaison", "change the clinic in Spring"),
    "members:liaison-end": (GET, "liaison", "change the clinic in Spring"),
    "members:organisation-list": (GET, None, "everybody"),
    "members:organisation-create": (GET, None, "keepers"),
    "members:organisation-autocomplete": (GET, None, "everybody"),
    "members:organisation-detail": (GET, "organisation", "read the clinic in Spring"),
    "members:organisation-edit": (GET, "organisation", "change the clinic in Spring"),
    "members:organisation-elect": (GET, "organisation", "change the clinic in Spring"),
    "members:organisation-link": (GET, "organisation", "change the clinic in Spring"),
    "members:organisation-unlink": (GET, "unit of an organisation", "change the clinic in Spring"),
    "members:organisation-dissolve": (GET, "organisation", "change the clinic in Spring"),
    "members:handover-detail": (GET, "handover", "read the clinic in Spring"),
    "members:handover-accept": (POST, "handover", "act on the clinic in Spring"),
    # --- Logs
    "audit:list": (GET, None, "audit"),
    "audit:detail": (GET, "entry", "audit"),
    "audit:read-list": (GET, None, "audit"),
    "audit:seal-list": (GET, None, "audit"),
    "audit:verify": (POST, None, "audit acts"),
    "audit:verification": (GET, "verification", "audit"),
    # --- Papers and files
    "paperwork:paper-list": (GET, None, "everybody"),
    "paperwork:paper-subject": (GET, "papers of Spring", "read the clinic in Spring"),
    "paperwork:paper-pdf": (POST, "roster of Spring", "print of Spring"),
    "paperwork:paper-docx": (POST, "roster of Spring", "print of Spring"),
    "paperwork:template-list": (GET, None, "keepers"),
    "paperwork:template-upload": (GET, None, "keepers"),
    "paperwork:template-default": (GET, "kind of paper", "everybody"),
    "paperwork:template-download": (GET, "template", "a template of Spring"),
    "paperwork:template-retire": (POST, "template", "retire a template of Spring"),
    "paperwork:import-list": (GET, None, "everybody"),
    "paperwork:import-create": (GET, None, "appointing"),
    "paperwork:import-template": (GET, "kind of import", "keepers"),
    "paperwork:import-detail": (GET, "import", "own import"),
    "paperwork:import-mend": (POST, "row of the import", "act on own import"),
    "paperwork:import-confirm": (POST, "import", "act on own import"),
    "paperwork:import-confirm-good": (POST, "import", "act on own import"),
    "paperwork:import-marked": (GET, "import", "own import"),
    "paperwork:import-undo": (POST, "import", "act on own import"),
    "paperwork:import-discard": (POST, "import", "act on own import"),
    "paperwork:job-detail": (GET, "job", "own import"),
    "paperwork:export-list": (GET, None, "everybody"),
    "paperwork:export-download": (POST, "long list", "asker of the long list"),
    "paperwork:view-save": (POST, None, "not now"),
    "paperwork:view-delete": (POST, "saved view", "act on own import"),
}

# The admin is for those who keep a committee and for the administrators, each with its own models.
KINDS |= {
    "admin": kind(ok=f"{KEEPERS} {ADMINISTRATORS}", others=403),
    "admin of business": kind(ok=KEEPERS, others=403) | dict.fromkeys(ADMINISTRATORS.split(), 404),
    "admin nobody": kind(ok="", others=403),
    "admin list": kind(ok=KEEPERS, others=403),
    "admin any row": kind(ok=KEEPERS, others=403),
    "admin row of Spring": kind(ok=KEEP_SPRING, others=403)
    | dict.fromkeys(["peace_secretary", "west_office", "hill_office"], 404),
    "admin row of Peace": kind(ok=KEEP_PEACE, others=403)
    | dict.fromkeys(["west_office", "hill_office"], 404),
    "admin top": kind(ok="city_office", others=403),
    "admin access": kind(ok=f"{KEEPERS} security", others=403),
    "admin access row": kind(ok=f"{KEEP_PEACE} security", others=403)
    | dict.fromkeys(["west_office", "hill_office"], 404),
    "admin accounts": kind(ok="sysadmin security", others=403),
    "admin logs": kind(ok="auditor", others=403),
    "admin jobs": kind(ok="sysadmin", others=403),
    "admin exports": kind(ok=f"{KEEPERS} auditor", others=403),
    "admin own things": kind(ok=f"{KEEPERS} {ADMINISTRATORS}", others=403),
    # What the street office has brought, sent out or kept for itself.
    "admin own import": kind(ok="spring_office", others=403)
    | dict.fromkeys(set(KEEPERS.split()) - {"spring_office"}, 404),
    "admin own export": kind(ok="spring_office auditor", others=403)
    | dict.fromkeys(set(KEEPERS.split()) - {"spring_office"}, 404),
    "admin own thing": kind(ok="spring_office", others=403)
    | dict.fromkeys(set(f"{KEEPERS} {ADMINISTRATORS}".split()) - {"spring_office"}, 404),
}

# A row's history looks for the row first: whoever is let into the admin, but not to this model,
# is told that it is not there.
for name in [name for name in KINDS if name.startswith("admin ")]:
    KINDS[f"{name}: history"] = KINDS[name] | {
        person: 404
        for person in f"{KEEPERS} {ADMINISTRATORS}".split()
        if KINDS[name][person] == 403
    }

# Addresses of the admin that belong to no model: (arguments, kind).
ADMIN = {
    "admin:index": ([], "admin"),
    "admin:jsi18n": ([], "admin"),
    "admin:app_list": (["members"], "admin of business"),
    # Without saying for which field it asks, nobody is answered.
    "admin:autocomplete": ([], "admin nobody"),
}

# model: (a row of it, kind of its list, kind of "add", kind of the row's page and history)
ADMIN_MODELS = {
    "audit.Entry": ("entry", "admin logs", "admin nobody", "admin logs"),
    "audit.ReadEntry": ("read entry", "admin logs", "admin nobody", "admin logs"),
    "audit.Seal": ("seal", "admin logs", "admin nobody", "admin logs"),
    "accounts.User": ("account", "admin accounts", "admin nobody", "admin accounts"),
    "core.Job": ("job", "admin jobs", "admin nobody", "admin jobs"),
    "paperwork.ImportRun": ("import", "admin list", "admin nobody", "admin own import"),
    "paperwork.ExportRecord": ("export", "admin exports", "admin nobody", "admin own export"),
    "paperwork.PaperTemplate": ("template", "admin list", "admin nobody", "admin row of Peace"),
    "paperwork.SavedView": (
        "saved view",
        "admin own things",
        "admin nobody",
        "admin own thing",
    ),
    "committees.Tier": ("tier", "admin list", "admin nobody", "admin any row"),
    "committees.Committee": ("spring", "admin list", "admin list", "admin row of Spring"),
    "committees.CommitteePeriod": ("period", "admin list", "admin nobody", "admin row of Spring"),
    "committees.Appointment": ("appointment", "admin access", "admin nobody", "admin access row"),
    "committees.Reorganisation": (
        "reorganisation",
        "admin list",
        "admin nobody",
        "admin row of Peace",
    ),
    "members.MemberUnit": ("unit", "admin list", "admin list", "admin row of Peace"),
    "members.SuperiorContact": ("contact", "admin list", "admin list", "admin row of Peace"),
    "members.Membership": ("membership", "admin list", "admin list", "admin row of Spring"),
    "members.Person": ("person", "admin list", "admin list", "admin row of Spring"),
    "members.PartyMember": ("party member", "admin list", "admin list", "admin row of Peace"),
    "members.Registration": ("registration", "admin list", "admin nobody", "admin row of Peace"),
    "members.RegistrationStep": (
        "step of a registration",
        "admin list",
        "admin nobody",
        "admin row of Peace",
    ),
    "exchange.Need": ("need", "admin list", "admin list", "admin row of Spring"),
    "members.Invitation": ("invitation", "admin list", "admin nobody", "admin row of Peace"),
    "members.MemberRequest": (
        "request of a member",
        "admin list",
        "admin nobody",
        "admin row of Peace",
    ),
    "posts.PostCategory": ("kind of post", "admin list", "admin top", "admin any row"),
    "posts.Post": ("post", "admin list", "admin list", "admin row of Peace"),
    "posts.Claim": ("claim in-post", "admin list", "admin list", "admin row of Peace"),
    "posts.ClaimStep": ("step of a claim", "admin list", "admin nobody", "admin row of Peace"),
    "posts.Agreement": ("agreement", "admin list", "admin nobody", "admin row of Peace"),
    "posts.Pledge": ("pledge", "admin list", "admin list", "admin row of Peace"),
    "posts.PledgeNote": ("note of a pledge", "admin list", "admin nobody", "admin row of Peace"),
    "posts.DisplayConsent": ("consent", "admin list", "admin nobody", "admin row of Peace"),
    "posts.BoardLink": ("board address", "admin list", "admin nobody", "admin row of Peace"),
    "posts.Activity": ("activity", "admin list", "admin list", "admin row of Peace"),
    "posts.SignUp": ("sign-up attended", "admin list", "admin nobody", "admin row of Peace"),
    "posts.ServiceRecord": ("record", "admin list", "admin nobody", "admin row of Peace"),
    "posts.ServiceProof": ("proof", "admin list", "admin nobody", "admin row of Peace"),
    "posts.FeedbackLetter": (
        "letter issued",
        "admin list",
        "admin nobody",
        "admin row of Spring",
    ),
    "posts.FeedbackLine": (
        "line of a letter",
        "admin list",
        "admin nobody",
        "admin row of Spring",
    ),
    "posts.ReceiptLink": (
        "receipt link",
        "admin list",
        "admin nobody",
        "admin row of Spring",
    ),
    "posts.CheckRound": ("round", "admin list", "admin list", "admin row of Peace"),
    "posts.PostCheck": ("check", "admin list", "admin nobody", "admin row of Peace"),
    "posts.EvaluationScheme": ("scheme", "admin list", "admin nobody", "admin any row"),
    "posts.EvaluationIndicator": ("indicator", "admin list", "admin nobody", "admin any row"),
    "posts.Evaluation": ("evaluation", "admin list", "admin nobody", "admin row of Peace"),
    "posts.EvaluationPart": (
        "part of an evaluation",
        "admin list",
        "admin nobody",
        "admin row of Peace",
    ),
    "posts.VoteBatch": ("voting papers", "admin list", "admin nobody", "admin row of Peace"),
    "posts.Talk": ("talk", "admin list", "admin nobody", "admin row of Peace"),
    "members.Capacity": ("capacity", "admin list", "admin nobody", "admin any row"),
    "members.Seat": ("seat appointed", "admin list", "admin list", "admin row of Spring"),
    "members.Turn": ("turn", "admin list", "admin nobody", "admin row of Spring"),
    "members.PartyOrganization": (
        "organisation",
        "admin list",
        "admin list",
        "admin row of Spring",
    ),
    "members.OrganizationUnit": (
        "unit of an organisation",
        "admin list",
        "admin list",
        "admin row of Spring",
    ),
    "members.Liaison": ("liaison", "admin list", "admin list", "admin row of Spring"),
    "members.Handover": ("handover", "admin list", "admin nobody", "admin row of Spring"),
    "members.HandoverItem": (
        "handover item",
        "admin list",
        "admin nobody",
        "admin row of Spring",
    ),
}
