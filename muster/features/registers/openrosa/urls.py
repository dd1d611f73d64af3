"""Devices know these names: they put `/formList` and `/submission` behind the address that they are set up with."""

from django.urls import path

from muster.features.registers.openrosa import views

urlpatterns = [
    path("formList", views.form_list, name="openrosa_forms"),
    path("forms/<slug:code>/<int:number>/form.xml", views.form, name="openrosa_form"),
    path("forms/<slug:code>/<int:number>/manifest", views.manifest, name="openrosa_manifest"),
    path("forms/<slug:code>/<int:number>/files/<str:name>", views.file, name="openrosa_file"),
    path("submission", views.submission, name="openrosa_submission"),
]
