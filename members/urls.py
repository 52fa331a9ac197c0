"""The addresses of this room."""

from django.urls import path

from members.views import (
    grids,
    liaisons,
    me,
    memberships,
    organisations,
    party_members,
    people,
    registrations,
    requests,
    seats,
    units,
)

app_name = "members"
urlpatterns = [
    path("units/", units.UnitList.as_view(), name="unit-list"),
    path("units/new/", units.UnitCreate.as_view(), name="unit-create"),
    path("units/suggestions/", units.UnitSuggestions.as_view(), name="unit-autocomplete"),
    path("units/<int:pk>/", units.UnitDetail.as_view(), name="unit-detail"),
    path("units/<int:pk>/edit/", units.UnitEdit.as_view(), name="unit-edit"),
    path("units/<int:pk>/phone/", units.UnitPhone.as_view(), name="unit-phone"),
    path("units/<int:pk>/contacts/new/", units.ContactCreate.as_view(), name="unit-contact-create"),
    path("units/<int:pk>/who-can-see/", units.UnitWhoCanSee.as_view(), name="unit-who-can-see"),
    path("grids/<int:pk>/", grids.GridPage.as_view(), name="grid"),
    path("people/", people.PersonList.as_view(), name="person-list"),
    path("people/new/", people.PersonCreate.as_view(), name="person-create"),
    path("people/suggestions/", people.PersonSuggestions.as_view(), name="person-autocomplete"),
    path("people/<int:pk>/", people.PersonDetail.as_view(), name="person-detail"),
    path("people/<int:pk>/edit/", people.PersonEdit.as_view(), name="person-edit"),
    path("people/<int:pk>/phone/", people.PersonPhone.as_view(), name="person-phone"),
    path(
        "people/<int:pk>/account/", people.PersonOpenAccount.as_view(), name="person-open-account"
    ),
    path("party-members/", party_members.MemberList.as_view(), name="member-list"),
    path("party-members/new/", party_members.MemberCreate.as_view(), name="member-create"),
    path("party-members/find/", party_members.MemberLookUp.as_view(), name="member-look-up"),
    path(
        "party-members/suggestions/",
        party_members.MemberSuggestions.as_view(),
        name="member-autocomplete",
    ),
    path("party-members/<int:pk>/", party_members.MemberDetail.as_view(), name="member-detail"),
    path("party-members/<int:pk>/edit/", party_members.MemberEdit.as_view(), name="member-edit"),
    path(
        "party-members/<int:pk>/status/",
        party_members.MemberStatus.as_view(),
        name="member-status",
    ),
    path("party-members/<int:pk>/phone/", party_members.MemberPhone.as_view(), name="member-phone"),
    path(
        "party-members/<int:pk>/resident-id/",
        party_members.MemberResidentId.as_view(),
        name="member-resident-id",
    ),
    path(
        "party-members/<int:pk>/invite/", party_members.MemberInvite.as_view(), name="member-invite"
    ),
    path(
        "invitations/<int:pk>/revoke/",
        party_members.InvitationRevoke.as_view(),
        name="invitation-revoke",
    ),
    path("me/", me.Me.as_view(), name="me"),
    path("me/data/", me.MyData.as_view(), name="me-data"),
    path("me/data/take/", me.MyDataTake.as_view(), name="me-data-take"),
    path("me/correct/", me.AskForCorrection.as_view(), name="me-correct"),
    path("me/delete/", me.AskForDeletion.as_view(), name="me-delete"),
    path("me/object/<str:model>/<int:pk>/", me.ObjectTo.as_view(), name="me-object"),
    path("requests/", requests.RequestList.as_view(), name="request-list"),
    path("requests/<int:pk>/", requests.RequestDetail.as_view(), name="request-detail"),
    path("requests/<int:pk>/accept/", requests.RequestAccept.as_view(), name="request-accept"),
    path("requests/<int:pk>/decline/", requests.RequestDecline.as_view(), name="request-decline"),
    path(
        "requests/<int:pk>/withdraw/", requests.RequestWithdraw.as_view(), name="request-withdraw"
    ),
    path("registrations/", registrations.RegistrationList.as_view(), name="registration-list"),
    path(
        "registrations/members/new/",
        registrations.RegisterMember.as_view(),
        name="registration-member",
    ),
    path(
        "registrations/units/new/", registrations.RegisterUnit.as_view(), name="registration-unit"
    ),
    path(
        "registrations/differences/", registrations.Reconciliation.as_view(), name="reconciliation"
    ),
    path(
        "registrations/<int:pk>/",
        registrations.RegistrationDetail.as_view(),
        name="registration-detail",
    ),
    path(
        "registrations/<int:pk>/confirm/",
        registrations.RegistrationConfirm.as_view(),
        name="registration-confirm",
    ),
    path(
        "registrations/<int:pk>/renew/",
        registrations.RegistrationRenew.as_view(),
        name="registration-renew",
    ),
    path(
        "registrations/<int:pk>/pause/",
        registrations.RegistrationPause.as_view(),
        name="registration-pause",
    ),
    path(
        "registrations/<int:pk>/exempt/",
        registrations.RegistrationExempt.as_view(),
        name="registration-exempt",
    ),
    path(
        "registrations/<int:pk>/revoke/",
        registrations.RegistrationRevoke.as_view(),
        name="registration-revoke",
    ),
    path(
        "registrations/<int:pk>/move/",
        registrations.RegistrationMove.as_view(),
        name="registration-move",
    ),
    path("memberships/", memberships.MembershipList.as_view(), name="membership-list"),
    path("memberships/new/", memberships.MembershipCreate.as_view(), name="membership-create"),
    path(
        "memberships/suggestions/",
        memberships.MembershipSuggestions.as_view(),
        name="membership-autocomplete",
    ),
    path("memberships/<int:pk>/", memberships.MembershipDetail.as_view(), name="membership-detail"),
    path(
        "memberships/<int:pk>/edit/", memberships.MembershipEdit.as_view(), name="membership-edit"
    ),
    path(
        "memberships/<int:pk>/answer/",
        memberships.MembershipAnswer.as_view(),
        name="membership-answer",
    ),
    path(
        "memberships/<int:pk>/confirm/",
        memberships.MembershipConfirm.as_view(),
        name="membership-confirm",
    ),
    path(
        "memberships/<int:pk>/decline/",
        memberships.MembershipDecline.as_view(),
        name="membership-decline",
    ),
    path(
        "memberships/<int:pk>/adjust/",
        memberships.MembershipAdjust.as_view(),
        name="membership-adjust",
    ),
    path(
        "memberships/<int:pk>/keep/", memberships.MembershipKeep.as_view(), name="membership-keep"
    ),
    path(
        "memberships/<int:pk>/leave/",
        memberships.MembershipLeave.as_view(),
        name="membership-leave",
    ),
    path(
        "memberships/<int:pk>/replace/",
        memberships.MembershipReplace.as_view(),
        name="membership-replace",
    ),
    path("memberships/<int:pk>/liaison/", liaisons.LiaisonCreate.as_view(), name="liaison-create"),
    path("seats/", seats.SeatList.as_view(), name="seat-list"),
    path("seats/new/", seats.SeatCreate.as_view(), name="seat-create"),
    path("seats/<int:pk>/", seats.SeatDetail.as_view(), name="seat-detail"),
    path("seats/<int:pk>/edit/", seats.SeatEdit.as_view(), name="seat-edit"),
    path("seats/<int:pk>/agree/", seats.SeatAgree.as_view(), name="seat-agree"),
    path("seats/<int:pk>/nominate/", seats.SeatNominate.as_view(), name="seat-nominate"),
    path("seats/<int:pk>/review/", seats.SeatReview.as_view(), name="seat-review"),
    path("seats/<int:pk>/appoint/", seats.SeatAppoint.as_view(), name="seat-appoint"),
    path("seats/<int:pk>/drop/", seats.SeatDrop.as_view(), name="seat-drop"),
    path("seats/<int:pk>/end/", seats.SeatEnd.as_view(), name="seat-end"),
    path("capacities/", seats.CapacityList.as_view(), name="capacity-list"),
    path("capacities/<int:pk>/edit/", seats.CapacityEdit.as_view(), name="capacity-edit"),
    path("committees/<int:pk>/rotation/", seats.Rotation.as_view(), name="rotation"),
    path("liaisons/", liaisons.LiaisonList.as_view(), name="liaison-list"),
    path("liaisons/<int:pk>/", liaisons.LiaisonDetail.as_view(), name="liaison-detail"),
    path("liaisons/<int:pk>/replace/", liaisons.LiaisonReplace.as_view(), name="liaison-replace"),
    path("liaisons/<int:pk>/end/", liaisons.LiaisonEnd.as_view(), name="liaison-end"),
    path("organisations/", organisations.OrganisationList.as_view(), name="organisation-list"),
    path(
        "organisations/new/", organisations.OrganisationCreate.as_view(), name="organisation-create"
    ),
    path(
        "organisations/suggestions/",
        organisations.OrganisationSuggestions.as_view(),
        name="organisation-autocomplete",
    ),
    path(
        "organisations/<int:pk>/",
        organisations.OrganisationDetail.as_view(),
        name="organisation-detail",
    ),
    path(
        "organisations/<int:pk>/edit/",
        organisations.OrganisationEdit.as_view(),
        name="organisation-edit",
    ),
    path(
        "organisations/<int:pk>/election/",
        organisations.OrganisationElect.as_view(),
        name="organisation-elect",
    ),
    path(
        "organisations/<int:pk>/units/new/",
        organisations.OrganisationLink.as_view(),
        name="organisation-link",
    ),
    path(
        "organisations/units/<int:pk>/end/",
        organisations.OrganisationUnlink.as_view(),
        name="organisation-unlink",
    ),
    path(
        "organisations/<int:pk>/dissolve/",
        organisations.OrganisationDissolve.as_view(),
        name="organisation-dissolve",
    ),
    path("handovers/<int:pk>/", liaisons.HandoverDetail.as_view(), name="handover-detail"),
    path("handovers/<int:pk>/accept/", liaisons.HandoverAccept.as_view(), name="handover-accept"),
]
