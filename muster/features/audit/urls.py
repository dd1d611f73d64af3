from django.urls import path, re_path

from muster.features.audit.views import disclosing, reasons, reports, trail

app_name = "audit"
urlpatterns = [
    path("", reports.index, name="index"),
    path("verify/", reports.verify, name="verify"),
    path("anchors.jsonl", reports.anchors, name="anchors"),
    path("unusual/", reports.unusual, name="unusual"),
    path("search/", trail.search, name="search"),
    path("person/<int:pk>/", trail.person, name="person"),
    path("record/<slug:code>/<int:key>/", trail.record, name="record"),
    re_path(r"^export\.(?P<form>csv|xlsx)$", trail.export, name="export"),
    path("reason/", reasons.reason, name="reason"),
    path("disclose/<slug:code>/<int:key>/", disclosing.disclose, name="disclose"),
]
