"""The site's addresses, and the smallest views that each is held against."""

from django.urls import path

from bench import references
from config.urls import urlpatterns as site

urlpatterns = [
    path("bench/insert/", references.insert),
    path("bench/page/", references.page),
    path("bench/count/", references.count),
    *site,
]
