"""What holds for every page of the site."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone, translation

from petitions.tokens import Purpose, make, make_for_address
from tests.factories import (
    SignatureFactory,
    StaffFactory,
    SubscriptionFactory,
    open_petition,
    show_photo,
    tell,
)
from tests.pdf import text_of
from web.pages import SHARED_SECONDS

# Every address of the site is of one of these kinds; a new one has to be put among them.
TRANSLATED = {
    "home": [],
    "organization": ["coalition"],
    "petitions": [],
    "petition": ["free-her"],
    "petition-history": ["free-her"],
    "petition-comments": ["free-her"],
    "petition-updates": ["free-her"],
    "petition-print": ["free-her"],
    "petition-thank-you": ["free-her"],
    "petition-embed-code": ["free-her"],
    "privacy": [],
    "terms": [],
    "contact": [],
}
PLAIN = {
    "organization-count": ["coalition"],
    "organization-feed": ["coalition"],
    "sitemap": [],
    "robots": [],
    "security-txt": [],
    "petition-count": ["free-her"],
    "petition-photo": ["free-her"],
    "petition-sheet": ["free-her"],
    "petition-updates-feed": ["free-her"],
    "petition-update-photo": ["free-her", 777],
    "api": [],
    "api-description": [],
    "api-organizations": [],
    "api-petitions": [],
    **{
        f"api-{name}": ["free-her"]
        for name in ("petition", "counts", "series", "regions", "updates")
    },
}
BEHIND_A_TOKEN = {
    "signature-confirm": Purpose.CONFIRM,
    "signature-manage": Purpose.MANAGE,
    "signature-unsubscribe": Purpose.UNSUBSCRIBE,
    "signature-not-me": Purpose.NOT_ME,
}
PRIVATE = {
    "petition-sign", "petition-check-email", "petition-comment-report", "signature-erased",
}  # fmt: skip
FRAMED = {"petition-embed": ["free-her"]}  # see tests/petitions/test_views_embed.py
OTHER = {
    "petition-short",
    "petition-picture",
    "petition-photo-in-size",
    "demo-mail",
    "healthz",
    "readyz",
    "api-missing",
}


def addresses(names: dict[str, list[str]], *languages: str) -> list[str]:
    """The paths of pages in some languages."""
    found = []
    for language in languages:
        with translation.override(language):
            found += [reverse(name, args=args) for name, args in names.items()]
    return found


PAGES = addresses(TRANSLATED, "en", "es")
PUBLIC = [*PAGES, *addresses(PLAIN, "en")]


@pytest.fixture
def petition(db, settings, tmp_path):
    """An open petition with a photo, whose real name and prison number stay inside."""
    settings.MEDIA_ROOT = tmp_path
    organization = {"slug": "coalition", "name": "Coalition"}
    petition = open_petition(
        slug="free-her",
        title_es="Libérenla",
        campaign__name="Hidden Name",
        campaign__alias="Alias",
        campaign__prison_number="W00001",
        **{f"campaign__organization__{name}": value for name, value in organization.items()},
    )
    show_photo(petition.campaign)
    tell(petition.campaign, pk=777, photo="updates/1.jpg", photo_alt="A letter.")
    photo = tmp_path / "updates" / "1.jpg"
    photo.parent.mkdir()
    photo.write_bytes(b"a photo")
    return petition


@pytest.fixture
def tokens(petition):
    """The addresses behind tokens, each with one that is good and one that is not."""
    now = timezone.now()
    signature = SignatureFactory(petition=petition, state="pending", requested_at=now)
    subscription = SubscriptionFactory(organization=petition.campaign.organization)
    found = []
    for name, purpose in BEHIND_A_TOKEN.items():
        row = subscription if purpose is Purpose.UNSUBSCRIBE else signature
        by_address = make_for_address(bytes(row.address_hash))
        good = by_address if purpose is Purpose.NOT_ME else make(purpose, row)
        for token in (good, "bad"):
            found += addresses({name: [token]}, "en", "es")
    return found


def directives(response) -> set[str]:
    return {part.strip() for part in response.headers["Cache-Control"].split(",")}


def is_kept_by_nobody(response) -> bool:
    hidden = response.headers.get("X-Robots-Tag") == "noindex"
    return hidden and directives(response) == {"private", "no-store"}


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address below a resolver, with the text of its path."""
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield path, entry


