from django.urls import path, re_path

from muster.features.statistics.views import populations, public, releases, tables

ACTS = "count|drop|publish|discard|take-out"

app_name = "statistics"
urlpatterns = [
    path("statistics/", tables.index, name="index"),
    path("statistics/people/", populations.populations, name="populations"),
    path("statistics/people/<int:pk>/remove/", populations.remove, name="remove_population"),
    path("statistics/releases/<int:pk>/", releases.release, name="release"),
    path("statistics/releases/<int:pk>/change/", releases.change, name="change_release"),
    re_path(rf"^statistics/releases/(?P<pk>\d+)/(?P<what>{ACTS})/$", releases.act, name="act"),
    path("statistics/<slug:code>/", tables.table, name="table"),
    re_path(r"^statistics/(?P<code>[-\w]+)/table\.(?P<form>xlsx|csv|svg|png)$", tables.download, name="download"),
    path("statistics/<slug:code>/releases/", releases.index, name="releases"),
    path("statistics/<slug:code>/releases/new/", releases.start, name="start_release"),
    path("statistics/<slug:code>/publish/", releases.publish_table, name="publish_table"),
    path("public/statistics/", public.index, name="public"),
    path("public/statistics/<int:pk>/", public.release, name="public_release"),
    path("public/statistics/<int:pk>/<int:number>.csv", public.table_csv, name="public_csv"),
    path("public/statistics/<int:pk>/release.json", public.as_json, name="public_json"),
]
