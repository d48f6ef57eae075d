"""Openings and clicks, whether a campaign counts them, and what a card has heard of deliveries."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0005_proofs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("delivery_id", models.BigIntegerField()),
                ("customer_id", models.BigIntegerField(db_index=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("click", "Click"),
                            ("unsubscribe", "Unsubscribe"),
                            ("complaint", "Complaint"),
                            ("reply", "Reply"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("link", models.PositiveIntegerField(default=0)),
                ("destination", models.CharField(blank=True, default="", max_length=2000)),
                ("agent", models.CharField(blank=True, default="", max_length=300)),
                ("network", models.CharField(blank=True, default="", max_length=16)),
                ("method", models.CharField(blank=True, default="", max_length=8)),
                ("prefetched", models.BooleanField(default=False)),
                ("machine", models.BooleanField(null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=20)),
                ("recorded_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="campaign",
            name="links",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="campaign",
            name="track_clicks",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="campaign",
            name="track_opens",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", False), ("told_at__isnull", True)),
                fields=["id"],
                name="deliveries_to_be_told",
            ),
        ),
        migrations.AddField(
            model_name="hit",
            name="campaign",
            field=models.ForeignKey(on_delete=models.CASCADE, related_name="hits", to="control.campaign"),
        ),
        migrations.AddIndex(
            model_name="hit",
            index=models.Index(fields=["delivery_id", "at"], name="hits_of_a_delivery"),
        ),
        migrations.AddIndex(
            model_name="hit",
            index=models.Index(fields=["campaign", "kind"], name="hits_of_a_campaign"),
        ),
        migrations.AddIndex(
            model_name="hit",
            index=models.Index(
                condition=models.Q(("recorded_at__isnull", True)), fields=["id"], name="hits_to_be_recorded"
            ),
        ),
    ]
