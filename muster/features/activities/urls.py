from django.urls import path

from muster.features.activities import views

app_name = "activities"
urlpatterns = [path("", views.register, name="register")]
