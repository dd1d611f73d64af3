"""Pages that fail over what they were sent, as carelessly as a program can."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


def said(request):
    return request.GET.get("q") or request.POST.get("q") or request.headers["User-Agent"]


@csrf_exempt
@login_not_required
def raises(request):
    try:
        int(said(request))
    except ValueError as error:
        raise RuntimeError(f"cannot use {said(request)}") from error


@csrf_exempt
@login_not_required
def breaks_a_constraint(request):
    with connection.cursor() as cursor:
        statement = "INSERT INTO sign_in_cacheentry (cache_key, value, expires) VALUES (%s, '', now()), (%s, '', now())"
        cursor.execute(statement, [said(request)] * 2)


@csrf_exempt
@login_not_required
def sets_what_there_is_not(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, '', true)", [said(request)])


@csrf_exempt
@login_not_required
def logs_it(request):
    logging.getLogger("someone.else").error("A bad request of %s: %r", said(request), request.POST)
    logging.getLogger("someone.else").error(f"A bad request of {said(request)}")
    logging.getLogger("someone.else").error("Seen %(who)s", {"who": said(request)}, extra={"who": said(request)})
    raise PermissionError(said(request))


urlpatterns = [
    path("raises/", raises),
    path("constraint/", breaks_a_constraint),
    path("setting/", sets_what_there_is_not),
    path("logs/", logs_it),
    path("", include("muster.config.urls")),
]
