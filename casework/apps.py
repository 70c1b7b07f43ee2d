from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"

    def ready(self) -> None:
        from uuid import UUID

        from django.urls import reverse

        from casework import disclosure, have_told, kind_letters, please_ring
        from casework.actions import duplicates
        from casework.actions.absences import note_from_register, reasons
        from casework.actions.arranging import arrange_for
        from casework.circumstances import circumstances
        from casework.needs import arranged, unavailable
        from correspondence import registry
        from referrals import noticing
        from referrals.models import Referral
        from workshops import absences, arranging, clashes, needs

        please_ring.register()
        kind_letters.register()
        have_told.register()
        disclosure.register()
        noticing.register(duplicates.look)
        registry.register_circumstances(circumstances)

        def case_page(about_id: UUID) -> str:
            """A message may be about a return as well: that is nobody's case."""
            ours = Referral.objects.filter(pk=about_id).exists()
            return reverse("casework:case", args=[about_id]) if ours else ""

        registry.register_case_page(case_page)
        needs.register(arranged)
        absences.register(note_from_register, reasons)
        clashes.register_unavailable(unavailable)
        arranging.register(arrange_for)
