"""The addresses of this room."""

from django.urls import URLPattern, path

from paperwork.services.papers import DOCX, PDF
from paperwork.views import exports, imports, papers, saved

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
    path("imports/", imports.ImportList.as_view(), name="import-list"),
    path("imports/new/", imports.ImportCreate.as_view(), name="import-create"),
    path("imports/template/<slug:kind>/", imports.ImportTemplate.as_view(), name="import-template"),
    path("imports/<int:pk>/", imports.ImportDetail.as_view(), name="import-detail"),
    path("imports/<int:pk>/rows/<int:number>/", imports.ImportMend.as_view(), name="import-mend"),
    path("imports/<int:pk>/confirm/", imports.ImportConfirm.as_view(), name="import-confirm"),
    path(
        "imports/<int:pk>/confirm-good-rows/",
        imports.ImportConfirm.as_view(good_rows=True),
        name="import-confirm-good",
    ),
    path("imports/<int:pk>/marked/", imports.ImportMarked.as_view(), name="import-marked"),
    path("imports/<int:pk>/undo/", imports.ImportUndo.as_view(), name="import-undo"),
    path("imports/<int:pk>/discard/", imports.ImportDiscard.as_view(), name="import-discard"),
    path("jobs/<int:pk>/", imports.JobDetail.as_view(), name="job-detail"),
    path("exports/", exports.ExportList.as_view(), name="export-list"),
    path(
        "exports/requests/<int:pk>/download/",
        exports.ExportDownload.as_view(),
        name="export-download",
    ),
    path("saved-views/save/", saved.ViewSave.as_view(), name="view-save"),
    path("saved-views/<int:pk>/delete/", saved.ViewDelete.as_view(), name="view-delete"),
]
