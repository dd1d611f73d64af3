from django.urls import path

from muster.features.publishing import views

app_name = "publishing"
urlpatterns = [path("", views.reports, name="reports")]
