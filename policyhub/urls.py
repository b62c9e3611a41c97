from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

admin.autodiscover()
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("admin/", admin.site.urls),
    path("api/", include("measures.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler500 = "measures.api.problems.server_error"
