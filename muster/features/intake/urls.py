from django.urls import path

from muster.features.intake.views import document, listing

app_name = "intake"
urlpatterns = [
    path("", listing.documents, name="documents"),
    path("hand-in/", listing.hand_in, name="hand_in"),
    path("<int:pk>/", document.document, name="document"),
    path("<int:pk>/correct/", document.correct, name="correct"),
    path("<int:pk>/text/", document.text, name="text"),
    path("<int:pk>/original/", document.original, name="original"),
    path("<int:pk>/retry/", document.retry, name="retry"),
    path("<int:pk>/stop/", document.stop, name="stop"),
    path("<int:pk>/again/", document.again, name="again"),
]
