"""The addresses of this room."""

from django.urls import path

from committees.views import access, appointments, reorganisations, steps, tiers, tree

app_name = "committees"
urlpatterns = [
    path("", tree.CommitteeList.as_view(), name="list"),
    path("new/", steps.CommitteeCreate.as_view(), name="create"),
    path("tree/", tree.CommitteeTree.as_view(), name="tree"),
    path("switch/", tree.Switch.as_view(), name="switch"),
    path("autocomplete/", tree.CommitteeOffers.as_view(), name="autocomplete"),
    path("<int:pk>/", tree.CommitteeDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", steps.CommitteeEdit.as_view(), name="edit"),
    path("<int:pk>/approve/", steps.CommitteeApprove.as_view(), name="approve"),
    path("<int:pk>/mechanism/", steps.CommitteeMechanism.as_view(), name="mechanism"),
    path("<int:pk>/restore/", steps.CommitteeRestore.as_view(), name="restore"),
    path("<int:pk>/abolish/", steps.CommitteeAbolish.as_view(), name="abolish"),
    path("<int:pk>/charter/", steps.CommitteeCharter.as_view(), name="charter"),
    path("<int:pk>/charter/file/", steps.CharterDownload.as_view(), name="charter-download"),
    path("<int:pk>/who-can-see/", tree.CommitteeSights.as_view(), name="who-can-see"),
    path("tiers/", tiers.TierList.as_view(), name="tier-list"),
    path("tiers/<int:pk>/edit/", tiers.TierEdit.as_view(), name="tier-edit"),
    path("appointments/", appointments.AppointmentList.as_view(), name="appointment-list"),
    path("appointments/new/", appointments.AppointmentCreate.as_view(), name="appointment-create"),
    path(
        "appointments/accounts/",
        appointments.AccountOffers.as_view(),
        name="account-autocomplete",
    ),
    path(
        "appointments/<int:pk>/",
        appointments.AppointmentDetail.as_view(),
        name="appointment-detail",
    ),
    path(
        "appointments/<int:pk>/end/", appointments.AppointmentEnd.as_view(), name="appointment-end"
    ),
    path(
        "reorganisations/",
        reorganisations.ReorganisationList.as_view(),
        name="reorganisation-list",
    ),
    path(
        "reorganisations/new/",
        reorganisations.ReorganisationCreate.as_view(),
        name="reorganisation-create",
    ),
    path(
        "reorganisations/<int:pk>/",
        reorganisations.ReorganisationDetail.as_view(),
        name="reorganisation-detail",
    ),
    path(
        "reorganisations/<int:pk>/apply/",
        reorganisations.ReorganisationApply.as_view(),
        name="reorganisation-apply",
    ),
    path(
        "reorganisations/<int:pk>/cancel/",
        reorganisations.ReorganisationCancel.as_view(),
        name="reorganisation-cancel",
    ),
    path(
        "reorganisations/<int:pk>/revert/",
        reorganisations.ReorganisationRevert.as_view(),
        name="reorganisation-revert",
    ),
    path("view-as/", access.ViewAs.as_view(), name="view-as"),
    path("view-as/stop/", access.ViewAsStop.as_view(), name="view-as-stop"),
]
