"""How the pages about fraud show a network."""

from django import template

from petitions.admin.fraud import digits

register = template.Library()
register.filter("digits", digits)
