from django.urls import path

from muster.features.review.views import accept_all, create, decide, document

app_name = "review"
urlpatterns = [
    path("", document.queue, name="queue"),
    path("<int:pk>/", document.document, name="document"),
    path("<int:pk>/text/", document.text, name="text"),
    path("<int:pk>/drafts/", document.drafts, name="drafts"),
    path("<int:pk>/present/", document.present, name="present"),
    path("<int:pk>/accept-all/", accept_all.accept_all, name="accept_all"),
    path("<int:pk>/new/", create.create, name="create"),
    path("<int:pk>/undo/", decide.undo, name="undo"),
    path("<int:pk>/drafts/<int:draft_pk>/", decide.decide, name="decide"),
    path("<int:pk>/drafts/<int:draft_pk>/resolve/", decide.resolve, name="resolve"),
    path("<int:pk>/drafts/<int:draft_pk>/words/", decide.words, name="words"),
]
