from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    """What a scheme is: steps, spacing, window, eligibility, outcomes."""

    name = "programmes"
    verbose_name = _("programmes")
