from django.urls import include, path

from muster.config.api import api_urls, reference

urlpatterns = [
    path("", include("muster.core.operation.urls")),
    path("", include("muster.features.today.urls")),
    path("", include("muster.features.accounts.urls")),
    path("", include("muster.features.sign_in.urls")),
    path("audit/", include("muster.features.audit.urls")),
    path("records/", include("muster.features.markings.urls")),
    path("protection/", include("muster.features.protection.urls")),
    path("reports/", include("muster.features.intake.urls")),
    path("review/", include("muster.features.review.urls")),
    path("activities/", include("muster.features.activities.urls")),
    path("matrix/", include("muster.features.matrix.urls")),
    path("registers/", include("muster.features.registers.urls")),
    path("", include("muster.features.statistics.urls")),
    path("publish/", include("muster.features.publishing.urls")),
    path("api/", reference, name="api_reference"),
    path("api/", api_urls()),
]

handler400 = "muster.ui.errors.bad_request"
handler403 = "muster.ui.errors.not_permitted"
handler404 = "muster.features.markings.errors.not_found"
handler429 = "muster.ui.errors.too_many"  # allauth asks for it where something comes too often
handler500 = "muster.ui.errors.server_error"
