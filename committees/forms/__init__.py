"""What people type about committees, tiers, appointments and reorganisations."""

from committees.forms.appointments import AppointForm, EndAppointmentForm, ViewAsForm
from committees.forms.reorganisations import PlanForm, PlanStartForm
from committees.forms.tree import CharterForm, CommitteeEditForm, CommitteeForm, StepForm, TierForm

__all__ = [
    "AppointForm",
    "CharterForm",
    "CommitteeEditForm",
    "CommitteeForm",
    "EndAppointmentForm",
    "PlanForm",
    "PlanStartForm",
    "StepForm",
    "TierForm",
    "ViewAsForm",
]
