"""The addresses of this room."""

from django.urls import path

from posts.views import (
    categories,
    claims,
    ledgers,
    letter_steps,
    letters,
    posts,
    receipts,
    registering,
)

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
    path("ledger/", ledgers.Ledger.as_view(), name="ledger"),
    path("registration/", registering.RegistrationPage.as_view(), name="registration-table"),
    path(
        "registration/members/",
        registering.RegistrationMembers.as_view(),
        name="registration-members",
    ),
    path("letters/", letters.LetterList.as_view(), name="letter-list"),
    path("letters/due/", letters.LettersDue.as_view(), name="letter-due"),
    path("letters/new/", letters.LettersMake.as_view(), name="letter-make"),
    path("letters/<int:pk>/", letters.LetterDetail.as_view(), name="letter-detail"),
    path("letters/<int:pk>/issue/", letter_steps.LetterIssue.as_view(), name="letter-issue"),
    path("letters/<int:pk>/receipt/", letter_steps.LetterReceipt.as_view(), name="letter-receipt"),
    path(
        "letters/<int:pk>/withdraw/", letter_steps.LetterWithdraw.as_view(), name="letter-withdraw"
    ),
    path("letters/<int:pk>/correct/", letter_steps.LetterCorrect.as_view(), name="letter-correct"),
    path("letters/<int:pk>/link/", letter_steps.LetterLink.as_view(), name="letter-link"),
    path("letters/<int:pk>/revoke/", letter_steps.LetterRevoke.as_view(), name="letter-revoke"),
    # For whoever was given the link: no account is needed.
    path("receipts/<str:token>/", receipts.ReceiptPage.as_view(), name="receipt"),
]
