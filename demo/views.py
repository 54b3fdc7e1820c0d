"""The demo's mailbox."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from demo.mailbox import is_visible_to, newest
from web.pages import private_page

WAIT_SECONDS = "2"


@require_safe
@private_page
def mail(request: HttpRequest) -> HttpResponse:
    """The newest mails; while there is none, the page looks again by itself."""
    if not is_visible_to(request):
        raise Http404
    mails = newest()
    response = render(request, "demo/mail.html", {"mails": mails})
    if not mails:
        response.headers["Refresh"] = WAIT_SECONDS
    return response
