"""Consents that wait for their confirmation, and how it is asked for."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0006_tracking"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConfirmationRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sender_name", models.CharField(blank=True, default="", max_length=120)),
                ("sender_address", models.CharField(max_length=254)),
                ("days", models.PositiveSmallIntegerField(default=7)),
                (
                    "provider",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="control.provider"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConsentRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        db_index=True,
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("holder", models.CharField(blank=True, default="", max_length=32)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("doing", models.CharField(blank=True, default="", max_length=200)),
                ("error", models.TextField(blank=True, default="")),
                ("cancel_asked", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("customer_id", models.BigIntegerField(db_index=True)),
                ("channel", models.CharField(max_length=20)),
                ("purpose", models.CharField(max_length=60)),
                ("address", models.CharField(max_length=320)),
                ("address_key", models.CharField(db_index=True, max_length=32)),
                ("wording", models.TextField()),
                ("source", models.CharField(max_length=120)),
                ("language", models.CharField(max_length=5)),
                ("expires_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "abstract": False,
            },
        ),
    ]
