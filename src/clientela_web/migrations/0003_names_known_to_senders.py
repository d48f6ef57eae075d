"""What a sender knows of the fields and segments that messages name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0002_campaigns"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="known_names",
            field=models.JSONField(default=dict),
        ),
    ]
