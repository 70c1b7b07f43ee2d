from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports import telling
        from reports.followup import telling as followup_telling

        telling.register()
        followup_telling.register()
