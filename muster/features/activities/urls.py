from django.urls import path

from muster.features.activities.views import bulk, duplicates, entry, partners, register, tables

app_name = "activities"
urlpatterns = [
    path("", register.register, name="register"),
    path("views/", register.save_view, name="save_view"),
    path("views/<int:pk>/drop/", register.drop_view, name="drop_view"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("mark/", bulk.mark, name="mark"),
    path("new/", entry.new, name="new"),
    path("<int:pk>/", entry.entry, name="entry"),
    path("<int:pk>/edit/", entry.edit, name="edit"),
    path("<int:pk>/withdraw/", entry.withdraw, name="withdraw"),
    path("<int:pk>/restore/", entry.restore, name="restore"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/compare/", duplicates.compare, name="compare"),
    path("merges/<int:pk>/apart/", duplicates.take_apart, name="take_apart"),
    path("partners/", partners.partners, name="partners"),
    path("partners/join/", partners.join, name="join_partners"),
    path("partners/part/", partners.part, name="part_partner"),
    path("export.<str:form>", tables.export, name="export"),
    path("tables/", tables.tables, name="tables"),
    path("tables/<int:pk>/", tables.table, name="table"),
    path("tables/<int:pk>/columns/", tables.assign, name="assign"),
    path("tables/<int:pk>/load/", tables.load_rows, name="load"),
    path("tables/<int:pk>/drop/", tables.drop, name="drop"),
    path("tables/<int:pk>/again/", tables.again, name="again"),
    path("tables/<int:pk>/wrong.csv", tables.wrong_rows, name="wrong_rows"),
]
