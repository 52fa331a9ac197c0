"""Checking name and password; rights are not its business."""

from django.contrib.auth.backends import BaseBackend


class AccountBackend(BaseBackend):
    pass
