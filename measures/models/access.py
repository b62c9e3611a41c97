"""Who may call the API, and what it answered: tokens and answers kept for repeated requests."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken


class ApiToken(AbstractAuthToken):
    """A key to the API for one system, in the name of one user. Only its hash is kept."""

    name = models.CharField(_("name"), max_length=64, help_text=_("The system that uses it."))
    read_only = models.BooleanField(
        _("read only"), default=True, help_text=_("May never write, whatever its user may.")
    )

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def expired(self) -> bool:
        return self.expiry is not None and self.expiry < timezone.now()


class IdempotentAnswer(models.Model):
    """What a POST with an Idempotency-Key was answered, for whoever did not hear the answer and asks again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.BinaryField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("answer kept for a repeated request")
        verbose_name_plural = _("answers kept for repeated requests")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotent_answer_key")]

    def __str__(self) -> str:
        return self.key
