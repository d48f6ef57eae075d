"""Codes that campaigns hand out, one a recipient."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0007_confirmations"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="coupon_code",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="campaign",
            name="coupons_short",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="CouponList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="campaign",
            name="coupon_list",
            field=models.ForeignKey(
                null=True, on_delete=models.PROTECT, related_name="campaigns", to="control.couponlist"
            ),
        ),
        migrations.CreateModel(
            name="Coupon",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                (
                    "campaign",
                    models.ForeignKey(
                        null=True, on_delete=models.SET_NULL, related_name="coupons", to="control.campaign"
                    ),
                ),
                (
                    "coupons",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="codes", to="control.couponlist"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("campaign__isnull", True)),
                        fields=["coupons", "id"],
                        name="coupons_left",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("coupons", "code"), name="one_code_a_list")],
            },
        ),
    ]
