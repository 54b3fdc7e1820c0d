"""What signers do: they sign, ask again, confirm, take back, come back."""

from hypothesis import strategies as st
from hypothesis.stateful import multiple, rule

from petitions.addresses import address_hash
from petitions.tokens import Purpose, make, make_for_address
from tests.petitions.steps import (
    ADDRESSES,
    CASES,
    CROWDED,
    LINKS,
    OWNERS,
    PEOPLE,
    PERSONS,
    YES_OR_NO,
    World,
)
from tests.petitions.test_rates import proven
from tests.signing import elsewhere

BUTTONS = ["withdraw", "erase", "withdraw", "hide_name", "subscribe", "stop_updates"]
SIGNING = st.tuples(CASES, ADDRESSES, st.sampled_from([CROWDED, "", ""]), YES_OR_NO)
"""Which petition, the address as it is typed, from which network, and whether it is confirmed."""


class SignersSteps(World):
    """Every step goes through the pages."""

    @rule(target=LINKS, signing=st.lists(SIGNING, min_size=1, max_size=3))
    def more_people_sign(self, signing):
        return self.sign(signing)

    def sign(self, signing):
        """Have some sign, one after the other, and those who confirm at once do so."""
        links = []
        for case, address, origin, confirms in signing:
            self.fill_in(case, address, origin)
            if link := self.link_to(case, OWNERS[address]):
                links.append(link)
                if confirms:
                    self.states_changed_as_they_may()
                    self.confirm(link)
        return multiple(*links)

    def fill_in(self, case, address, origin):
        """Send the form, from a crowded network or another one."""
        is_crowded = origin == CROWDED
        form = {"first_name": "Ana", "email": address, "country": "MX", "subscribe": "on"}
        form |= {"altcha": proven()} if is_crowded else {}
        path = f"/petitions/{self.ledger.cases[case].slug}/sign/"

        status = self.browser.post(path, form, REMOTE_ADDR=origin or elsewhere()).status_code

        assert status == self.ledger.sign(case, OWNERS[address], address, is_crowded)

    @rule(case=CASES, address=ADDRESSES)
    def ask_for_the_mail_again(self, case, address):
        path = f"/petitions/{self.ledger.cases[case].slug}/check-your-email/"

        form = {"email": address}
        status = self.browser.post(path, form, REMOTE_ADDR=elsewhere()).status_code

        assert status == self.ledger.resend(case, OWNERS[address])

    def link_to(self, case, person):
        """The links that a mail about a signature has, where there is one."""
        entry = self.ledger.find(case, person)
        if entry is None:
            return None
        row = self.signature(entry)
        return entry, make(Purpose.CONFIRM, row), make(Purpose.MANAGE, row)

    @rule(links=st.lists(LINKS, min_size=1, max_size=3))
    def some_confirm(self, links):
        for link in links:
            self.confirm(link)

    def confirm(self, link):
        """Open the link, which changes nothing, and press its button."""
        entry, token, _ = link
        path = f"/signatures/confirm/{token}/"

        seen = self.browser.get(path).status_code
        status = self.browser.post(path).status_code

        assert status == self.ledger.confirm(entry)
        assert seen == (200 if status == 303 else status)

    @rule(links=st.lists(LINKS, min_size=1, max_size=3), do=st.sampled_from(BUTTONS))
    def press_a_button_of_ones_own_page(self, links, do):
        for entry, _, token in links:
            status = self.browser.post(f"/signatures/manage/{token}/", {"do": do}).status_code

            assert status == self.ledger.manage(entry, do)

    @rule(person=PERSONS)
    def say_that_it_was_not_me(self, person):
        token = make_for_address(address_hash(PEOPLE[person][0]))

        status = self.browser.post(f"/signatures/not-me/{token}/", {"do": "stop"}).status_code

        assert status == 303
        self.ledger.say_not_me(person)
