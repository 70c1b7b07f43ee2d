from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "workshops"

    def ready(self) -> None:
        """Tell the apps below what they cannot look up: what is still wanted, and what is on offer."""
        from referrals import keeping
        from referrals import offers as wanted_by_referrals
        from workshops import invitations, offers
        from workshops.keeper import Seats

        invitations.register()
        keeping.register(Seats())
        wanted_by_referrals.register_offers(offers.on_offer)
