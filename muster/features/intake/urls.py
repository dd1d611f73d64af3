from django.urls import path

from muster.features.intake.views import document, listing, text

app_name = "intake"
urlpatterns = [
    path("", listing.documents, name="documents"),
    path("hand-in/", listing.hand_in, name="hand_in"),
    path("<int:pk>/", document.document, name="document"),
    path("<int:pk>/correct/", document.correct, name="correct"),
    path("<int:pk>/period/", document.give_period, name="give_period"),
    path("<int:pk>/text/", text.text, name="text"),
    path("<int:pk>/original/", document.original, name="original"),
    path("<int:pk>/retry/", document.retry, name="retry"),
    path("<int:pk>/stop/", document.stop, name="stop"),
    path("<int:pk>/again/", document.again, name="again"),
]
