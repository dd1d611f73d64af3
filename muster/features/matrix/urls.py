from django.urls import path, re_path

from muster.features.matrix.views import charts, matrix, published

app_name = "matrix"
TABLES = r"xlsx|csv|hxl\.csv"
urlpatterns = [
    path("", matrix.page, name="matrix"),
    re_path(rf"^table\.(?P<form>{TABLES})$", matrix.table, name="table"),
    path("charts/", charts.page, name="charts"),
    re_path(rf"^charts/(?P<key>[a-z]+)\.(?P<form>svg|png|pdf|{TABLES})$", charts.download, name="chart"),
    path("published/", published.index, name="published"),
    path("published/load/", published.load, name="load_published"),
    path("published/<int:pk>/", published.page, name="published_matrix"),
    path("published/<int:pk>/remove/", published.remove, name="remove_published"),
]
