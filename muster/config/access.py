"""Who gets at the tables of other packages."""

from muster.core.row_security import BY_TRIGGER, CONTEXT_OF_SEEN, DOOR, MEMBER, Rule, either, may, unguarded

_SESSIONS = Rule(DOOR, DOOR, DOOR, DOOR)  # the session store comes as DOOR (core.sessions)
_UNUSED = Rule()
_QUEUE = unguarded("the queue of jobs: names of tasks and keys of rows; workers take from it before anybody is known")
# Who wrote a version, from where and why. The trigger that writes it meets the one that it wrote before.
_CONTEXT = either(BY_TRIGGER, may("read", "audit"), f"{MEMBER} AND {CONTEXT_OF_SEEN}")

RULES = {
    "django_migrations": unguarded("which migrations were applied"),
    "django_content_type": unguarded("names of models"),
    "django_session": _SESSIONS,
    "auth_group": _UNUSED,
    "auth_group_permissions": _UNUSED,
    "auth_permission": _UNUSED,
    "pghistory_context": Rule(see=_CONTEXT, add=BY_TRIGGER, change=BY_TRIGGER),
    "procrastinate_jobs": _QUEUE,
    "procrastinate_events": _QUEUE,
    "procrastinate_periodic_defers": _QUEUE,
    "procrastinate_workers": _QUEUE,
}
