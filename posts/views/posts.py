"""定岗: the posts of communities and grids."""

from operator import itemgetter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.listing import PlacedList
from committees.pages import Here, HereDetail, Suggestions, number_asked_for
from committees.prepared import Seen
from core.addresses import address_of
from core.pages import ActionView, ActOnPage, CreatePage, EditPage, ListPage
from core.panels import Action, Fact, Panel, fact_of
from core.verdicts import Verdict
from posts import figures, rules
from posts.filters.posts import PostFilter
from posts.forms.posts import CloseForm, NewPostForm, PostForm
from posts.models import Claim, Post
from posts.services import posts
from posts.tables.claims import ClaimsOfPost, SuggestedMembers
from posts.tables.posts import PostTable

POSTS = Post.objects.select_related("committee", "community", "category", "supervisor", "need")
AT_MOST = 100


class PostList(PlacedList, ListPage):
    """The posts of the committee looked at and below it; for liaisons and members those that they
    may claim, or hold."""

    title = pgettext_lazy("of party members", "Posts")
    queryset = Post.objects.all()
    table_class = PostTable
    filterset_class = PostFilter
    create_url_name = "posts:create"
    create_label = gettext_lazy("Set up a post")
    empty_text = gettext_lazy(
        "Here stand the posts of party members: set up what the community needs somebody for, "
        "publish it, and members claim it."
    )

    def get_queryset(self) -> Any:
        return self.rows_here(Post)

    def can_create(self) -> Verdict:
        return rules.can_set_up_posts(self.actor)

    def links(self) -> list[Action]:
        return [Action(_("Kinds of post"), reverse("posts:category-list"))]


def _claims_of_post(user: Any, post: int) -> Any:
    rows = Claim.objects.visible_to(user).filter(post=post).order_by("-is_standing", "-pk")
    return ClaimsOfPost().read(rows, "is_standing", "ends_on")[: 2 * AT_MOST]


CLAIMS_OF_POST = Seen(_claims_of_post)


class PostDetail(HereDetail):
    queryset = POSTS

    def actions(self) -> list[Action]:
        post, by = self.object, self.actor
        found = [
            self._act(_("Publish"), "publish", rules.can_publish(by, post), "primary", post=True),
            self._act(pgettext_lazy("verb", "Edit"), "edit", rules.can_edit_post(by, post)),
            self._act(_("Close the post"), "close", rules.can_close(by, post), "danger"),
        ]
        found = [action for action in found if not action.verdict.is_forbidden]
        if post.status != Post.Status.DRAFT:
            found = [action for action in found if action.label != _("Publish")]
        may_claim = rules.can_claim_anything(by)
        if post.status in Post.SHOWN and may_claim:
            label = _("Claim it") if post.places_left else _("Join the waiting list")
            url = f"{reverse('posts:claim-create')}?post={post.pk}"
            found.insert(0, Action(label, url, style="primary"))
        return found

    def _act(
        self, label: Any, name: str, verdict: Verdict, style: str = "secondary", post: bool = False
    ) -> Action:
        url = address_of(f"posts:{name}", self.object.pk)
        return Action(label, url, verdict, post=post, style=style)

    def get_facts(self) -> list[Fact]:
        post = self.object
        decision = " · ".join(
            filter(None, [post.decision_body, post.decision_number, str(post.decision_on or "")])
        )
        return [
            Fact(fact_of(post, "category").label, str(post.category)),
            Fact(_("Community or grid"), self.seen(post.committee, post.place)),
            fact_of(post, "duties"),
            Fact(_("Places"), _("%(taken)d of %(quota)d taken") % vars(post)),
            fact_of(post, "is_leading"),
            *([fact_of(post, "skills")] if post.skills else []),
            *([fact_of(post, "schedule")] if post.schedule else []),
            fact_of(post, "frequency"),
            fact_of(post, "where"),
            fact_of(post, "starts_on"),
            *([fact_of(post, "ends_on")] if post.ends_on else []),
            Fact(_("Supervised by"), self.seen(post.supervisor)),
            *([Fact(_("Need behind it"), self.seen(post.need))] if post.need else []),
            *([Fact(_("Decision behind it"), decision)] if decision else []),
            *([fact_of(post, "published_on")] if post.published_on else []),
            *([fact_of(post, "closed_on"), fact_of(post, "reason")] if post.closed_on else []),
        ]

    def panels(self) -> list[Panel]:
        last = CLAIMS_OF_POST(self.request.user, self.object.pk)
        # Each ends with whether it stands and when it was over, and begins with its number.
        standing = sorted((one for one in last if one[-2]), key=itemgetter(0))
        over = sorted((one for one in last if not one[-2]), key=itemgetter(-1, 0), reverse=True)
        found = [
            Panel.read(
                "claims",
                _("Who has claimed it"),
                ClaimsOfPost(),
                standing,
                empty_text=_("Nobody has claimed this post yet."),
            )
        ]
        keeps = rules.can_keep_posts(self.actor, self.object.committee)
        if keeps and (fits := figures.members_to_ask(self.object)):
            title = _("Whom one might ask")
            found.append(Panel.of("suggestions", title, SuggestedMembers(), fits))
        if over:
            found.append(Panel.read("over", _("Earlier claims"), ClaimsOfPost(), over))
        return found


class PostCreate(Here, CreatePage):
    title = gettext_lazy("Set up a post")
    model = Post
    form_class = NewPostForm
    success_message = gettext_lazy("Set up as a draft. Publish it when it is ready.")

    def verdict(self) -> Verdict:
        return rules.can_set_up_posts(self.actor)

    def back_url(self) -> str:
        return reverse("posts:list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"at": self.at}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | number_asked_for(self.request, "need")

    def save(self, form: NewPostForm) -> Post:
        committee = form.cleaned_data["committee"]
        return posts.create_post(committee, form.changes, by=self.actor)


class PostEdit(Here, EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = POSTS
    form_class = PostForm

    def verdict(self, row: Post) -> Verdict:
        return rules.can_edit_post(self.actor, row)

    def save(self, form: PostForm) -> Post:
        return posts.edit_post(form.instance, form.changes, version=form.on_version, by=self.actor)


class PostPublish(Here, ActionView):
    queryset = POSTS
    success_message = gettext_lazy("Published.")

    def act(self, row: Post) -> Any:
        posts.publish_post(row, by=self.actor)


class PostClose(Here, ActOnPage):
    """For good; who is in it is told why."""

    title = gettext_lazy("Close the post")
    queryset = POSTS
    form_class = CloseForm
    submit_label = gettext_lazy("Close the post")
    submit_style = "danger"
    intro = gettext_lazy(
        "Who is in post has served until today; who has applied or waits is refused with this "
        "reason. A closed post is not opened again."
    )

    def verdict(self, row: Post) -> Verdict:
        return rules.can_close(self.actor, row)

    def save(self, form: CloseForm) -> Post:
        return posts.close_post(self.object, by=self.actor, **form.cleaned_data)


class PostSuggestions(Suggestions):
    """Posts that may be claimed, and those in use besides for who keeps them."""

    def rows(self, typed: str) -> Any:
        rows = Post.objects.visible_to(self.request.user).filter(status__in=Post.SHOWN)
        rows = rows.select_related("committee").order_by("name", "pk")
        return rows.naming(typed) if typed else rows

    def shown(self, row: Post) -> dict[str, Any]:
        left = _("%(n)d places left") % {"n": row.places_left}
        return {"id": row.pk, "text": row.name, "note": f"{row.committee.area_name} · {left}"}
