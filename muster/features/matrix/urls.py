from django.urls import path

from muster.features.matrix import views

app_name = "matrix"
urlpatterns = [path("", views.matrix, name="matrix")]
