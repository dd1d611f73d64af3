from django.urls import path

from muster.features.intake import views

app_name = "intake"
urlpatterns = [path("", views.documents, name="documents")]
