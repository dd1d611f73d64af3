from django.urls import path

from muster.features.protection.views import people, records, requests, work

app_name = "protection"
urlpatterns = [
    path("", work.index, name="index"),
    path("data-sets/<slug:code>/", work.change_sheet, name="sheet"),
    path("due/", work.due, name="due"),
    path("notices/", work.notices, name="notices"),
    path("notices/<int:pk>/done/", work.notice_done, name="notice_done"),
    path("erased/", work.erased, name="erased"),
    path("records/<slug:code>/<int:key>/", records.record, name="record"),
    path("records/<slug:code>/<int:key>/people/add/", people.add, name="add_person"),
    path("records/<slug:code>/<int:key>/restrict/", records.restrict, name="restrict"),
    path("records/<slug:code>/<int:key>/lift/", records.lift, name="lift"),
    path("records/<slug:code>/<int:key>/rectify/", records.rectify, name="rectify"),
    path("records/<slug:code>/<int:key>/erase/", records.erase, name="erase"),
    path("records/<slug:code>/<int:key>/erase-words/", records.erase_words, name="erase_words"),
    path("people/<int:pk>/", people.change, name="person"),
    path("people/<int:pk>/remove/", people.remove, name="remove_person"),
    path("requests/", requests.index, name="requests"),
    path("requests/new/", requests.new, name="new_request"),
    path("requests/<int:pk>/", requests.request, name="request"),
    path("requests/<int:pk>/longer/", requests.longer, name="longer"),
    path("requests/<int:pk>/identity/", requests.identity, name="identity"),
    path("requests/<int:pk>/search/", requests.search, name="search"),
    path("requests/<int:pk>/export/", requests.export, name="export"),
]
