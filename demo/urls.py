"""Addresses of the demo."""

from django.urls import path

from demo import views

urlpatterns = [path("mail/", views.mail, name="demo-mail")]
