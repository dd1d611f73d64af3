from django.urls import path

from muster.features.registers.views import exporting, tables

urlpatterns = [
    path("<slug:code>/import/", tables.bring, name="import"),
    path("<slug:code>/export.<str:form>", exporting.export, name="export"),
    path("tables/<int:pk>/", tables.table, name="table"),
    path("tables/<int:pk>/load/", tables.load, name="table_load"),
    path("tables/<int:pk>/drop/", tables.drop, name="table_drop"),
    path("tables/<int:pk>/again/", tables.again, name="table_again"),
    path("tables/<int:pk>/wrong.csv", tables.wrong, name="table_wrong"),
]
