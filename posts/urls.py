"""The addresses of this room."""

from django.urls import path

from posts.views import activities, categories, claims, posts, proofs, records

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
    path("activities/", activities.ActivityList.as_view(), name="activity-list"),
    path("activities/new/", activities.ActivityCreate.as_view(), name="activity-create"),
    path(
        "activities/suggestions/",
        activities.ActivitySuggestions.as_view(),
        name="activity-autocomplete",
    ),
    path("activities/<int:pk>/", activities.ActivityDetail.as_view(), name="activity-detail"),
    path("activities/<int:pk>/edit/", activities.ActivityEdit.as_view(), name="activity-edit"),
    path("activities/<int:pk>/hold/", activities.ActivityHold.as_view(), name="activity-hold"),
    path(
        "activities/<int:pk>/cancel/", activities.ActivityCancel.as_view(), name="activity-cancel"
    ),
    path(
        "activities/<int:pk>/sign-up/",
        activities.ActivitySignUp.as_view(),
        name="activity-sign-up",
    ),
    path("sign-ups/<int:pk>/", activities.SignUpDetail.as_view(), name="sign-up-detail"),
    path(
        "sign-ups/<int:pk>/withdraw/", activities.SignUpWithdraw.as_view(), name="sign-up-withdraw"
    ),
    path(
        "sign-ups/<int:pk>/attendance/",
        activities.SignUpAttendance.as_view(),
        name="sign-up-attendance",
    ),
    path("records/", records.RecordList.as_view(), name="record-list"),
    path("records/new/", records.RecordCreate.as_view(), name="record-create"),
    path("records/<int:pk>/", records.RecordDetail.as_view(), name="record-detail"),
    path("records/<int:pk>/confirm/", records.RecordConfirm.as_view(), name="record-confirm"),
    path("records/<int:pk>/dispute/", records.RecordDispute.as_view(), name="record-dispute"),
    path("records/<int:pk>/uphold/", records.RecordUphold.as_view(), name="record-uphold"),
    path("records/<int:pk>/correct/", records.RecordCorrect.as_view(), name="record-correct"),
    path("records/<int:pk>/void/", records.RecordVoid.as_view(), name="record-void"),
    path("participation/", records.Participation.as_view(), name="participation"),
    path("gaps/", records.Gaps.as_view(), name="gaps"),
    path("proofs/new/", proofs.ProofCreate.as_view(), name="proof-create"),
    path("proofs/<int:pk>/", proofs.ProofDetail.as_view(), name="proof-detail"),
    path("proofs/<int:pk>/revoke/", proofs.ProofRevoke.as_view(), name="proof-revoke"),
    path("verify/", proofs.Verify.as_view(), name="verify"),
]
