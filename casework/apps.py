from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"

    def ready(self) -> None:
        from casework.circumstances import circumstances
        from casework.needs import arranged
        from correspondence import registry
        from workshops import needs

        registry.register_circumstances(circumstances)
        needs.register(arranged)
