"""The addresses of this app."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("returns/", views.returns, name="returns"),
    path("returns/trends/<slug:programme>/", views.trends, name="trends"),
    path("returns/issued/<uuid:pk>/", views.issued, name="issued"),
    path("returns/issued/<uuid:pk>/what-counts/", views.what_counts, name="what_counts"),
    path("returns/issued/<uuid:pk>/download/", views.download, {"form": "pdf"}, name="download"),
    path("returns/issued/<uuid:pk>/download/csv/", views.download, {"form": "csv"}, name="download_csv"),
    path("returns/issued/<uuid:pk>/download/json/", views.download, {"form": "json"}, name="download_json"),
    path("returns/issued/<uuid:pk>/download/ods/", views.download, {"form": "ods"}, name="download_ods"),
    path(
        "returns/issued/<uuid:pk>/download/csv-metadata/",
        views.download,
        {"form": "csv-metadata.json"},
        name="download_csv_metadata",
    ),
    path("returns/issued/<uuid:pk>/charts/<slug:code>/", views.chart, name="chart"),
    path("returns/issued/<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("returns/<slug:programme>/<slug:quarter>/", views.return_, name="return"),
    path("returns/<slug:programme>/<slug:quarter>/cases/<slug:measure>/", views.cases, name="cases"),
    path("returns/<slug:programme>/<slug:quarter>/data-quality/", views.data_quality, name="quality"),
    path("returns/<slug:programme>/<slug:quarter>/data-quality/<slug:fault>/", views.to_mend, name="to_mend"),
    path("returns/<slug:programme>/<slug:quarter>/tables/", views.tables, name="tables"),
    path("returns/<slug:programme>/<slug:quarter>/prepare/", views.prepare, name="prepare"),
    path("returns/<slug:programme>/<slug:quarter>/sign-off/", views.sign_off, name="sign_off"),
    path("returns/<slug:programme>/<slug:quarter>/proof/", views.proof, name="proof"),
]
