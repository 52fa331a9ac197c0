import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import members.models.party_members
import posts.models.hours


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("committees", "0001_initial"),
        ("exchange", "0001_needs"),
        ("members", "0008_marked_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "city",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="city",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="district",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="street or town",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="grid",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="community or grid",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="title")),
                (
                    "text",
                    models.TextField(blank=True, max_length=1000, verbose_name="what it is about"),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="exchange.need",
                        verbose_name="need behind it",
                    ),
                ),
                ("on", models.DateField(verbose_name="on the day")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="begins at")),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="ends at")),
                ("where", models.CharField(max_length=100, verbose_name="place of the activity")),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: as many as come.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5000),
                        ],
                        verbose_name="places",
                    ),
                ),
                (
                    "taken",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="places taken"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("held", "held"),
                            ("cancelled", "cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "minutes",
                    posts.models.hours.Minutes(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="hours of each who came",
                    ),
                ),
                ("result", models.TextField(blank=True, max_length=1000, verbose_name="result")),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="why it was cancelled"
                    ),
                ),
                (
                    "invited_units",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Their party members may sign up, beside those who live here.",
                        related_name="activities",
                        to="members.memberunit",
                        verbose_name="invited units",
                    ),
                ),
            ],
            options={
                "verbose_name": "activity",
                "verbose_name_plural": "activities",
                "ordering": ["-on", "-id"],
                "indexes": [
                    models.Index(fields=["city", "on", "id"], name="posts_activity_city"),
                    models.Index(fields=["district", "on", "id"], name="posts_activity_district"),
                    models.Index(fields=["street", "on", "id"], name="posts_activity_street"),
                    models.Index(fields=["community", "on", "id"], name="posts_activity_community"),
                    models.Index(fields=["grid", "on", "id"], name="posts_activity_grid"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("capacity__isnull", True),
                            ("taken__lte", models.F("capacity")),
                            _connector="OR",
                        ),
                        name="posts_activity_has_no_more_people_than_places",
                        violation_error_message="More places are taken than there would be.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_at__isnull", True),
                            ("ends_at__isnull", True),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="posts_activity_ends_after_it_begins",
                        violation_error_message="It ends before it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("minutes__isnull", False), ("status", "held")),
                            models.Q(
                                models.Q(("status", "held"), _negated=True),
                                ("minutes__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="posts_activity_has_hours_once_it_was_held",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "cancelled"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="posts_activity_is_cancelled_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ups",
                        to="posts.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ups",
                        to="members.partymember",
                        verbose_name="party member",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.memberunit",
                        verbose_name="employing unit",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "on the waiting list"),
                            ("signed-up", "signed up"),
                            ("attended", "attended"),
                            ("absent", "absent"),
                            ("excused", "excused"),
                            ("withdrawn", "withdrawn"),
                            ("released", "did not come about"),
                        ],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("signed_up_on", models.DateField(verbose_name="signed up on")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
            ],
            options={
                "verbose_name": "sign-up",
                "verbose_name_plural": "sign-ups",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", ["withdrawn", "released"]), _negated=True
                        ),
                        fields=("activity", "member"),
                        name="posts_signup_once_at_a_time",
                        violation_error_message="This member has signed up already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PostCategory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=30, unique=True, verbose_name="kind of post")),
                (
                    "duties",
                    models.TextField(blank=True, max_length=500, verbose_name="usual duties"),
                ),
                (
                    "skills",
                    members.models.party_members.Skills(
                        blank=True,
                        default=list,
                        validators=[members.models.party_members.skills_known],
                        verbose_name="usual specialties",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="place in the list"),
                ),
                (
                    "is_offered",
                    models.BooleanField(default=True, verbose_name="offered for new posts"),
                ),
            ],
            options={
                "verbose_name": "kind of post",
                "verbose_name_plural": "kinds of post",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "city",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="city",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="district",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="street or town",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="grid",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="community or grid",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="posts.postcategory",
                        verbose_name="kind of post",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name of the post")),
                ("duties", models.TextField(max_length=1000, verbose_name="duties")),
                (
                    "skills",
                    members.models.party_members.Skills(
                        blank=True,
                        default=list,
                        validators=[members.models.party_members.skills_known],
                        verbose_name="specialties asked for",
                    ),
                ),
                (
                    "quota",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="places",
                    ),
                ),
                (
                    "taken",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="places taken"
                    ),
                ),
                (
                    "is_leading",
                    models.BooleanField(
                        default=False,
                        help_text="Probationary members may serve in a group, but not lead one.",
                        verbose_name="leads a group",
                    ),
                ),
                (
                    "where",
                    models.CharField(
                        blank=True,
                        help_text="Such as: building 3 to 8.",
                        max_length=100,
                        verbose_name="place of service",
                    ),
                ),
                (
                    "schedule",
                    members.models.party_members.Slots(
                        blank=True,
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(2097151)],
                        verbose_name="when in the week",
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        blank=True,
                        help_text="Such as: two hours every week.",
                        max_length=60,
                        verbose_name="how often",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The first day on which it is not needed any more; empty: until it is closed.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts_supervised",
                        to="members.person",
                        verbose_name="supervised by",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="exchange.need",
                        verbose_name="need behind it",
                    ),
                ),
                (
                    "decision_body",
                    models.CharField(blank=True, max_length=100, verbose_name="decided by"),
                ),
                (
                    "decision_number",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="number of the decision"
                    ),
                ),
                ("decision_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                (
                    "is_grounded",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                models.Q(
                                    ("need__isnull", False),
                                    ("decision_on__isnull", False),
                                    _connector="OR",
                                ),
                                then=models.Value(True),
                            ),
                            default=models.Value(False),
                        ),
                        output_field=models.BooleanField(
                            verbose_name="answers a need or a decision"
                        ),
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("published", "published"),
                            ("full", "full"),
                            ("closed", "closed"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "is_current",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(status="closed", then=models.Value(False)),
                            default=models.Value(True),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "published_on",
                    models.DateField(blank=True, null=True, verbose_name="published on"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why it was closed"),
                ),
            ],
            options={
                "verbose_name": "post",
                "verbose_name_plural": "posts",
                "ordering": ["-starts_on", "-id"],
                "indexes": [
                    models.Index(
                        fields=["city", "is_current", "starts_on", "id"], name="posts_post_city"
                    ),
                    models.Index(
                        fields=["district", "is_current", "starts_on", "id"],
                        name="posts_post_district",
                    ),
                    models.Index(
                        fields=["street", "is_current", "starts_on", "id"], name="posts_post_street"
                    ),
                    models.Index(
                        fields=["community", "is_current", "starts_on", "id"],
                        name="posts_post_community",
                    ),
                    models.Index(
                        fields=["grid", "is_current", "starts_on", "id"], name="posts_post_grid"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("taken__lte", models.F("quota"))),
                        name="posts_post_has_no_more_holders_than_places",
                        violation_error_message="More places are taken than there would be.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="posts_post_ends_after_it_starts",
                        violation_error_message="It ends before it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decision_body", ""),
                                ("decision_number", ""),
                                ("decision_on__isnull", True),
                            ),
                            models.Q(
                                models.Q(("decision_body", ""), _negated=True),
                                models.Q(("decision_number", ""), _negated=True),
                                ("decision_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="posts_post_decision_has_body_number_and_day",
                        violation_error_message="A decision is known by the body that took it, its number and its day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", False), ("status", "closed")),
                            models.Q(
                                models.Q(("status", "closed"), _negated=True),
                                ("closed_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="posts_post_is_closed_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["published", "full"]), _negated=True),
                            models.Q(("status", "published"), ("taken__lt", models.F("quota"))),
                            models.Q(("status", "full"), ("taken__gte", models.F("quota"))),
                            _connector="OR",
                        ),
                        name="posts_post_is_full_when_all_places_are_taken",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The first day on which it no longer holds.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="city",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="district",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="street or town",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="grid",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="posts.post",
                        verbose_name="post",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="members.partymember",
                        verbose_name="party member",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.memberunit",
                        verbose_name="employing unit",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "on the waiting list"),
                            ("applied-for", "applied"),
                            ("community-confirmed", "confirmed by the community"),
                            ("in-post", "in post"),
                            ("ended", "term ended"),
                            ("left", "left the post"),
                            ("moved", "moved to another post"),
                            ("withdrawn", "withdrawn"),
                            ("refused", "refused"),
                        ],
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "is_standing",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(ends_on__isnull=True, then=models.Value(True)),
                            default=models.Value(False),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                ("since", models.DateField(verbose_name="in this step since")),
                (
                    "branch_agreed_on",
                    models.DateField(
                        blank=True,
                        help_text="Known from the start where the branch itself recommends the member.",
                        null=True,
                        verbose_name="home branch agreed on",
                    ),
                ),
                (
                    "in_post_on",
                    models.DateField(blank=True, null=True, verbose_name="in post since"),
                ),
                (
                    "term_ends_on",
                    models.DateField(blank=True, null=True, verbose_name="term ends on"),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "moved_to",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moved_from",
                        to="posts.claim",
                        verbose_name="goes on as",
                    ),
                ),
            ],
            options={
                "verbose_name": "claim",
                "verbose_name_plural": "claims",
                "ordering": ["-starts_on", "-id"],
                "indexes": [
                    models.Index(
                        fields=["city", "is_standing", "starts_on", "id"], name="posts_claimed_city"
                    ),
                    models.Index(
                        fields=["district", "is_standing", "starts_on", "id"],
                        name="posts_claimed_district",
                    ),
                    models.Index(
                        fields=["street", "is_standing", "starts_on", "id"],
                        name="posts_claimed_street",
                    ),
                    models.Index(
                        fields=["community", "is_standing", "starts_on", "id"],
                        name="posts_claimed_community",
                    ),
                    models.Index(
                        fields=["grid", "is_standing", "starts_on", "id"], name="posts_claimed_grid"
                    ),
                    models.Index(
                        fields=["employer", "is_standing", "starts_on", "id"],
                        name="posts_claimed_from",
                    ),
                    models.Index(
                        condition=models.Q(("status", "in-post")),
                        fields=["term_ends_on"],
                        name="posts_claim_terms",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("post", "member"),
                        name="posts_claim_once_at_a_time",
                        violation_error_message="This member has claimed this post already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ends_on__isnull", False),
                                ("status__in", ["ended", "left", "moved", "withdrawn", "refused"]),
                            ),
                            models.Q(
                                ("ends_on__isnull", True),
                                (
                                    "status__in",
                                    ["waiting", "applied-for", "community-confirmed", "in-post"],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="posts_claim_is_over_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="posts_claim_does_not_end_before_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("in_post_on__isnull", True), ("term_ends_on__isnull", True)),
                            ("term_ends_on__gt", models.F("in_post_on")),
                            _connector="OR",
                        ),
                        name="posts_claim_in_post_has_a_term",
                        violation_error_message="The term ends before it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["in-post", "ended", "left", "moved"]), _negated=True
                            ),
                            ("in_post_on__isnull", False),
                            _connector="OR",
                        ),
                        name="posts_claim_has_been_in_post_once_it_says_so",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="posts.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "on the waiting list"),
                            ("applied-for", "applied"),
                            ("community-confirmed", "confirmed by the community"),
                            ("in-post", "in post"),
                            ("ended", "term ended"),
                            ("left", "left the post"),
                            ("moved", "moved to another post"),
                            ("withdrawn", "withdrawn"),
                            ("refused", "refused"),
                        ],
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("day", models.DateField(verbose_name="on the day")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noted by",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a claim",
                "verbose_name_plural": "steps of claims",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="posts.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=40, verbose_name="number of the agreement"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="numbered by",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(editable=False, verbose_name="year")),
                (
                    "running",
                    models.PositiveIntegerField(editable=False, verbose_name="number in the year"),
                ),
                (
                    "version_no",
                    models.PositiveSmallIntegerField(
                        editable=False, verbose_name="version of the agreement"
                    ),
                ),
                ("content", models.JSONField(editable=False, verbose_name="what is agreed")),
                ("digest", models.CharField(editable=False, max_length=64, verbose_name="digest")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "to be signed"),
                            ("signed", "signed"),
                            ("superseded", "superseded"),
                            ("dropped", "dropped"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("drawn_up_on", models.DateField(verbose_name="drawn up on")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed on")),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signing noted by",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="why there is this version"
                    ),
                ),
                (
                    "dropped_because",
                    models.CharField(blank=True, max_length=200, verbose_name="why it was dropped"),
                ),
            ],
            options={
                "verbose_name": "post agreement",
                "verbose_name_plural": "post agreements",
                "ordering": ["-year", "-running", "-version_no"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("claim", "version_no"),
                        name="posts_agreement_version_once",
                        violation_error_message="Somebody else has just drawn up this version.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("version_no", 1)),
                        fields=("number",),
                        name="posts_agreement_number_is_one_claims",
                        violation_error_message="This number has just been given to another agreement.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("version_no", 1)),
                        fields=("issued_by", "year", "running"),
                        name="posts_agreement_numbers_run",
                        violation_error_message="This number has just been given to another agreement.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "draft")),
                        fields=("claim",),
                        name="posts_agreement_one_to_be_signed",
                        violation_error_message="A version of this agreement waits to be signed.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "signed")),
                        fields=("claim",),
                        name="posts_agreement_one_in_force",
                        violation_error_message="Another version of this agreement is in force.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("signed_on__gte", models.F("drawn_up_on")),
                                ("status__in", ["signed", "superseded"]),
                            ),
                            models.Q(
                                ("signed_on__isnull", True), ("status__in", ["draft", "dropped"])
                            ),
                            _connector="OR",
                        ),
                        name="posts_agreement_is_signed_on_a_day",
                        violation_error_message="It is signed on the day of drawing up, or later.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("version_no", 1),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="posts_agreement_later_versions_have_a_reason",
                        violation_error_message="Please say what the new version puts right.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "city",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="city",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="district",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="street or town",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="grid",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="year",
                    ),
                ),
                (
                    "quarter",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="quarter",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="to be done by")),
                (
                    "share",
                    models.PositiveSmallIntegerField(
                        help_text="Of those in post, rounded up; at least one is checked.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="share in percent",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("planned", "planned"), ("drawn", "drawn"), ("closed", "closed")],
                        default="planned",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "seed",
                    models.CharField(
                        blank=True, editable=False, max_length=32, verbose_name="seed of the draw"
                    ),
                ),
                (
                    "drawn_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="drawn on"
                    ),
                ),
                (
                    "drawn_from",
                    models.JSONField(
                        blank=True, default=list, editable=False, verbose_name="drawn from"
                    ),
                ),
                (
                    "closed_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="closed on"
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, max_length=200, verbose_name="note on closing"),
                ),
            ],
            options={
                "verbose_name": "round of checks",
                "verbose_name_plural": "rounds of checks",
                "ordering": ["-due_on", "-id"],
                "indexes": [
                    models.Index(fields=["city", "due_on", "id"], name="posts_round_city"),
                    models.Index(fields=["district", "due_on", "id"], name="posts_round_district"),
                    models.Index(fields=["street", "due_on", "id"], name="posts_round_street"),
                    models.Index(
                        fields=["community", "due_on", "id"], name="posts_round_community"
                    ),
                    models.Index(fields=["grid", "due_on", "id"], name="posts_round_grid"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("committee", "year", "quarter"),
                        name="posts_checkround_once_a_quarter",
                        violation_error_message="There is a round of checks for this quarter already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("drawn_on__isnull", True),
                                ("seed", ""),
                                models.Q(("status", "drawn"), _negated=True),
                            ),
                            models.Q(
                                models.Q(("seed", ""), _negated=True),
                                ("drawn_on__isnull", False),
                                models.Q(("status", "planned"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="posts_checkround_is_drawn_by_a_seed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", False), ("status", "closed")),
                            models.Q(
                                models.Q(("status", "closed"), _negated=True),
                                ("closed_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="posts_checkround_is_closed_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "city",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="city",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="district",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="street or town",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="grid",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="posts.checkround",
                        verbose_name="round of checks",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="posts.claim",
                        verbose_name="claim",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="to be done by")),
                ("on", models.DateField(blank=True, null=True, verbose_name="checked on")),
                (
                    "checker",
                    models.CharField(
                        blank=True,
                        help_text="The names of those who were there, such as two of the branch.",
                        max_length=60,
                        verbose_name="checked by",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("on-duty", "on duty"),
                            ("partly", "partly on duty"),
                            ("not", "not on duty"),
                            ("excused", "excused"),
                        ],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("finding", models.TextField(blank=True, max_length=500, verbose_name="finding")),
                (
                    "rectify_by",
                    models.DateField(blank=True, null=True, verbose_name="to be put right by"),
                ),
                (
                    "rectified_on",
                    models.DateField(blank=True, null=True, verbose_name="put right on"),
                ),
                (
                    "rectification",
                    models.TextField(
                        blank=True, max_length=500, verbose_name="how it was put right"
                    ),
                ),
                (
                    "looked_back_on",
                    models.DateField(blank=True, null=True, verbose_name="looked again on"),
                ),
                (
                    "look_back",
                    models.TextField(
                        blank=True, max_length=500, verbose_name="seen when looking again"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "check",
                "verbose_name_plural": "checks",
                "ordering": ["-due_on", "-id"],
                "indexes": [
                    models.Index(fields=["city", "due_on", "id"], name="posts_check_city"),
                    models.Index(fields=["district", "due_on", "id"], name="posts_check_district"),
                    models.Index(fields=["street", "due_on", "id"], name="posts_check_street"),
                    models.Index(
                        fields=["community", "due_on", "id"], name="posts_check_community"
                    ),
                    models.Index(fields=["grid", "due_on", "id"], name="posts_check_grid"),
                    models.Index(fields=["claim", "on"], name="posts_check_of_claim"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "claim"),
                        name="posts_check_once_a_round",
                        violation_error_message="This round looks at this post once.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("on__isnull", True), ("result", ""), ("round__isnull", False)
                            ),
                            models.Q(
                                models.Q(("result", ""), _negated=True), ("on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="posts_check_has_a_result_from_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result__in", ["", "on-duty"]),
                            models.Q(("finding", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="posts_check_says_what_was_found",
                        violation_error_message="Please write what was found, or why it is excused.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rectify_by__isnull", True),
                            ("result__in", ["partly", "not"]),
                            _connector="OR",
                        ),
                        name="posts_check_puts_right_what_was_wrong",
                        violation_error_message="There is nothing to be put right.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rectified_on__isnull", True),
                            models.Q(
                                ("rectify_by__isnull", False), ("rectified_on__gte", models.F("on"))
                            ),
                            _connector="OR",
                        ),
                        name="posts_check_is_put_right_after_it",
                        violation_error_message="It was put right before it was found.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Talk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "city",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="city",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="district",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="street or town",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="grid",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
                        to="posts.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "after_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
                        to="posts.postcheck",
                        verbose_name="after the check",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "to be held"),
                            ("held", "held"),
                            ("dropped", "not needed"),
                            ("void", "void after a correction"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="opened on")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="held on")),
                ("held_by", models.CharField(blank=True, max_length=60, verbose_name="held by")),
                (
                    "note",
                    models.TextField(blank=True, max_length=1000, verbose_name="what was said"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="why it was not needed"
                    ),
                ),
            ],
            options={
                "verbose_name": "talk",
                "verbose_name_plural": "talks",
                "ordering": ["-opened_on", "-id"],
                "indexes": [
                    models.Index(fields=["city", "opened_on", "id"], name="posts_talk_city"),
                    models.Index(
                        fields=["district", "opened_on", "id"], name="posts_talk_district"
                    ),
                    models.Index(fields=["street", "opened_on", "id"], name="posts_talk_street"),
                    models.Index(
                        fields=["community", "opened_on", "id"], name="posts_talk_community"
                    ),
                    models.Index(fields=["grid", "opened_on", "id"], name="posts_talk_grid"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("claim",),
                        name="posts_talk_one_open_of_a_claim",
                        violation_error_message="A talk with this member is open already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "void"), _negated=True),
                        fields=("after_check",),
                        name="posts_talk_once_after_a_check",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("held_on__isnull", False),
                                ("status", "held"),
                                models.Q(("held_by", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "held"), _negated=True),
                                ("held_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="posts_talk_held_on_a_day_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "dropped"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="posts_talk_dropped_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisplayConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The first day on which it no longer holds.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="display_consents",
                        to="posts.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "notice_version",
                    models.CharField(max_length=20, verbose_name="version of the notice"),
                ),
                ("notice", models.TextField(verbose_name="what was said")),
                (
                    "paper",
                    models.CharField(
                        blank=True,
                        help_text="Where the community enters it: what the member has signed, and when.",
                        max_length=100,
                        verbose_name="signed paper",
                    ),
                ),
                (
                    "given_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="revocation entered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent to be shown",
                "verbose_name_plural": "consents to be shown",
                "ordering": ["-starts_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("claim",),
                        name="posts_consent_once_at_a_time",
                        violation_error_message="The member has consented already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="posts_consent_does_not_end_before_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BoardLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="board_links",
                        to="committees.committee",
                        verbose_name="community or grid",
                    ),
                ),
                ("token_digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="revoked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "public address of a board",
                "verbose_name_plural": "public addresses of boards",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("committee",),
                        name="posts_boardlink_one_at_a_time",
                        violation_error_message="This board has a public address already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EvaluationScheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "from_year",
                    models.PositiveSmallIntegerField(
                        unique=True,
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="holds from the year",
                    ),
                ),
                (
                    "excellent_from",
                    models.PositiveSmallIntegerField(
                        default=90,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="“excellent” from points",
                    ),
                ),
                (
                    "qualified_from",
                    models.PositiveSmallIntegerField(
                        default=70,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="“qualified” from points",
                    ),
                ),
                (
                    "basic_from",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="“basically qualified” from points",
                    ),
                ),
            ],
            options={
                "verbose_name": "scheme of evaluation",
                "verbose_name_plural": "schemes of evaluation",
                "ordering": ["-from_year"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("excellent_from__gt", models.F("qualified_from")),
                            ("qualified_from__gt", models.F("basic_from")),
                        ),
                        name="posts_scheme_grades_follow_each_other",
                        violation_error_message="A better grade is reached from more points on.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EvaluationIndicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="posts.evaluationscheme",
                        verbose_name="scheme of evaluation",
                    ),
                ),
                ("code", models.SlugField(max_length=30, verbose_name="code")),
                ("name", models.CharField(max_length=40, verbose_name="indicator")),
                (
                    "points",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="points",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("pledges", "pledges kept"),
                            ("services", "services and their hours"),
                            ("checks", "qualified checks"),
                            ("votes", "voting papers of the people served"),
                            ("community", "the community's branch"),
                            ("branch", "the unit's branch"),
                        ],
                        max_length=12,
                        verbose_name="comes from",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("rate", "rate"),
                            ("count", "count"),
                            ("days", "days"),
                            ("deduct", "deduct"),
                            ("survey", "survey"),
                            ("judge", "judge"),
                        ],
                        max_length=10,
                        verbose_name="method",
                    ),
                ),
                (
                    "parameters",
                    models.JSONField(blank=True, default=dict, verbose_name="parameters"),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="place in the list"),
                ),
            ],
            options={
                "verbose_name": "indicator of an evaluation",
                "verbose_name_plural": "indicators of evaluations",
                "ordering": ["scheme", "position", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scheme", "code"), name="posts_indicator_once_in_a_scheme"
                    ),
                    models.UniqueConstraint(
                        fields=("scheme", "source"), name="posts_indicator_one_of_a_source"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "city",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="city",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="district",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="street or town",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="grid",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="posts.claim",
                        verbose_name="claim",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="posts.evaluationscheme",
                        verbose_name="scheme of evaluation",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("scored", "scored"),
                            ("signed", "signed"),
                            ("objected", "objected to"),
                            ("decided", "objection decided"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "self_text",
                    models.TextField(blank=True, max_length=2000, verbose_name="self-evaluation"),
                ),
                (
                    "self_on",
                    models.DateField(blank=True, null=True, verbose_name="self-evaluation of"),
                ),
                (
                    "counted_from",
                    models.DateField(blank=True, null=True, verbose_name="counted from"),
                ),
                (
                    "counted_until",
                    models.DateField(blank=True, null=True, verbose_name="counted until before"),
                ),
                (
                    "scored_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="scored at"),
                ),
                (
                    "total",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="points"
                    ),
                ),
                (
                    "reached",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "excellent"),
                            ("qualified", "qualified"),
                            ("basic", "basically qualified"),
                            ("unqualified", "not qualified"),
                        ],
                        max_length=12,
                        verbose_name="grade by points",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "excellent"),
                            ("qualified", "qualified"),
                            ("basic", "basically qualified"),
                            ("unqualified", "not qualified"),
                        ],
                        max_length=12,
                        verbose_name="grade as signed",
                    ),
                ),
                (
                    "is_limited",
                    models.BooleanField(
                        default=False, verbose_name="excellent by points, but no place left"
                    ),
                ),
                (
                    "signed_by",
                    models.CharField(blank=True, max_length=60, verbose_name="signed by"),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed on")),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="reason for the grade"
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="digest of what was signed"
                    ),
                ),
                (
                    "objection",
                    models.TextField(blank=True, max_length=1000, verbose_name="objection"),
                ),
                (
                    "objected_on",
                    models.DateField(blank=True, null=True, verbose_name="objected on"),
                ),
                (
                    "decision",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="decision on the objection"
                    ),
                ),
                (
                    "decided_by",
                    models.CharField(blank=True, max_length=60, verbose_name="decided by"),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                (
                    "decided_grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "excellent"),
                            ("qualified", "qualified"),
                            ("basic", "basically qualified"),
                            ("unqualified", "not qualified"),
                        ],
                        max_length=12,
                        verbose_name="grade as decided",
                    ),
                ),
                (
                    "final",
                    models.GeneratedField(
                        choices=[
                            ("excellent", "excellent"),
                            ("qualified", "qualified"),
                            ("basic", "basically qualified"),
                            ("unqualified", "not qualified"),
                        ],
                        db_persist=True,
                        expression=models.Case(
                            models.When(decided_grade="", then=models.F("grade")),
                            default=models.F("decided_grade"),
                        ),
                        output_field=models.CharField(max_length=12),
                        verbose_name="grade",
                    ),
                ),
            ],
            options={
                "verbose_name": "evaluation",
                "verbose_name_plural": "evaluations",
                "ordering": ["-year", "-id"],
                "indexes": [
                    models.Index(fields=["city", "year", "id"], name="posts_evaluation_city"),
                    models.Index(
                        fields=["district", "year", "id"], name="posts_evaluation_district"
                    ),
                    models.Index(fields=["street", "year", "id"], name="posts_evaluation_street"),
                    models.Index(
                        fields=["community", "year", "id"], name="posts_evaluation_community"
                    ),
                    models.Index(fields=["grid", "year", "id"], name="posts_evaluation_grid"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("claim", "year"),
                        name="posts_evaluation_once_a_year",
                        violation_error_message="This post-holder is evaluated for the year already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reached", ""), ("status", "open"), ("total__isnull", True)),
                            models.Q(
                                models.Q(("status", "open"), _negated=True),
                                ("total__gte", 0),
                                ("total__lte", 100),
                                models.Q(("reached", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="posts_evaluation_has_points_once_it_says_so",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("digest", ""), ("grade", ""), ("status__in", ["open", "scored"])
                            ),
                            models.Q(
                                ("signed_on__isnull", False),
                                ("status__in", ["signed", "objected", "decided"]),
                                models.Q(("grade", ""), _negated=True),
                                models.Q(("signed_by", ""), _negated=True),
                                models.Q(("digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="posts_evaluation_is_signed_by_somebody_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status", "decided"),
                                models.Q(("decision", ""), _negated=True),
                                models.Q(("decided_grade", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "decided"), _negated=True),
                                ("decided_grade", ""),
                                ("decision", ""),
                            ),
                            _connector="OR",
                        ),
                        name="posts_evaluation_objection_is_decided_with_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvaluationPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="posts.evaluation",
                        verbose_name="evaluation",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="posts.evaluationindicator",
                        verbose_name="indicator",
                    ),
                ),
                (
                    "given",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="points given",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "given_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="given by",
                    ),
                ),
                ("given_on", models.DateField(blank=True, null=True, verbose_name="given on")),
                ("numbers", models.JSONField(blank=True, default=dict, verbose_name="numbers")),
                ("ids", models.JSONField(blank=True, default=list, verbose_name="rows looked at")),
                (
                    "done_ids",
                    models.JSONField(blank=True, default=list, verbose_name="rows that count"),
                ),
                ("is_applicable", models.BooleanField(default=False, verbose_name="applicable")),
                (
                    "weight",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="weight"
                    ),
                ),
                (
                    "earned",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="points earned",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of an evaluation",
                "verbose_name_plural": "parts of evaluations",
                "ordering": ["evaluation", "indicator__position", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("evaluation", "indicator"), name="posts_part_once_in_an_evaluation"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("given__isnull", True),
                            models.Q(("given__gte", 0), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="posts_part_given_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedbackLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "city",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="city",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="district",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="street or town",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="grid",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback_letters",
                        to="members.memberunit",
                        verbose_name="employing unit",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="sent by",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="year",
                    ),
                ),
                (
                    "half",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "first half-year"), (2, "second half-year")],
                        verbose_name="half-year",
                    ),
                ),
                ("covers_from", models.DateField(verbose_name="covers from")),
                ("covers_until", models.DateField(verbose_name="covers up to and with")),
                ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="edition")),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="posts.feedbackletter",
                        verbose_name="takes the place of",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("issued", "issued"),
                            ("received", "receipt given"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "serial",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="number within the year"
                    ),
                ),
                ("members", models.PositiveIntegerField(verbose_name="members")),
                ("content", models.JSONField(default=dict, verbose_name="what the letter says")),
                (
                    "digest",
                    core.fields.PlainCharField(
                        blank=True, editable=False, max_length=64, verbose_name="digest"
                    ),
                ),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="issued by",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="receipt due on")),
                (
                    "received_on",
                    models.DateField(blank=True, null=True, verbose_name="receipt given on"),
                ),
                (
                    "receiver",
                    models.CharField(blank=True, max_length=50, verbose_name="received by"),
                ),
                (
                    "receipt_note",
                    models.CharField(blank=True, max_length=500, verbose_name="what the unit says"),
                ),
                (
                    "received_by_way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("link", "by the receipt link"),
                            ("account", "by the unit's liaison, signed in"),
                            ("paper", "on paper, noted by the office"),
                        ],
                        max_length=8,
                        verbose_name="way of the receipt",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="why it was withdrawn"
                    ),
                ),
                (
                    "withdrawn_on",
                    models.DateField(blank=True, null=True, verbose_name="withdrawn on"),
                ),
            ],
            options={
                "verbose_name": "feedback letter",
                "verbose_name_plural": "feedback letters",
                "ordering": ["-covers_until", "-id"],
                "indexes": [
                    models.Index(
                        fields=["city", "covers_until", "id"], name="posts_letters_of_city"
                    ),
                    models.Index(
                        fields=["district", "covers_until", "id"], name="posts_letters_of_district"
                    ),
                    models.Index(
                        fields=["street", "covers_until", "id"], name="posts_letters_of_street"
                    ),
                    models.Index(
                        fields=["unit", "covers_until", "id"], name="posts_letters_of_unit"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "withdrawn"), _negated=True),
                        fields=("unit", "year", "half"),
                        name="posts_letter_one_of_a_unit_and_half_year",
                        violation_error_message="The unit has its letter for this half-year already.",
                    ),
                    models.UniqueConstraint(
                        fields=("unit", "year", "half", "edition"),
                        name="posts_letter_each_edition_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("serial__isnull", False)),
                        fields=("committee", "year", "serial"),
                        name="posts_letter_each_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("covers_from__lte", models.F("covers_until"))),
                        name="posts_letter_covers_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("issued_on__isnull", True),
                                ("serial__isnull", True),
                                ("status", "draft"),
                            ),
                            models.Q(
                                ("due_on__isnull", False),
                                ("issued_on__isnull", False),
                                ("serial__isnull", False),
                                ("status__in", ["issued", "received"]),
                                models.Q(("digest", ""), _negated=True),
                            ),
                            ("status", "withdrawn"),
                            _connector="OR",
                        ),
                        name="posts_letter_is_frozen_once_issued",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("received_on__isnull", False),
                                ("status__in", ["draft", "issued"]),
                                _negated=True,
                            ),
                            models.Q(
                                ("received_on__isnull", True), ("status", "received"), _negated=True
                            ),
                        ),
                        name="posts_letter_has_its_receipt_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status", "withdrawn"),
                                ("withdrawn_on__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "withdrawn"), _negated=True),
                                ("reason", ""),
                                ("withdrawn_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="posts_letter_is_withdrawn_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedbackLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="posts.feedbackletter",
                        verbose_name="feedback letter",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback_lines",
                        to="members.partymember",
                        verbose_name="party member",
                    ),
                ),
                ("content", models.JSONField(default=dict, verbose_name="what the letter says")),
            ],
            options={
                "verbose_name": "line of a feedback letter",
                "verbose_name_plural": "lines of feedback letters",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("letter", "member"), name="posts_feedbackline_one_about_a_member"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceiptLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="posts.feedbackletter",
                        verbose_name="feedback letter",
                    ),
                ),
                (
                    "digest",
                    core.fields.PlainCharField(
                        editable=False, max_length=64, unique=True, verbose_name="digest"
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                ("expires_on", models.DateField(verbose_name="no longer valid on")),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                ),
            ],
            options={
                "verbose_name": "receipt link",
                "verbose_name_plural": "receipt links",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Pledge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pledges",
                        to="posts.claim",
                        verbose_name="claim",
                    ),
                ),
                ("content", models.CharField(max_length=200, verbose_name="what is pledged")),
                (
                    "measure",
                    models.CharField(
                        help_text="By what one will see it: such as 12 visits.",
                        max_length=100,
                        verbose_name="measure",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="until")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "under way"),
                            ("kept", "kept"),
                            ("not-kept", "not kept"),
                            ("dropped", "dropped"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="settled on")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
            ],
            options={
                "verbose_name": "pledge",
                "verbose_name_plural": "pledges",
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["due_on"],
                        name="posts_pledges_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_on__isnull", True), ("status", "open")),
                            models.Q(
                                models.Q(("status", "open"), _negated=True),
                                ("done_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="posts_pledge_is_settled_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["not-kept", "dropped"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="posts_pledge_not_kept_has_a_reason",
                        violation_error_message="Please say why it was not kept, or is dropped.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PledgeNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pledge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="posts.pledge",
                        verbose_name="pledge",
                    ),
                ),
                ("day", models.DateField(verbose_name="on the day")),
                ("text", models.CharField(max_length=300, verbose_name="progress")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noted by",
                    ),
                ),
            ],
            options={
                "verbose_name": "progress of a pledge",
                "verbose_name_plural": "progress of pledges",
                "ordering": ["day", "id"],
            },
        ),
        migrations.CreateModel(
            name="ServiceRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "city",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="city",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="district",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="street or town",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="grid",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_records",
                        to="members.partymember",
                        verbose_name="party member",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.memberunit",
                        verbose_name="employing unit",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="posts.claim",
                        verbose_name="post",
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="posts.activity",
                        verbose_name="activity",
                    ),
                ),
                ("on", models.DateField(verbose_name="served on")),
                (
                    "minutes",
                    posts.models.hours.Minutes(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="hours served",
                    ),
                ),
                ("result", models.CharField(blank=True, max_length=200, verbose_name="result")),
                ("entered_on", models.DateField(verbose_name="entered on")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "days_late",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="days until it was entered"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("entered", "to be confirmed"),
                            ("confirmed", "confirmed"),
                            ("disputed", "disputed"),
                            ("corrected", "corrected"),
                            ("void", "void"),
                        ],
                        default="entered",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("since", models.DateField(verbose_name="in this step since")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="posts.servicerecord",
                        verbose_name="corrects",
                    ),
                ),
            ],
            options={
                "verbose_name": "service record",
                "verbose_name_plural": "service records",
                "ordering": ["-on", "-id"],
                "indexes": [
                    models.Index(fields=["city", "on", "id"], name="posts_record_city"),
                    models.Index(fields=["district", "on", "id"], name="posts_record_district"),
                    models.Index(fields=["street", "on", "id"], name="posts_record_street"),
                    models.Index(fields=["community", "on", "id"], name="posts_record_community"),
                    models.Index(fields=["grid", "on", "id"], name="posts_record_grid"),
                    models.Index(fields=["employer", "on", "id"], name="posts_record_from"),
                    models.Index(fields=["member", "on", "id"], name="posts_record_member"),
                    models.Index(fields=["claim", "on", "id"], name="posts_record_claim"),
                    models.Index(fields=["activity", "on", "id"], name="posts_record_activity"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("activity__isnull", True), ("claim__isnull", False)),
                            models.Q(("activity__isnull", False), ("claim__isnull", True)),
                            _connector="OR",
                        ),
                        name="posts_record_is_of_a_post_or_of_an_activity",
                        violation_error_message="A service is one in a post or one at an activity.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0), ("minutes__lte", 1440)),
                        name="posts_record_lasts_no_longer_than_a_day",
                        violation_error_message="A service lasts up to 24 hours.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("entered_on__gte", models.F("on"))),
                        name="posts_record_is_entered_afterwards",
                        violation_error_message="A service is entered when it is done.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["entered", "confirmed", "disputed"])),
                        fields=("claim", "on"),
                        name="posts_record_once_a_day_in_a_post",
                        violation_error_message="This day in this post is recorded already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["entered", "confirmed", "disputed"])),
                        fields=("activity", "member"),
                        name="posts_record_once_at_an_activity",
                        violation_error_message="This member's part in the activity is on record.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["disputed", "corrected", "void"]), _negated=True
                            ),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="posts_record_says_why_it_does_not_count",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceProof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "city",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="city",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="district",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="street or town",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="grid",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="issued by",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="members.partymember",
                        verbose_name="party member",
                    ),
                ),
                ("since", models.DateField(verbose_name="services from")),
                (
                    "until",
                    models.DateField(
                        help_text="The last day, included.", verbose_name="services up to"
                    ),
                ),
                ("services", models.PositiveIntegerField(verbose_name="number of services")),
                ("minutes", models.PositiveIntegerField(verbose_name="minutes in all")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signed by",
                    ),
                ),
                ("nonce", core.fields.PlainCharField(editable=False, max_length=32)),
                ("digest", core.fields.PlainCharField(editable=False, max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[("issued", "issued"), ("revoked", "revoked")],
                        default="issued",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why it was revoked"),
                ),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="revoked on")),
                (
                    "records",
                    models.ManyToManyField(
                        related_name="proofs",
                        to="posts.servicerecord",
                        verbose_name="service records",
                    ),
                ),
            ],
            options={
                "verbose_name": "proof of service",
                "verbose_name_plural": "proofs of service",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("digest",), name="posts_proof_has_a_code_of_its_own"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="posts_proof_ends_after_it_starts",
                        violation_error_message="The period ends before it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reason", ""), ("revoked_on__isnull", True), ("status", "issued")
                            ),
                            models.Q(
                                ("revoked_on__isnull", False),
                                ("status", "revoked"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="posts_proof_is_revoked_on_a_day_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoteBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "city",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="city",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="district",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="street or town",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.committee",
                        verbose_name="grid",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("printed", models.PositiveSmallIntegerField(verbose_name="papers printed")),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="revoked on")),
            ],
            options={
                "verbose_name": "batch of voting papers",
                "verbose_name_plural": "batches of voting papers",
                "ordering": ["-year", "-id"],
                "indexes": [
                    models.Index(fields=["city", "year", "id"], name="posts_votes_city"),
                    models.Index(fields=["district", "year", "id"], name="posts_votes_district"),
                    models.Index(fields=["street", "year", "id"], name="posts_votes_street"),
                    models.Index(fields=["community", "year", "id"], name="posts_votes_community"),
                    models.Index(fields=["grid", "year", "id"], name="posts_votes_grid"),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoteSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="posts.votebatch",
                        verbose_name="batch of voting papers",
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="digest")),
                ("is_used", models.BooleanField(default=False, verbose_name="used")),
            ],
            options={
                "verbose_name": "voting paper",
                "verbose_name_plural": "voting papers",
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="posts.votebatch",
                        verbose_name="batch of voting papers",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="posts.evaluation",
                        verbose_name="evaluation",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("good", "good"),
                            ("fair", "fairly good"),
                            ("average", "average"),
                            ("poor", "poor"),
                        ],
                        max_length=8,
                        verbose_name="answer",
                    ),
                ),
            ],
            options={
                "verbose_name": "vote",
                "verbose_name_plural": "votes",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["good", "fair", "average", "poor"])),
                        name="posts_vote_is_one_of_four",
                    )
                ],
            },
        ),
    ]
