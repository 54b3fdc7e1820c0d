"""Addresses of petitions; `translated` stand under `/es/` too, `plain` have one path only."""

from django.urls import path

from petitions.views import (
    comments,
    embed,
    feeds,
    news,
    organizations,
    paper,
    petitions,
    photos,
    pictures,
    signatures,
    sitemap,
    texts,
)

translated = [
    path("", organizations.home, name="home"),
    path("organizations/<slug:slug>/", organizations.profile, name="organization"),
    path("petitions/", petitions.petition_list, name="petitions"),
    path("petitions/<slug:slug>/", petitions.detail, name="petition"),
    path("petitions/<slug:slug>/history/", texts.history, name="petition-history"),
    path("petitions/<slug:slug>/comments/", comments.comment_list, name="petition-comments"),
    path(
        "petitions/<slug:slug>/comments/<int:pk>/report/",
        comments.report,
        name="petition-comment-report",
    ),
    path("petitions/<slug:slug>/embed/", embed.card, name="petition-embed"),
    path("petitions/<slug:slug>/embed/code/", embed.code, name="petition-embed-code"),
    path("petitions/<slug:slug>/updates/", news.updates, name="petition-updates"),
    path("petitions/<slug:slug>/print/", paper.letter, name="petition-print"),
    path("petitions/<slug:slug>/sign/", petitions.sign, name="petition-sign"),
    path(
        "petitions/<slug:slug>/check-your-email/",
        petitions.check_email,
        name="petition-check-email",
    ),
    path(
        "petitions/<slug:slug>/thank-you/",
        petitions.thank_you,
        name="petition-thank-you",
    ),
    path("signatures/confirm/<str:token>/", signatures.confirm, name="signature-confirm"),
    path("signatures/manage/<str:token>/", signatures.manage, name="signature-manage"),
    path(
        "signatures/unsubscribe/<str:token>/",
        signatures.unsubscribe,
        name="signature-unsubscribe",
    ),
    path("signatures/not-me/<str:token>/", signatures.not_me, name="signature-not-me"),
    path("signatures/erased/", signatures.erased, name="signature-erased"),
]

plain = [
    path(
        "organizations/<slug:slug>/count.json",
        organizations.count,
        name="organization-count",
    ),
    path("organizations/<slug:slug>/feed.atom", feeds.organization, name="organization-feed"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("petitions/<slug:slug>/count.json", petitions.count, name="petition-count"),
    path("petitions/<slug:slug>/photo/", photos.photo, name="petition-photo"),
    path(
        "petitions/<slug:slug>/photo/<int:width>.<slug:kind>",
        photos.photo_in_size,
        name="petition-photo-in-size",
    ),
    path(
        "petitions/<slug:slug>/picture/<slug:version>.jpg",
        pictures.share_picture,
        name="petition-picture",
    ),
    path("petitions/<slug:slug>/sheet.pdf", paper.sheet, name="petition-sheet"),
    path("petitions/<slug:slug>/updates.atom", feeds.news, name="petition-updates-feed"),
    path(
        "petitions/<slug:slug>/updates/<int:pk>/photo/",
        news.update_photo,
        name="petition-update-photo",
    ),
    path("p/<slug:code>", petitions.short, name="petition-short"),
]
