from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrespondenceConfig(AppConfig):
    name = "correspondence"

    def ready(self) -> None:
        """Register the purpose that this app itself writes for."""
        from correspondence import checks, registry  # noqa: F401  (importing registers the checks)
        from correspondence.asking_again import ASK_AGAIN, still_wanted
        from correspondence.words import trying

        trying.register()
        registry.register(ASK_AGAIN, label=_("Ask her again what is safe"), still_wanted=still_wanted)
