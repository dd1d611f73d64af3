from django.urls import path

from muster.features.accounts.views import absence, access, people, preferences, roles, units

app_name = "accounts"
urlpatterns = [
    path("preferences/", preferences.preferences, name="preferences"),
    path("language/", preferences.choose_language, name="choose_language"),
    path("absence/", absence.own, name="absence"),
    path("absence/<int:pk>/end/", absence.end, name="end_absence"),
    path("mission/", units.room, name="mission"),
    path("mission/units/", units.index, name="units"),
    path("mission/units/add/", units.add, name="add_unit"),
    path("mission/units/<int:pk>/", units.page, name="unit"),
    path("mission/units/<int:pk>/change/", units.change, name="change_unit"),
    path("mission/units/<int:pk>/move/", units.move, name="move_unit"),
    path("mission/units/<int:pk>/close/", units.close, name="close_unit"),
    path("mission/units/<int:pk>/reopen/", units.reopen, name="reopen_unit"),
    path("mission/people/", people.index, name="people"),
    path("mission/people/add/", people.add, name="add_person"),
    path("mission/people/<int:pk>/", people.page, name="person"),
    path("mission/people/<int:pk>/change/", people.change, name="change_person"),
    path("mission/people/<int:pk>/close/", people.close, name="close_account"),
    path("mission/people/<int:pk>/reopen/", people.reopen, name="reopen_account"),
    path("mission/people/<int:pk>/give/", people.give, name="give_role"),
    path("mission/people/<int:pk>/absence/", absence.of_other, name="absence_of"),
    path("mission/given/<int:pk>/end/", people.end, name="end_role"),
    path("mission/roles/", roles.index, name="roles"),
    path("mission/roles/add/", roles.add, name="add_role"),
    path("mission/roles/<int:pk>/", roles.page, name="role"),
    path("mission/roles/<int:pk>/change/", roles.change, name="change_role"),
    path("mission/roles/<int:pk>/rights/", roles.rights, name="change_rights"),
    path("mission/access/", access.index, name="access"),
    path("mission/access/decide/", access.decide, name="decide_access"),
    path("mission/access/access.xlsx", access.as_xlsx, name="access_xlsx"),
    path("mission/access/access.csv", access.as_csv, name="access_csv"),
]
