from django.db import migrations


def copy_from_capacities(apps, schema_editor):
    seats = apps.get_model("members", "Seat").objects.using(schema_editor.connection.alias)
    seats.filter(capacity__needs_nomination=True).update(by_nomination=True)


class Migration(migrations.Migration):
    dependencies = [("members", "0002_seat_steps")]

    # Backwards nothing is to be done: the column goes with the migration before this one.
    operations = [migrations.RunPython(copy_from_capacities, migrations.RunPython.noop)]
