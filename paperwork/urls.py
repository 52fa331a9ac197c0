"""The addresses of this room."""

from django.urls import URLPattern, path

from paperwork.services.papers import DOCX, PDF
from paperwork.views import papers

app_name = "paperwork"
urlpatterns: list[URLPattern] = [
    path("papers/", papers.PaperList.as_view(), name="paper-list"),
    path("papers/of/<str:model>/<int:pk>/", papers.PaperSubject.as_view(), name="paper-subject"),
    path(
        "papers/<slug:kind>/<int:pk>/pdf/",
        papers.PaperFile.as_view(file_type=PDF),
        name="paper-pdf",
    ),
    path(
        "papers/<slug:kind>/<int:pk>/docx/",
        papers.PaperFile.as_view(file_type=DOCX),
        name="paper-docx",
    ),
    path("papers/templates/", papers.TemplateList.as_view(), name="template-list"),
    path("papers/templates/new/", papers.TemplateUpload.as_view(), name="template-upload"),
    path(
        "papers/templates/default/<slug:kind>/",
        papers.TemplateDefault.as_view(),
        name="template-default",
    ),
    path(
        "papers/templates/<int:pk>/download/",
        papers.TemplateDownload.as_view(),
        name="template-download",
    ),
    path(
        "papers/templates/<int:pk>/retire/",
        papers.TemplateRetire.as_view(),
        name="template-retire",
    ),
]
