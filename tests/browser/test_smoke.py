"""Each role signs in and opens everything that its menu offers, in a real browser."""

import re

import pytest

pytestmark = pytest.mark.browser

ROLES = (
    "city district street community grid liaison leader assessor resultuse member "
    "sysadmin security auditor"
).split()
ON_THE_PHONE = ["community", "liaison", "member", "grid"]
# Between them these open every kind of detail page and form.
HANDS_ON = ["street", "sysadmin", "security", "auditor"]
HAN = re.compile(r"[\u3400-\u9fff]")


def look_through(person, paths) -> list[str]:
    """Open each page once and judge it; pages that differ only by a row's number count as one."""
    found, seen = [], set()
    for path in paths:
        kind = re.sub(r"\d+", "N", path.partition("?")[0])
        if kind in seen:
            continue
        seen.add(kind)
        answer = person.open(path)
        assert answer.status == 200, path
        found += person.judge()
    return found


@pytest.mark.parametrize("login", ROLES)
def test_every_page_of_the_menu_is_clean(visitor, login):
    person = visitor()
    person.sign_in(login)

    assert look_through(person, person.menu()) == []
    assert person.complaints == []


@pytest.mark.parametrize("login", HANDS_ON)
def test_every_detail_page_and_form_is_clean(visitor, login):
    person = visitor()
    person.sign_in(login)

    lists = [path for path in person.menu() if not path.startswith("/admin/")]
    paths = [link for path in lists for link in person.details_and_forms(path)]

    assert len(paths) > 3
    assert look_through(person, paths) == []
    assert person.complaints == []


@pytest.mark.parametrize("login", ON_THE_PHONE)
def test_pages_fit_a_phone(visitor, login):
    person = visitor(width=390, height=844, is_mobile=True, has_touch=True)
    person.sign_in(login)

    assert look_through(person, [p for p in person.menu() if not p.startswith("/admin/")]) == []
    assert person.complaints == []


def test_what_is_done_on_a_phone_fits_one(visitor):
    person = visitor(width=390, height=844, is_mobile=True, has_touch=True)
    person.sign_in("community")

    paths = ["/members/units/new/", "/members/people/new/"]
    for path in ("/members/units/", "/members/memberships/", "/members/liaisons/"):
        paths += person.details_and_forms(path)

    assert look_through(person, paths) == []
    assert person.complaints == []


def test_menu_opens_and_closes_on_a_phone(visitor):
    person = visitor(width=390, height=844, is_mobile=True, has_touch=True)
    person.sign_in("community")
    menu = person.page.locator("#menu")
    assert not menu.is_visible()

    person.page.locator(".top-menu").tap()
    assert menu.is_visible()
    assert person.judge() == []

    person.page.locator(".menu-close").tap()
    assert not menu.is_visible()


def test_dark_pages_are_clean(visitor):
    person = visitor(color_scheme="dark")
    person.sign_in("street")

    paths = person.menu() + person.details_and_forms("/members/units/")

    assert look_through(person, [p for p in paths if not p.startswith("/admin/")]) == []
    assert person.complaints == []


def test_english_pages_are_clean_and_wholly_english(visitor):
    """Names are data; what the product itself says stands in headings, labels and buttons."""
    person = visitor()
    person.sign_in("street")
    person.choose_english()
    own_words = "nav a, th, dt, label, legend, main .btn:not(.btn-quiet), h2:not(:has(a))"

    found = []
    for path in [p for p in person.menu() if not p.startswith("/admin/")]:
        person.open(path)
        found += person.judge()
        said = person.page.locator(own_words).all_inner_texts()
        if path not in {"/", "/committees/tiers/", "/members/capacities/"}:
            found += [f"{path}: {words}" for words in said if HAN.search(words)]

    assert found == []
    assert person.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sign_in_page_is_clean(visitor, scheme):
    person = visitor(color_scheme=scheme)
    person.open("/accounts/login/")

    assert person.judge() == []
    assert person.complaints == []


@pytest.mark.parametrize(
    ("path", "status"), [("/no-such-page/", 404), ("/health/", 403), ("/committees/999999/", 404)]
)
def test_error_pages_are_clean(visitor, path, status):
    person = visitor()
    person.sign_in("street")

    answer = person.open(path)

    assert answer.status == status
    assert person.page.locator("main h1").count() == 1
    assert person.judge() == []


def test_street_office_edits_a_unit_with_the_keyboard_alone(visitor):
    person = visitor()
    keys = person.page.keyboard
    person.open("/accounts/login/")
    person.tab_to("input[name=username]")
    keys.type("street")
    person.tab_to("input[name=password]")
    keys.type(person.password)
    keys.press("Enter")
    person.page.wait_for_url(lambda url: "/login/" not in url)

    keys.press("Tab")
    assert person.page.locator(".skip").evaluate("link => link === document.activeElement")
    person.tab_to("nav a[href='/members/units/']")
    keys.press("Enter")
    person.page.wait_for_url("**/members/units/")
    person.tab_to("table td.cell-main a")
    keys.press("Enter")
    person.page.wait_for_url(re.compile(r"/members/units/\d+/$"))
    person.tab_to("main .acts a[href$='/edit/']")
    keys.press("Enter")
    person.page.wait_for_url("**/edit/")
    person.tab_to("input[name=head]")
    keys.press("Control+A")
    keys.type("赵新生")
    keys.press("Enter")
    person.page.wait_for_url(re.compile(r"/members/units/\d+/$"))

    assert "赵新生" in person.page.locator("main .facts").first.inner_text()
    assert person.judge() == []
    assert person.complaints == []


