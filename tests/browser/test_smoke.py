"""Each role signs in and opens everything that its menu offers, in a real browser."""

import pytest

pytestmark = pytest.mark.browser

ROLES = (
    "city district street community grid liaison leader assessor resultuse member "
    "sysadmin security auditor"
).split()
ON_THE_PHONE = ["community", "liaison", "member", "grid"]


@pytest.mark.parametrize("login", ROLES)
def test_every_page_of_the_menu_is_clean(visitor, login):
    person = visitor()
    person.sign_in(login)

    found = []
    for path in person.menu():
        answer = person.open(path)
        assert answer.status == 200, path
        found += person.judge()

    assert found == []
    assert person.complaints == []


@pytest.mark.parametrize("login", ON_THE_PHONE)
def test_pages_fit_a_phone(visitor, login):
    person = visitor(width=390, height=844, is_mobile=True, has_touch=True)
    person.sign_in(login)

    found = []
    for path in person.menu():
        person.open(path)
        found += person.judge()

    assert found == []
    assert person.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sign_in_page_is_clean(visitor, scheme):
    person = visitor(color_scheme=scheme)
    person.open("/accounts/login/")

    assert person.judge() == []
    assert person.complaints == []


def test_street_office_edits_a_unit_with_the_keyboard_alone(visitor):
    person = visitor()
    person.sign_in("street")
    person.open("/members/units/")
    person.page.locator("table td.cell-main a").first.press("Enter")
    person.page.wait_for_load_state()
    person.page.get_by_role("link", name="修改").first.press("Enter")
    person.page.wait_for_load_state()

    person.page.locator("input[name=head]").fill("赵新生")
    person.page.locator("input[name=head]").press("Enter")
    person.page.wait_for_load_state()

    assert "赵新生" in person.page.content()
    assert person.judge() == []
    assert person.complaints == []


def test_main_flows_work_without_javascript(visitor):
    person = visitor(java_script_enabled=False)
    person.sign_in("street")
    person.open("/members/units/")
    assert person.page.locator("table tbody tr").count() > 5

    person.page.locator("input[name=q]").last.fill("医院")
    person.page.locator("input[name=q]").last.press("Enter")
    person.page.wait_for_load_state()

    names = person.page.locator("table td.cell-main").all_inner_texts()
    assert names
    assert all("医院" in name for name in names)


def test_english_is_chosen_not_guessed(visitor):
    """The browser says English; the pages stay Chinese until the person chooses."""
    person = visitor()
    person.open("/accounts/login/")

    assert person.page.get_attribute("html", "lang").lower().startswith("zh")
