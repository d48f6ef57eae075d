"""Campaigns, their ledger, who sends and who is not to be sent to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Provider",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("channel", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=20)),
                ("settings", models.JSONField(default=dict)),
                ("sealed", models.TextField(blank=True, default="")),
                ("connections", models.PositiveSmallIntegerField(default=8)),
                ("per_second", models.FloatField(null=True)),
                ("per_domain", models.JSONField(blank=True, default=dict)),
                ("trouble", models.CharField(blank=True, default="", max_length=300)),
                ("trouble_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Sender",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=120)),
                ("pid", models.IntegerField()),
                ("lease_until", models.DateTimeField()),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("handed_over", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("checked", "Checked"),
                            ("approved", "Approved"),
                            ("sending", "Sending"),
                            ("paused", "Paused"),
                            ("sent", "Sent"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("purpose", models.CharField(max_length=60)),
                ("consent_channel", models.CharField(blank=True, default="", max_length=20)),
                ("segments", models.JSONField(default=list)),
                ("without", models.JSONField(default=list)),
                ("salt", models.CharField(max_length=80)),
                ("holdout_percent", models.FloatField(default=0.0)),
                ("universal_percent", models.FloatField(default=0.0)),
                ("variants", models.JSONField(default=list)),
                ("writing", models.JSONField(default=dict)),
                ("sender_name", models.CharField(blank=True, default="", max_length=120)),
                ("sender_address", models.CharField(blank=True, default="", max_length=254)),
                ("reply_to", models.CharField(blank=True, default="", max_length=254)),
                (
                    "after_crash",
                    models.CharField(
                        choices=[("mark_unknown", "Never send it twice"), ("retry", "Never lose it")],
                        default="mark_unknown",
                        max_length=12,
                    ),
                ),
                ("scheduled_at", models.DateTimeField(null=True)),
                ("quiet_hours", models.JSONField(blank=True, default=dict)),
                ("time_zone", models.CharField(blank=True, default="UTC", max_length=60)),
                ("value_types", models.JSONField(default=dict)),
                ("as_of", models.DateTimeField(null=True)),
                ("fingerprint", models.CharField(blank=True, default="", max_length=96)),
                ("approved_fingerprint", models.CharField(blank=True, default="", max_length=96)),
                ("approved_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, default="", max_length=300)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="control.provider",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="AudienceFreeze",
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
                ("as_of", models.DateTimeField()),
                ("after", models.BigIntegerField(default=0)),
                ("fingerprint", models.CharField(default="0-0", max_length=96)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="freezes",
                        to="control.campaign",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer_id", models.BigIntegerField()),
                ("channel", models.CharField(max_length=20)),
                ("purpose", models.CharField(max_length=60)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer_id", "channel", "purpose"), name="one_withdrawal"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer_id", models.BigIntegerField()),
                ("channel", models.CharField(max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting"),
                            ("claimed", "Being prepared"),
                            ("sending", "On its way"),
                            ("sent", "Handed over"),
                            ("delivered", "Delivered"),
                            ("failed", "Failed"),
                            ("skipped", "Left out"),
                            ("suppressed", "Not allowed"),
                            ("unknown", "Unknown"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=40)),
                ("segment", models.CharField(max_length=200)),
                ("variant", models.CharField(blank=True, default="", max_length=60)),
                ("in_holdout", models.BooleanField(default=False)),
                ("address", models.CharField(blank=True, default="", max_length=320)),
                ("address_key", models.CharField(max_length=32, null=True)),
                ("merge_values", models.TextField(blank=True, default="{}")),
                ("holder", models.BigIntegerField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("not_before", models.DateTimeField(null=True)),
                ("reply", models.CharField(blank=True, default="", max_length=300)),
                ("provider_id", models.CharField(max_length=200, null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="control.campaign",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["campaign", "state", "id"], name="deliveries_by_state"),
                    models.Index(
                        condition=models.Q(("holder__isnull", False)),
                        fields=["holder"],
                        name="deliveries_in_hand",
                    ),
                    models.Index(
                        condition=models.Q(("address_key__isnull", False)),
                        fields=["address_key"],
                        name="deliveries_by_address",
                    ),
                    models.Index(fields=["customer_id", "finished_at"], name="deliveries_by_customer"),
                    models.Index(
                        condition=models.Q(("provider_id__isnull", False)),
                        fields=["provider_id"],
                        name="deliveries_by_provider",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "customer_id", "channel"), name="one_row_a_customer"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("address_key", models.CharField(max_length=32)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("unsubscribed", "Unsubscribed"),
                            ("bounced", "Bounced"),
                            ("complained", "Complained"),
                            ("by_hand", "Entered by hand"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="control.campaign",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("channel", "address_key"), name="one_suppression_an_address"
                    )
                ],
            },
        ),
    ]
