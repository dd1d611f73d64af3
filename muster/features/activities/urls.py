from django.urls import path

from muster.features.activities.views import entry, register

app_name = "activities"
urlpatterns = [
    path("", register.register, name="register"),
    path("views/", register.save_view, name="save_view"),
    path("views/<int:pk>/drop/", register.drop_view, name="drop_view"),
    path("new/", entry.new, name="new"),
    path("<int:pk>/", entry.entry, name="entry"),
    path("<int:pk>/edit/", entry.edit, name="edit"),
    path("<int:pk>/withdraw/", entry.withdraw, name="withdraw"),
    path("<int:pk>/restore/", entry.restore, name="restore"),
    path("duplicates/", register.register, name="duplicates"),
    path("duplicates/compare/", register.register, name="compare"),
    path("duplicates/<int:pk>/apart/", register.register, name="take_apart"),
    path("tables/", register.register, name="tables"),
    path("export.<str:form>", register.register, name="export"),
    path("bulk/", register.register, name="bulk"),
]
