from django.urls import path

from muster.core.operation import views

urlpatterns = [
    path("livez", views.live, name="livez"),
    path("readyz", views.ready, name="readyz"),
    path("metrics", views.figures, name="metrics"),
]
