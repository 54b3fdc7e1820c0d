"""What each role allows, and for which organizations: the only source of what staff may do.

Permissions are Django's ("app.change_model"); a member has those of their role, for the rows of
that organization. Superusers, who host the site, have all.
"""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from organizations.models import Membership, Role

GRANTS = "_grants"


def _all(*models: str) -> frozenset[str]:
    return _some("view", *models) | _some("add", *models) | _some("change", *models)


def _some(verb: str, *models: str) -> frozenset[str]:
    names = (model.split(".") for model in models)
    return frozenset(f"{app}.{verb}_{model}" for app, model in names)


_CASE = (
    "campaigns.campaign", "campaigns.consent", "campaigns.factcheck", "campaigns.forbiddenword",
    "campaigns.link", "campaigns.timelineentry", "campaigns.update", "petitions.petition",
)  # fmt: skip
_LISTED = (
    "campaigns.forbiddenword", "campaigns.link", "campaigns.timelineentry", "campaigns.update",
)  # fmt: skip
_OFFICES = ("petitions.decisionmaker", "petitions.holder")
_SIGNERS = ("petitions.signature", "petitions.subscription")

# A case as the public would see it: what stays inside is for those who edit it.
_READER = _some(
    "view", "campaigns.campaign", "petitions.petition", *_OFFICES, "organizations.organization"
)
_MODERATOR = (
    _READER
    | _some("view", "petitions.signature", "petitions.comment")
    | _some("change", "petitions.signature", "petitions.comment")
)
_DELIVERER = _READER | _some("view", *_SIGNERS)
_EDITOR = (
    _READER
    | _all(*_CASE, *_OFFICES)
    | _some("delete", *_LISTED, *_OFFICES)
    | _MODERATOR
    | _some("view", "petitions.rally")
    | _some("add", "petitions.rally")
    | _some("change", "petitions.rally")
)
_OWNER = (
    _EDITOR
    | _DELIVERER
    | _all("organizations.invitation", "petitions.invalidation")
    | _some("change", "organizations.organization", "organizations.membership")
    | _some("delete", "organizations.membership", "petitions.suppression")
    | _some("view", "organizations.membership", "organizations.auditevent", "petitions.suppression")
)

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.OWNER: _OWNER,
    Role.EDITOR: _EDITOR,
    Role.MODERATOR: _MODERATOR,
    Role.DELIVERER: _DELIVERER,
    Role.READER: _READER,
}


def grants(user: Any) -> dict[int, frozenset[str]]:
    """What a member of staff may do, by the id of the organization; read once a request."""
    if not hasattr(user, GRANTS):
        roles = Membership.objects.filter(user=user).values_list("organization", "role")
        setattr(user, GRANTS, {pk: PERMISSIONS[role] for pk, role in roles})
    found: dict[int, frozenset[str]] = getattr(user, GRANTS)
    return found


def organizations_where(user: Any, *permissions: str) -> set[int] | None:
    """The ids of the organizations for which somebody has any of the permissions; None for all."""
    if not user.is_active:
        return set()
    if user.is_superuser:
        return None
    return {pk for pk, granted in grants(user).items() if granted.intersection(permissions)}


class RoleBackend(ModelBackend):
    """Knows staff by their password, and what they may do by their roles alone."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """All that is allowed for one organization at least; nothing is granted by a group."""
        if not user_obj.is_active or user_obj.is_anonymous:
            return set()
        return set().union(*grants(user_obj).values())

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether that is allowed for one organization at least; `Scoped` sees to which."""
        return perm in self.get_all_permissions(user_obj)
