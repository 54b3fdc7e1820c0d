"""Addresses of this app; all stand under `/es/` too."""

from django.urls import path

from organizations import views

translated = [
    path("privacy/", views.privacy, name="privacy"),
    path("terms/", views.terms, name="terms"),
    path("contact/", views.contact, name="contact"),
]
