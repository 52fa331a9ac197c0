"""The addresses of this room."""

from django.urls import path

from posts.views import agreements, categories, claims, displays, pledges, posts

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
    path(
        "claims/<int:pk>/agreement/",
        agreements.AgreementDrawUp.as_view(),
        name="agreement-draw-up",
    ),
    path(
        "claims/<int:pk>/agreement/correct/",
        agreements.AgreementCorrect.as_view(),
        name="agreement-correct",
    ),
    path("agreements/print/", agreements.AgreementPrint.as_view(), name="agreement-print"),
    path("agreements/<int:pk>/", agreements.AgreementDetail.as_view(), name="agreement-detail"),
    path("agreements/<int:pk>/sign/", agreements.AgreementSign.as_view(), name="agreement-sign"),
    path("agreements/<int:pk>/drop/", agreements.AgreementDrop.as_view(), name="agreement-drop"),
    path("claims/<int:pk>/pledge/", pledges.PledgeCreate.as_view(), name="pledge-create"),
    path("pledges/<int:pk>/", pledges.PledgeDetail.as_view(), name="pledge-detail"),
    path("pledges/<int:pk>/progress/", pledges.PledgeProgress.as_view(), name="pledge-progress"),
    path("pledges/<int:pk>/settle/", pledges.PledgeSettle.as_view(), name="pledge-settle"),
    path("pledges/<int:pk>/reopen/", pledges.PledgeReopen.as_view(), name="pledge-reopen"),
    path("claims/<int:pk>/consent/", displays.ConsentGive.as_view(), name="consent-give"),
    path(
        "claims/<int:pk>/consent/revoke/",
        displays.ConsentRevoke.as_view(),
        name="consent-revoke",
    ),
    path("board/", displays.Board.as_view(), name="board"),
    path("board/<int:pk>/open/", displays.BoardOpen.as_view(), name="board-open"),
    path("board/addresses/<int:pk>/revoke/", displays.BoardClose.as_view(), name="board-close"),
    path("notice/<str:token>/", displays.PublicBoard.as_view(), name="public-board"),
]
