"""The addresses of this app."""

from django.urls import path

from reports.followup import views as followup
from reports.views import funding, voices
from reports.views import returns as views

app_name = "reports"

urlpatterns = [
    path("police/follow-up/", followup.police_follow_up, name="police_follow_up"),
    path("police/follow-up/file/", followup.police_follow_up_file, name="police_follow_up_file"),
    path("police/follow-up/list/", followup.police_follow_up_list, name="police_follow_up_list"),
    path("police/follow-up/<uuid:pk>/", followup.police_follow_up_case, name="police_follow_up_case"),
    path("follow-up/<slug:programme>/", followup.follow_up, name="follow_up"),
    path("follow-up/<slug:programme>/curve/<slug:event>/", followup.follow_up_chart, name="follow_up_chart"),
    path("follow-up/<slug:programme>/justice-data-lab/", followup.justice_data_lab, name="justice_data_lab"),
    path("business-case/<slug:programme>/", followup.business_case, name="business_case"),
    path("returns/", views.returns, name="returns"),
    path("returns/choose/", views.pick, name="pick"),
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
    path("returns/<slug:programme>/benchmark/", funding.benchmark, name="benchmark"),
    path("returns/<slug:programme>/benchmark/file/", funding.benchmark_file, name="benchmark_file"),
    path("returns/<slug:programme>/agreements/", funding.agreements, name="agreements"),
    path("returns/<slug:programme>/agreements/new/", funding.agreement, name="new_agreement"),
    path("returns/<slug:programme>/agreements/<uuid:pk>/", funding.agreement, name="agreement"),
    path("returns/<slug:programme>/<slug:quarter>/", views.return_, name="return"),
    path("returns/<slug:programme>/<slug:quarter>/cases/<slug:measure>/", views.cases, name="cases"),
    path("returns/<slug:programme>/<slug:quarter>/data-quality/", views.data_quality, name="quality"),
    path("returns/<slug:programme>/<slug:quarter>/data-quality/<slug:fault>/", views.to_mend, name="to_mend"),
    path("returns/<slug:programme>/<slug:quarter>/voices/", voices.voices, name="voices"),
    path("returns/<slug:programme>/<slug:quarter>/voices/record/", voices.record, name="record_voice"),
    path("returns/<slug:programme>/<slug:quarter>/voices/<uuid:pk>/", voices.voice, name="voice"),
    path(
        "returns/<slug:programme>/<slug:quarter>/voices/<uuid:pk>/take-back/",
        voices.take_back,
        name="take_back",
    ),
    path("returns/<slug:programme>/<slug:quarter>/figures/", views.figures, name="figures"),
    path(
        "returns/<slug:programme>/<slug:quarter>/tables/<slug:table>/", views.table_cases, name="table_cases"
    ),
    path("returns/<slug:programme>/<slug:quarter>/tables/", views.tables, name="tables"),
    path("returns/<slug:programme>/<slug:quarter>/prepare/", views.prepare, name="prepare"),
    path("returns/<slug:programme>/<slug:quarter>/sign-off/", views.sign_off, name="sign_off"),
    path("returns/<slug:programme>/<slug:quarter>/proof/", views.proof, name="proof"),
]
