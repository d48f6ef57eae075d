"""Whose texts would be wrong, kept beside the audience that was frozen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0004_frequency_caps"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="proof",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
