app_name = "markings"
urlpatterns: list[object] = []
