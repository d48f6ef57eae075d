"""How many messages a person gets over all campaigns."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0003_names_known_to_senders"),
    ]

    operations = [
        migrations.CreateModel(
            name="FrequencyCap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("most", models.PositiveSmallIntegerField()),
                ("days", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("channel", "days"), name="one_cap_a_span")],
            },
        ),
    ]
