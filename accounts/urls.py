"""Addresses of signing in, of one's own account and of everybody's."""

from django.conf import settings
from django.urls import path

from accounts.views import door, own, second_factor, second_person, users

app_name = "accounts"
urlpatterns = [
    path("login/", door.SignInPage.as_view(), name="login"),
    path("logout/", door.sign_out, name="logout"),
    path("language/", door.language, name="language"),
    path("profile/", own.Profile.as_view(), name="profile"),
    path("password/", own.Password.as_view(), name="password"),
    path("sessions/end/", own.EndSessions.as_view(), name="sessions-end"),
    path("policy/", own.Policy.as_view(), name="policy"),
    path("second-factor/new/", second_factor.Enrol.as_view(), name="otp-enrol"),
    path("second-factor/verify/", second_factor.Verify.as_view(), name="otp-verify"),
    path("second-factor/remove/", second_factor.Disable.as_view(), name="otp-disable"),
    path("second-factor/codes/", second_factor.Codes.as_view(), name="otp-codes"),
    path("requests/", second_person.RequestList.as_view(), name="request-list"),
    path("requests/<int:pk>/", second_person.RequestDetail.as_view(), name="request-detail"),
    path(
        "requests/<int:pk>/confirm/", second_person.RequestConfirm.as_view(), name="request-confirm"
    ),
    path("requests/<int:pk>/refuse/", second_person.RequestRefuse.as_view(), name="request-refuse"),
    path(
        "requests/<int:pk>/withdraw/",
        second_person.RequestWithdraw.as_view(),
        name="request-withdraw",
    ),
    path("", users.UserList.as_view(), name="user-list"),
    path("new/", users.UserCreate.as_view(), name="user-create"),
    path("<int:pk>/", users.UserDetail.as_view(), name="user-detail"),
    path("<int:pk>/edit/", users.UserEdit.as_view(), name="user-edit"),
    path("<int:pk>/close/", users.UserDeactivate.as_view(), name="user-deactivate"),
    path("<int:pk>/open/", users.UserActivate.as_view(), name="user-activate"),
    path("<int:pk>/password/", users.UserResetPassword.as_view(), name="user-reset-password"),
    path("<int:pk>/second-factor/", users.UserResetOtp.as_view(), name="user-reset-otp"),
    path("<int:pk>/unlock/", users.UserUnlock.as_view(), name="user-unlock"),
]
if settings.OIDC:
    from accounts.sso import Callback, Start

    urlpatterns += [
        path("sso/", Start.as_view(), name="sso-start"),
        path("sso/callback/", Callback.as_view(), name="sso-callback"),
    ]
