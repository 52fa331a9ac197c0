"""The addresses of this room."""

from django.urls import path

from exchange.views import needs

app_name = "exchange"
urlpatterns = [
    path("needs/", needs.NeedList.as_view(), name="need-list"),
    path("needs/new/", needs.NeedCreate.as_view(), name="need-create"),
    path("needs/suggestions/", needs.NeedSuggestions.as_view(), name="need-autocomplete"),
    path("needs/<int:pk>/", needs.NeedDetail.as_view(), name="need-detail"),
    path("needs/<int:pk>/edit/", needs.NeedEdit.as_view(), name="need-edit"),
    path("needs/<int:pk>/settle/", needs.NeedSettle.as_view(), name="need-settle"),
    path("needs/<int:pk>/reopen/", needs.NeedReopen.as_view(), name="need-reopen"),
]
