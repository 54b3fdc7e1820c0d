"""What signers do: they sign, ask again, confirm, take back, come back."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from petitions.addresses import address_hash
from petitions.tokens import Purpose, make, make_for_address
from tests.petitions.steps import (
    ADDRESSES,
    CASES,
    CROWDED,
    OWNERS,
    PEOPLE,
    PERSONS,
    YES_OR_NO,
    World,
)
from tests.signing import elsewhere, proven

OTHER_BUTTONS = ["erase", "hide_name", "subscribe", "stop_updates"]
ORIGINS = st.sampled_from([CROWDED, "", ""])
SIGNING = st.tuples(CASES, ADDRESSES, ORIGINS, YES_OR_NO)
"""Which petition, the address as it is typed, from which network, and whether it is confirmed."""


class SignersSteps(World):
    """Every step goes through the pages."""

    @rule(signing=st.lists(SIGNING, min_size=1, max_size=3))
    def more_people_sign(self, signing):
        self.sign(signing)

    @precondition(lambda self: self.links)
    @rule(data=st.data(), origin=ORIGINS, confirms=YES_OR_NO)
    def some_sign_again(self, data, origin, confirms):
        for entry, *_ in self.some_links(data):
            if entry.email:
                self.sign([(entry.case, entry.email, origin, confirms)])

    def sign(self, signing):
        """Have some sign, one after the other, and those who confirm at once do so."""
        for case, address, origin, confirms in signing:
            self.fill_in(case, address, origin)
            if link := self.link_to(case, OWNERS[address]):
                self.links.append(link)
                if confirms:
                    self.states_changed_as_they_may()
                    self.confirm(link)

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

    def some_links(self, data):
        """Up to three that were mailed, of signatures that stand alike: each state as often."""
        states = {link[1]: self.ledger.state(link[0]) for link in self.links}
        state = data.draw(st.sampled_from(sorted(set(states.values()))))
        alike = [link for link in self.links if states[link[1]] == state]
        tokens = st.sampled_from(sorted({link[1] for link in alike}))
        chosen = data.draw(st.sets(tokens, min_size=1, max_size=3))
        return [next(link for link in alike if link[1] == token) for token in sorted(chosen)]

    @precondition(lambda self: self.links)
    @rule(data=st.data(), days=st.sampled_from([0, 0, 3, 7]))
    def some_confirm(self, data, days):
        """At once, or some days later."""
        if days:
            self.let_pass(days)
        for link in self.some_links(data):
            self.confirm(link)

    def confirm(self, link):
        """Open the link, which changes nothing, and press its button."""
        entry, token, _ = link
        path = f"/signatures/confirm/{token}/"

        seen = self.browser.get(path).status_code
        status = self.browser.post(path).status_code

        assert status == self.ledger.confirm(entry)
        assert seen == (200 if status == 303 else status)

    @precondition(lambda self: self.links)
    @rule(data=st.data())
    def some_withdraw(self, data):
        self.press(self.some_links(data), "withdraw")

    @precondition(lambda self: self.links)
    @rule(data=st.data(), do=st.sampled_from(OTHER_BUTTONS))
    def some_press_another_button(self, data, do):
        self.press(self.some_links(data), do)

    def press(self, links, do):
        """Press a button of one's own page."""
        for entry, _, token in links:
            status = self.browser.post(f"/signatures/manage/{token}/", {"do": do}).status_code

            assert status == self.ledger.manage(entry, do)

    @rule(person=PERSONS)
    def say_that_it_was_not_me(self, person):
        token = make_for_address(address_hash(PEOPLE[person][0]))

        status = self.browser.post(f"/signatures/not-me/{token}/", {"do": "stop"}).status_code

        assert status == 303
        self.ledger.say_not_me(person)
