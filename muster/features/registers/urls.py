from django.urls import include, path

from muster.features.registers.views import filling, handovers, records, registers, searching, working

app_name = "registers"
urlpatterns = [
    path("", registers.index, name="index"),
    path("load/", registers.load, name="load"),
    path("work/", working.mine, name="work"),
    path("handovers/", handovers.index, name="handovers"),
    path("handovers/<int:pk>/", handovers.handover, name="handover"),
    path("handovers/<int:pk>/answer/", handovers.answer, name="answer"),
    path("handovers/<int:pk>/withdraw/", handovers.withdraw, name="withdraw"),
    path("handovers/<int:pk>/end/", handovers.end, name="end_referral"),
    path("openrosa/", include("muster.features.registers.openrosa.urls")),
    path("<slug:code>/", records.records, name="records"),
    path("<slug:code>/about/", registers.about, name="about"),
    path("<slug:code>/rights/", registers.rights, name="rights"),
    path("<slug:code>/versions/<int:number>/", registers.version, name="version"),
    path("<slug:code>/versions/<int:number>/publish/", registers.publish, name="publish"),
    path("<slug:code>/versions/<int:number>/workbook.xlsx", registers.workbook, name="workbook"),
    path("<slug:code>/versions/<int:number>/form.xml", filling.xform, name="xform"),
    path("<slug:code>/versions/<int:number>/files/<str:name>", filling.file, name="file"),
    path("<slug:code>/search/", searching.page, name="search"),
    path("<slug:code>/new/", filling.new, name="new"),
    path("records/<int:pk>/", records.record, name="record"),
    path("records/<int:pk>/change/", filling.change, name="change"),
    path("records/<int:pk>/hand-over/", handovers.offer, name="offer"),
    path("records/<int:pk>/instance.xml", filling.instance, name="instance"),
    path("records/<int:pk>/files/<int:attachment>", records.attachment, name="attachment"),
    path("records/<int:pk>/files/<int:attachment>/check/", working.check, name="check"),
    path("records/<int:pk>/move/", working.move, name="move"),
    path("records/<int:pk>/assign/", working.assign, name="assign"),
    path("records/<int:pk>/tasks/", working.tasks, name="tasks"),
    path("records/<int:pk>/tasks/<int:task>/", working.tick, name="tick"),
    path("records/<int:pk>/notes/", working.notes, name="notes"),
    path("records/<int:pk>/history/", records.history, name="history"),
]
