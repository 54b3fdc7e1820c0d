"""Puts what a database constraint would refuse beside the field that it is about."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

OF_CAMPAIGN = {
    "campaign_born_before_prison": "incarcerated_since",
    "campaign_photo_has_description": "photo_alt",
    "campaign_photo_point_within": "photo_x",
    "campaign_shown_photo_exists": "show_photo",
    "campaign_shown_prison_number_exists": "show_prison_number",
    "campaign_shown_quote_exists": "show_quote",
    "campaign_shown_health_exists": "show_health",
    "campaign_published_has_public_name": "alias",
    "campaign_alias_is_another_name": "alias",
    "campaign_published_has_story": "story",
}
OF_PETITION = {
    "petition_goal_positive": "goal",
    "petition_carried_over_has_source": "carried_over_source",
}
OF_CONSENT = {
    "consent_withdrawn_after_given": "withdrawn_on",
    "consent_valid_after_given": "valid_until",
}


def put_beside(form: forms.ModelForm, places: dict[str, str]) -> None:  # type: ignore[type-arg]
    """Move the messages of constraints from the top of the form to their fields.

    `places` names the field of each constraint; to be called in `_post_clean`.
    """
    if NON_FIELD_ERRORS not in form.errors:
        return
    left = [str(message) for message in form.errors[NON_FIELD_ERRORS]]
    moved = []
    for constraint in form._meta.model._meta.constraints:
        field = places.get(constraint.name)
        message = str(constraint.violation_error_message)
        if field in form.fields and message in left:
            left.remove(message)
            moved.append((field, message))
    if not moved:
        return
    del form.errors[NON_FIELD_ERRORS]
    if left:
        form.add_error(None, ValidationError(left))
    for field, message in moved:
        form.add_error(field, message)
