"""The texts by which people are found say from now on what kind of text they are."""

from itertools import islice

from django.db import migrations

BATCH = 2000


def mark(apps, schema_editor):
    # The rules of the day are asked, as after every change of how names are read.
    from members.models.people import backwards, keys_of_person

    Person = apps.get_model("members", "Person")
    PersonKey = apps.get_model("members", "PersonKey")
    columns = ("pk", "name", "sort_key", "pinyin", "initials", "phone")
    people = iter(Person.objects.order_by("pk").values_list(*columns).iterator(BATCH))
    while batch := list(islice(people, BATCH)):
        PersonKey.objects.filter(person__in=[pk for pk, *_rest in batch]).delete()
        PersonKey.objects.bulk_create(
            [
                PersonKey(person_id=pk, key=key)
                for pk, *names, phone in batch
                for key in sorted(keys_of_person(*names) | ({backwards(phone)} if phone else set()))
            ],
            batch_size=BATCH,
        )


class Migration(migrations.Migration):
    dependencies = [("members", "0007_own_pages")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
