from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"

    def ready(self) -> None:
        from django.urls import reverse

        from casework import disclosure, please_ring
        from casework.actions import duplicates
        from casework.actions.absences import note_from_register, reasons
        from casework.actions.arranging import arrange_for
        from casework.circumstances import circumstances
        from casework.needs import arranged, unavailable
        from correspondence import registry
        from referrals import noticing
        from workshops import absences, arranging, clashes, needs

        please_ring.register()
        disclosure.register()
        noticing.register(duplicates.look)
        registry.register_circumstances(circumstances)
        registry.register_case_page(lambda about_id: reverse("casework:case", args=[about_id]))
        needs.register(arranged)
        absences.register(note_from_register, reasons)
        clashes.register_unavailable(unavailable)
        arranging.register(arrange_for)
