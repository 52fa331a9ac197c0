"""The addresses of this room."""

from django.urls import path

from posts.views import categories, checks, claims, posts, talks

app_name = "posts"
urlpatterns = [
    path("", posts.PostList.as_view(), name="list"),
    path("new/", posts.PostCreate.as_view(), name="create"),
    path("suggestions/", posts.PostSuggestions.as_view(), name="autocomplete"),
    path("<int:pk>/", posts.PostDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", posts.PostEdit.as_view(), name="edit"),
    path("<int:pk>/publish/", posts.PostPublish.as_view(), name="publish"),
    path("<int:pk>/close/", posts.PostClose.as_view(), name="close"),
    path("kinds/", categories.CategoryList.as_view(), name="category-list"),
    path("kinds/new/", categories.CategoryCreate.as_view(), name="category-create"),
    path("kinds/<int:pk>/edit/", categories.CategoryEdit.as_view(), name="category-edit"),
    path("claims/", claims.ClaimList.as_view(), name="claim-list"),
    path("claims/new/", claims.ClaimCreate.as_view(), name="claim-create"),
    path("claims/<int:pk>/", claims.ClaimDetail.as_view(), name="claim-detail"),
    path("claims/<int:pk>/confirm/", claims.ClaimConfirm.as_view(), name="claim-confirm"),
    path("claims/<int:pk>/agree/", claims.ClaimAgree.as_view(), name="claim-agree"),
    path("claims/<int:pk>/refuse/", claims.ClaimRefuse.as_view(), name="claim-refuse"),
    path("claims/<int:pk>/withdraw/", claims.ClaimWithdraw.as_view(), name="claim-withdraw"),
    path("claims/<int:pk>/leave/", claims.ClaimLeave.as_view(), name="claim-leave"),
    path("claims/<int:pk>/end/", claims.ClaimEnd.as_view(), name="claim-end"),
    path("claims/<int:pk>/move/", claims.ClaimMove.as_view(), name="claim-move"),
    path("claims/<int:pk>/renew/", claims.ClaimRenew.as_view(), name="claim-renew"),
    path("rounds/", checks.RoundList.as_view(), name="round-list"),
    path("rounds/new/", checks.RoundCreate.as_view(), name="round-create"),
    path("rounds/<int:pk>/", checks.RoundDetail.as_view(), name="round-detail"),
    path("rounds/<int:pk>/edit/", checks.RoundEdit.as_view(), name="round-edit"),
    path("rounds/<int:pk>/draw/", checks.RoundDraw.as_view(), name="round-draw"),
    path("rounds/<int:pk>/enter/", checks.RoundEnter.as_view(), name="round-enter"),
    path("rounds/<int:pk>/close/", checks.RoundClose.as_view(), name="round-close"),
    path("checks/", checks.CheckList.as_view(), name="check-list"),
    path("checks/<int:pk>/", checks.CheckDetail.as_view(), name="check-detail"),
    path("checks/<int:pk>/enter/", checks.CheckEnter.as_view(), name="check-enter"),
    path("checks/<int:pk>/rectify/", checks.CheckRectify.as_view(), name="check-rectify"),
    path("checks/<int:pk>/look-back/", checks.CheckLookBack.as_view(), name="check-look-back"),
    path("claims/<int:pk>/check/", checks.CheckCreate.as_view(), name="claim-check"),
    path("talks/", talks.TalkList.as_view(), name="talk-list"),
    path("talks/<int:pk>/", talks.TalkDetail.as_view(), name="talk-detail"),
    path("talks/<int:pk>/hold/", talks.TalkHold.as_view(), name="talk-hold"),
    path("talks/<int:pk>/drop/", talks.TalkDrop.as_view(), name="talk-drop"),
]
