"""The mail that invites somebody, as a task of the outbox."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from organizations.models import Invitation
from outbox.mail import MailFault, retry, send
from web.tokens import make

PURPOSE = "invitation"


@task()
def send_invitation(invitation_id: int, attempt: int = 0) -> None:
    """Mail the link that accepts an invitation, unless it has ended meanwhile."""
    now = timezone.now()
    found = Invitation.objects.standing(now).select_related("organization")
    invitation = found.filter(pk=invitation_id).first()
    if invitation is None:
        return
    address = reverse("admin:invitation", args=[make(PURPOSE, invitation)])
    try:
        send(
            template="invitation",
            to=invitation.email,
            language=invitation.language,
            context={
                "organization": invitation.organization,
                "invitation": invitation,
                "url": f"{settings.SITE_URL}{address}",
            },
        )
    except MailFault as error:
        retry(send_invitation, error, attempt=attempt, now=now, invitation_id=invitation_id)
