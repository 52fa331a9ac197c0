"""The addresses of the log."""

from django.urls import path

from audit import views

app_name = "audit"
urlpatterns = [
    path("", views.EntryList.as_view(), name="list"),
    path("<int:pk>/", views.EntryDetail.as_view(), name="detail"),
    path("reads/", views.ReadList.as_view(), name="read-list"),
    path("seals/", views.SealList.as_view(), name="seal-list"),
    path("verify/", views.Verify.as_view(), name="verify"),
    path("verifications/<int:pk>/", views.Verification.as_view(), name="verification"),
]
