"""What stands in the left-hand menu, by role."""


def navigation(request):
    return {}
