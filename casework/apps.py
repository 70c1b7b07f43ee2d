from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"

    def ready(self) -> None:
        from casework.circumstances import circumstances
        from correspondence import registry

        registry.register_circumstances(circumstances)
