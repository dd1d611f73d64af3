from django.urls import path

from muster.features.markings.views import openings, records

app_name = "markings"
urlpatterns = [
    path("openings/<int:opening>/acknowledge/", openings.acknowledge, name="acknowledge"),
    path("<slug:code>/<int:key>/", records.record, name="record"),
    path("<slug:code>/<int:key>/mark/", records.mark, name="mark"),
    path("<slug:code>/<int:key>/raise/", records.raise_told, name="raise"),
    path("<slug:code>/<int:key>/name/", records.name, name="name"),
    path("<slug:code>/<int:key>/end/<int:naming>/", records.end, name="end"),
    path("<slug:code>/<int:key>/open/", openings.open_it, name="open"),
]
