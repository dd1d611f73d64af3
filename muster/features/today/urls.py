from django.urls import path

from muster.features.today import views

urlpatterns = [path("", views.today, name="today")]