def test_tree_opens_with_the_keyboard(visitor):
    person = visitor()
    person.sign_in("district")
    person.open("/committees/tree/")

    person.tab_to(".tree .tree summary")
    person.page.keyboard.press("Enter")

    person.page.wait_for_selector("text=和平里社区区域化党建分会")
    assert person.judge() == []
    assert person.complaints == []


def test_main_flows_work_without_javascript(visitor):
    person = visitor(java_script_enabled=False)
    person.sign_in("street")
    person.open("/members/units/")
    assert person.page.locator("table tbody tr").count() > 5

    person.page.locator("main input[name=q]").fill("医院")
    person.page.locator("main input[name=q]").press("Enter")
    person.page.wait_for_load_state()

    names = person.page.locator("table td.cell-main").all_inner_texts()
    assert names
    assert all("医院" in name for name in names)


def test_unit_is_entered_without_javascript(visitor):
    """An autocomplete falls back to typing the committee's code."""
    person = visitor(java_script_enabled=False)
    person.sign_in("street")
    person.open("/members/units/new/")

    person.page.fill("input[name=name]", "新月小学")
    person.page.select_option("select[name=category]", "school")
    person.page.fill("input[name=area__text]", "990101001001")
    person.page.click("main form button[type=submit]")
    person.page.wait_for_load_state()

    assert person.page.locator("main h1").inner_text() == "新月小学"
    assert "和平里社区" in person.page.locator("main .facts").first.inner_text()


def test_what_was_typed_is_kept_and_explained_when_something_is_missing(visitor):
    person = visitor()
    person.sign_in("street")
    person.open("/members/people/new/")

    person.page.fill("input[name=position]", "办公室主任")
    person.page.click("main form button[type=submit]")
    person.page.wait_for_load_state()

    assert person.page.input_value("input[name=position]") == "办公室主任"
    assert person.page.locator(".invalid-feedback").count() >= 1
    assert person.judge() == []


def test_english_is_chosen_not_guessed(visitor):
    """The browser says English; the pages stay Chinese until the person chooses."""
    person = visitor()
    person.open("/accounts/login/")

    assert person.page.get_attribute("html", "lang").lower().startswith("zh")


@pytest.mark.parametrize(
    ("login", "paths"),
    [
        ("street", ["/admin/", "/admin/members/memberunit/", "/admin/members/seat/add/"]),
        ("security", ["/admin/", "/admin/committees/appointment/"]),
    ],
)
def test_the_back_office_is_clean(visitor, login, paths):
    person = visitor()
    person.sign_in(login)

    # select2 writes styles into the page, which our policy refuses and it does without.
    assert look_through(person, paths) == []


def test_a_service_of_several_is_entered_by_keyboard_alone(visitor):
    person = visitor()
    person.sign_in("community")
    person.open("/posts/records/new/?post=" + post_of_two(person))
    key = person.page.keyboard

    # At the first name from the beginning: two ticks, over the day, the hours, Enter.
    for pressed in ("Space", "Tab", "Space"):
        key.press(pressed)
    person.tab_to("input[name=minutes]")
    key.type("1.5")
    key.press("Enter")
    person.page.locator(".note-good").wait_for()

    assert person.page.locator(".note-good").inner_text().count("·") == 1
    person.open("/posts/records/new/")
    assert person.page.evaluate("document.activeElement.matches('#again a')")
    key.press("Enter")
    person.page.locator("input[name=claims]").first.wait_for()
    assert person.page.locator("input[name=claims]:checked").count() == 2
    assert person.page.input_value("input[name=minutes]") == "1.5"
    assert person.complaints == []


def test_a_service_is_entered_without_scripts(visitor):
    person = visitor(java_script_enabled=False)
    person.sign_in("community")
    person.open("/posts/records/new/")
    person.page.locator("#choose a").last.click()  # the other test has entered one in the first
    person.page.locator("input[name=claims]").first.check()
    person.page.fill("input[name=minutes]", "0.7")
    person.page.click("main form [type=submit]")
    person.page.locator(".invalid-feedback").wait_for()
    assert person.page.locator("input[name=claims]:checked").count() == 1

    person.page.fill("input[name=minutes]", "0.5")
    person.page.click("main form [type=submit]")
    person.page.locator(".note-good").wait_for()

    assert person.page.locator("input[name=claims]").count() >= 1


def post_of_two(person) -> str:
    """The number of a post here in which at least two serve or have lately served."""
    person.open("/posts/records/new/")
    for link in person.links("#choose a"):
        person.open(link)
        if person.page.locator("input[name=claims]").count() > 1:
            return link.partition("post=")[2]
    pytest.fail("The demonstration has no post of two.")
