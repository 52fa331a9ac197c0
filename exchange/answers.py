"""What higher rooms set up for a need: posts today, projects tomorrow."""

from core.hooks import Hook

answers = Hook(
    "Which of your rows answer a need? () -> a queryset filtered by ``OuterRef('pk')``, the need's."
)
