"""What a party member is told at registration (个人信息保护法 arts. 17, 30, 35); each wording has a
version, which is kept with the registration."""

from typing import Any

from django.utils.translation import gettext_lazy as _

VERSION = "2026-11"
SENTENCES: list[Any] = [
    _(
        "Your name, phone, working life, home branch and community are kept so that the community "
        "can offer you posts and activities and record your service."
    ),
    _(
        "The offices of your community, street and district see them; your employing unit sees "
        "your registration and hears of your service twice a year."
    ),
    _(
        "You may see your entry, have it corrected, object to what was recorded, and have it "
        "deleted where no rule demands that it is kept."
    ),
]

# What a member agrees to who opens an account of their own; kept with the invitation.
VERSION_FOR_ACCOUNTS = "2026-11"
SENTENCES_FOR_ACCOUNTS: list[Any] = [
    _(
        "The account is yours alone and shows you what is kept about you; it gives nobody else any "
        "new right to see it."
    ),
    _(
        "Your login name, and when and from where you sign in, are kept for half a year so that "
        "misuse is noticed; no statistics are made of it."
    ),
    _(
        "You may do without it: your community answers you at the counter as before, and closes "
        "the account whenever you ask."
    ),
]
