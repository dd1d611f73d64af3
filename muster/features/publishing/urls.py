from django.urls import path, re_path

from muster.features.publishing.views import chapters, handouts, publication, reports, settings

CHANGES = "up|down|join|remove|register|mine|leave-out"

app_name = "publishing"
urlpatterns = [
    path("", reports.index, name="reports"),
    path("start/", reports.start, name="start"),
    path("money/", settings.money, name="money"),
    path("template/", settings.template, name="template"),
    path("template/house-style.docx", settings.template_file, name="template_file"),
    path("<int:pk>/", reports.page, name="report"),
    path("<int:pk>/settings/", reports.settings, name="settings"),
    path("<int:pk>/discard/", reports.discard, name="discard"),
    path("<int:pk>/abbreviations/", reports.abbreviations, name="abbreviations"),
    path("<int:pk>/preview/", publication.preview, name="preview"),
    path("<int:pk>/publish/", publication.publish, name="publish"),
    path("<int:pk>/correct/", publication.correct, name="correct"),
    path("<int:pk>/versions/", publication.versions, name="versions"),
    re_path(r"^(?P<pk>\d+)/report\.(?P<output>pdf|docx|html)$", publication.download, name="download"),
    path("<int:pk>/links/", handouts.handouts, name="handouts"),
    path("<int:pk>/links/<int:number>/withdraw/", handouts.withdraw, name="withdraw_handout"),
    path("handed-out/<str:token>/", handouts.handed_out, name="handed_out"),
    path("chapters/<int:pk>/", chapters.page, name="chapter"),
    path("chapters/<int:pk>/add/", chapters.add, name="add"),
    path("chapters/<int:pk>/refresh/", chapters.refresh, name="refresh"),
    path("chapters/<int:pk>/take-in/", chapters.take_in, name="take_in"),
    path("chapters/<int:pk>/clearance/", chapters.clearance, name="clearance"),
    path("chapters/<int:pk>/clear/", chapters.clear, name="clear"),
    path("chapters/<int:pk>/withdraw/", chapters.withdraw, name="withdraw"),
    path("paragraphs/<int:pk>/save/", chapters.save, name="save"),
    path("paragraphs/<int:pk>/comment/", chapters.comment, name="comment"),
    re_path(rf"^paragraphs/(?P<pk>\d+)/(?P<what>{CHANGES})/$", chapters.change, name="change"),
    path("comments/<int:pk>/resolve/", chapters.resolve, name="resolve"),
]