def test_every_address_of_the_site_is_of_a_known_kind():
    names = {
        pattern.name for path, pattern in patterns(get_resolver()) if not path.startswith("admin/")
    }
    assert names == {*TRANSLATED, *PLAIN, *FRAMED, *BEHIND_A_TOKEN, *PRIVATE, *OTHER}


@pytest.mark.parametrize("path", PUBLIC)
class TestPublicPages:
    def test_are_the_same_for_everyone_and_may_be_kept_for_seconds(self, petition, path):
        stranger, staff = Client(), Client()
        staff.force_login(StaffFactory())
        seen, by_staff = stranger.get(path), staff.get(path)
        assert seen.status_code == 200
        assert (seen.content, seen.headers["ETag"]) == (by_staff.content, by_staff.headers["ETag"])
        for answer in (seen, by_staff):
            assert directives(answer) == {"public", "max-age=0", f"s-maxage={SHARED_SECONDS}"}
            assert SHARED_SECONDS <= 5
            assert not answer.cookies
            assert answer.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
            assert b"csrf" not in answer.content
            assert "X-Robots-Tag" not in answer.headers

    def test_are_not_sent_again_to_who_has_them(self, client, petition, path):
        seen = client.get(path)
        again = client.get(path, headers={"if-none-match": seen.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["Cache-Control"] == seen.headers["Cache-Control"]
        zipped = client.get(path, headers={"accept-encoding": "gzip"}).headers["ETag"]
        headers = {"accept-encoding": "gzip", "if-none-match": zipped}
        assert client.get(path, headers=headers).status_code == 304

    def test_do_not_tell_what_stays_inside(self, client, petition, path):
        answer = client.get(path)
        is_pdf = answer.headers["Content-Type"] == "application/pdf"
        told = text_of(answer.content) if is_pdf else answer.content.decode()
        told += str(answer.headers)
        for secret in ("Hidden Name", "W00001"):
            assert secret not in told

    def test_take_no_post(self, client, petition, path):
        answer = client.post(path)
        assert answer.status_code == 405
        assert is_kept_by_nobody(answer)

    def test_answer_head_as_get(self, client, petition, path):
        answer = client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")
        assert "public" in directives(answer)


@pytest.mark.parametrize("path", PAGES)
class TestPagesForPeople:
    def test_are_compressed_where_that_is_accepted(self, client, petition, path):
        plain = client.get(path)
        zipped = client.get(path, headers={"accept-encoding": "gzip"})
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert len(zipped.content) < len(plain.content) / 2
        assert "Content-Encoding" not in plain.headers

    def test_have_one_headline_and_a_way_out(self, client, petition, path):
        page = client.get(path).content.decode()
        assert page.count("<h1") == 1
        assert page.count("data-exit") == 1
        assert '<a class="skip-link" href="#main">' in page

    def test_offer_help_in_the_same_place_and_order(self, client, petition, path):
        """Consistent navigation and help: WCAG 2.2, 3.2.3 and 3.2.6."""
        start = "/es/" if path.startswith("/es/") else "/"
        footers = [
            re.search(r"</main>\s*(<footer.*</footer>)", client.get(each).content.decode(), re.S)[1]
            for each in (path, start)
        ]
        assert footers[0] == footers[1]
        assert footers[0].count("<a ") == 4

    def test_say_in_a_sentence_what_search_engines_may_show(self, client, petition, path):
        page = client.get(path).content.decode()
        found = re.findall(r'<meta name="description" content="([^"]+)">', page)
        assert len(found) == (0 if '<meta name="robots" content="noindex">' in page else 1)

    def test_lead_nowhere_that_does_not_exist(self, client, petition, path):
        page = client.get(path).content.decode()
        links = {link for link in re.findall(r'(?:href|src)="(/[^"#]*)', page) if link != path}
        assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)

    def test_name_themselves_in_both_languages(self, client, petition, path):
        page = client.get(path).content.decode()
        bare = path.removeprefix("/es")
        for language, address in (("en", bare), ("es", f"/es{bare}")):
            link = f'hreflang="{language}" href="{settings.SITE_URL}{address}"'
            assert link in page


class TestPrivatePages:
    def test_behind_a_token_are_kept_by_nobody(self, client, tokens):
        for path in tokens:
            for answer in (client.get(path), client.head(path), client.post(path)):
                assert answer.status_code in (200, 303, 400, 404), path
                assert is_kept_by_nobody(answer), path
                assert answer.headers["Referrer-Policy"] == "same-origin"
                assert not answer.cookies

    def test_are_kept_by_nobody(self, client, petition):
        names = {
            "petition-check-email": ["free-her"],
            "petition-comment-report": ["free-her", 1],
            "signature-erased": [],
        }
        for path in addresses(names, "en", "es"):
            answer = client.get(path)
            assert answer.status_code == 200
            assert is_kept_by_nobody(answer)
            assert not answer.cookies

    def test_answers_to_a_post_are_kept_by_nobody(self, client, petition):
        good = {"first_name": "Zoë", "email": "zoe@example.org", "country": "FR"}
        sign, again = "/petitions/free-her/sign/", "/petitions/free-her/check-your-email/"
        answers = [
            client.post(sign, good),
            client.post(sign, {}),
            client.post(sign, good, headers={"sec-fetch-site": "cross-site"}),
            client.post("/petitions/none/sign/", good),
            client.post(again, {"email": "zoe@example.org"}),
            client.post(again, {}),
            client.get(sign),
        ]
        statuses = [answer.status_code for answer in answers]
        assert statuses == [303, 422, 403, 404, 303, 422, 302]
        assert all(is_kept_by_nobody(answer) for answer in answers)
        assert not any(answer.cookies for answer in answers)


class TestSecurityHeaders:
    @pytest.fixture
    def answers(self, client, petition, tokens):
        paths = [*PUBLIC, *tokens, "/none/", "/healthz", "/admin/login/"]
        return {path: client.get(path) for path in paths}

    def test_let_nothing_run_that_is_not_ours(self, answers):
        for path, answer in answers.items():
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe" not in policy, path
            assert "default-src 'none'" in policy
            assert "script-src 'self'" in policy
            assert "*" not in policy

    def test_let_nobody_frame_or_sniff_a_page(self, answers):
        for path, answer in answers.items():
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "same-origin"


class TestAdmin:
    """Walks every address of the admin, those of Django included."""

    @staticmethod
    def paths() -> list[str]:
        found = []
        for path, pattern in patterns(get_resolver()):
            if path.startswith("admin/") and pattern.name not in ("login", "invitation"):
                plain = re.sub(r"<[^>]+>|\(\?P<\w+>[^)]*\)", "1", path)
                found.append("/" + plain.replace("^", "").replace("$", "").replace("\\Z", ""))
        return found

    def test_has_an_address_for_every_model(self):
        paths = self.paths()
        for model in admin.site._registry:
            opts = model._meta
            assert f"/admin/{opts.app_label}/{opts.model_name}/" in paths
        assert "/admin/campaigns/campaign/1/preview/" in paths
        assert "/admin/petitions/petition/1/close/" in paths

    @pytest.mark.django_db
    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("visitor", ["a stranger", "a user who is no staff"])
    def test_is_closed_to(self, client, visitor, method):
        if visitor != "a stranger":
            client.force_login(StaffFactory(is_staff=False, is_superuser=True))
        for path in self.paths():
            answer = getattr(client, method)(path)
            assert answer.status_code == 302, path
            assert answer.headers["Location"].startswith(("/admin/login/?next=", "/admin/")), path
            if answer.headers["Location"] == "/admin/":
                assert path == "/admin/logout/"

    @pytest.mark.django_db
    def test_is_closed_to_staff_who_were_sent_away(self, client):
        user = StaffFactory()
        client.force_login(user)
        assert client.get("/admin/").status_code == 200
        user.is_active = False
        user.save()
        assert client.get("/admin/").status_code == 302
