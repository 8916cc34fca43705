"""What posts require: who may change it, what it means for people, and what is kept."""

import io
import json

import pytest
from sqlalchemy import select

from lms.audit.models import ReportView
from lms.competency.events import RequirementsChanged
from lms.competency.list_files import PROFILE_COLUMNS, read_profiles
from lms.competency.models import RoleProfile
from lms.competency.queries import role_profiles as queries
from lms.competency.service import role_profiles as service
from lms.kit import events
from lms.kit.db import db, transaction
from lms.people.models import Grant, Post, Role
from tests.factories.competences import digcomp, ids, required, shows
from tests.factories.people import make_department, make_person, make_post


@pytest.fixture
def hr(session):
    return make_person("Hanna Hr", Role.HR)


def save(post, levels, by, based_on=None, note="Because"):
    known = ids(*levels)
    number = queries.profile_at_hand(post.id).number if based_on is None else based_on
    with transaction():
        return service.save_profile(db.session.get_one(Post, post.id), {known[c]: n for c, n in levels.items()}, note, based_on=number, by=by).number


def test_an_edit_is_a_new_version_and_the_old_one_is_kept(session, hr):
    post = required({"1.3": 3})
    assert save(post, {"1.3": 5, "2.1": 2}, hr) == 2
    rows = session.scalars(select(RoleProfile).where(RoleProfile.post_id == post.id).order_by(RoleProfile.number)).all()
    assert [(row.number, row.superseded_at is None) for row in rows] == [(1, False), (2, True)]
    _post, versions = queries.history(post.id)
    assert [[(one.code, before, after) for one, before, after in version.changed] for version in versions] == [
        [("1.3", 3, 5), ("2.1", 0, 2)],
        [("1.3", 0, 3)],
    ]


def test_a_change_is_told_to_the_house(app, session, hr):
    post = required({"1.3": 3})
    with transaction():
        service.save_profile(db.session.get_one(Post, post.id), {}, "", based_on=1, by=hr)
        assert list(events.waiting_in(db.session())) == [RequirementsChanged(post.id)]


def test_two_who_edit_at_once_do_not_overwrite_each_other(session, hr):
    post = required({"1.3": 3})
    save(post, {"1.3": 4}, hr)
    with pytest.raises(service.ChangedMeanwhile):
        save(post, {"1.3": 5}, hr, based_on=1)


@pytest.mark.parametrize(("levels", "refusal"), [({"1.3": 9}, service.LevelRefused), ({"1.3": 3}, service.NothingChanged)])
def test_what_makes_no_sense_is_refused(session, hr, levels, refusal):
    post = required({"1.3": 3})
    with pytest.raises(refusal):
        save(post, levels, hr)


def test_the_effect_on_people_is_reckoned_before_saving(session, hr, statements):
    post = required({"1.3": 3})
    for level in (2, 3, 5):
        shows(make_person(post_id=post.id), {"1.3": level})
    make_person(post_id=post.id)
    shows(make_person(post_id=post.id, active=False), {"1.3": 8})
    shows(make_person(), {"1.3": 8})
    found, wanted = queries.profile_at_hand(post.id), {ids("1.3")["1.3"]: 4}
    with statements() as seen:
        effect = service.effect_of(found, wanted)
    assert len(seen) == 4
    assert (effect.people, effect.complete_before, effect.complete_after) == (4, 2, 1)
    assert [(one.met_before, one.met_after, one.opened, one.closed) for one in effect.changes] == [(2, 1, 1, 0)]


def fields(**levels):
    return {f"level-{ids(code)[code]}": level for code, level in levels.items()}


def test_hr_sees_the_effect_and_then_saves(client, session, hr):
    post = required({"1.3": 3})
    shows(make_person(post_id=post.id), {"1.3": 3})
    client.sign_in(hr)
    address = f"/role-profiles/{post.id}"
    seen = client.send(f"{address}/edit", f"{address}/effect", based_on=1, note="More data work", **fields(**{"1.3": 5}))
    assert seen.status_code == 200
    assert "would meet everything afterwards" in seen.text
    assert queries.profile_at_hand(post.id).number == 1
    saved = client.send(f"{address}/edit", f"{address}/edit", based_on=1, note="More data work", **fields(**{"1.3": 5}))
    assert saved.status_code == 303
    assert "level 5" in client.get(f"{address}/history").text
    assert "More data work" in client.get(f"{address}/history").text


def effect_page(client, reader, post, level):
    client.sign_in(reader)
    address = f"/role-profiles/{post.id}"
    seen = client.send(f"{address}/edit", f"{address}/effect", based_on=1, note="x", **fields(**{"1.3": level}))
    return seen.text.partition("<main")[2].partition("<form")[0].replace(f"level {level}", "level")


@pytest.mark.parametrize("holders", [1, 25])
def test_who_may_not_see_people_finds_no_level_by_trying(client, session, holders):
    post = required({"1.3": 2})
    office = make_department("Office")
    for number in range(holders):
        shows(make_person(post_id=post.id, department=office), {"1.3": 3 if number else 4})
    scoped = make_person("Scoped", Role.ADMINISTRATOR)
    db.session.add(Grant(person_id=scoped.id, role=Role.HR, department_id=make_department("Elsewhere").id))
    db.session.commit()
    for reader in (make_person("Admin", Role.ADMINISTRATOR), scoped):
        pages = {effect_page(client, reader, post, level) for level in (1, 3, 4, 5, 6)}
        assert len(pages) == 1, "the page changes with what people show"
        assert "is not told to you" in pages.pop()


def test_whoever_may_see_everybody_of_the_post_reads_each_number_and_that_is_noted(client, session, hr):
    post = required({"1.3": 2})
    shows(make_person(post_id=post.id, department=make_department("Office")), {"1.3": 4})
    assert effect_page(client, hr, post, 4) != effect_page(client, hr, post, 5)
    noted = session.scalars(select(ReportView)).all()
    assert [(one.person_id, one.report, one.filters) for one in noted] == [(hr.id, "post-effect", {"post": str(post.id)})] * 2


def test_a_profile_is_copied_from_another_post_into_the_form(client, session, hr):
    other, post = required({"1.3": 7}), make_post("Librarian")
    client.sign_in(hr)
    page = client.get(f"/role-profiles/{post.id}/edit?from={other.id}").text
    assert "Filled in from another post" in page
    assert '<option value="7" selected>' in page
    assert queries.profile_at_hand(post.id).number == 0


@pytest.mark.parametrize("levels", [{"1.3": "9"}, {"1.3": "x"}, {"1.3": "-1"}])
def test_a_level_that_was_made_up_is_refused(client, session, hr, levels):
    post = required({"1.3": 3})
    client.sign_in(hr)
    for way in ("effect", "edit"):
        assert client.send(f"/role-profiles/{post.id}/edit", f"/role-profiles/{post.id}/{way}", based_on=1, **fields(**levels)).status_code == 422
    assert queries.profile_at_hand(post.id).number == 1


def test_everybody_reads_and_only_hr_and_administrators_edit(client, session):
    post = required({"1.3": 3})
    for role, status in ((None, 403), (Role.TRAINER, 403), (Role.AUDITOR, 403), (Role.HR, 200), (Role.ADMINISTRATOR, 200)):
        client.sign_in(make_person("Somebody", *([role] if role else [])))
        assert client.get(f"/role-profiles/{post.id}").status_code == 200
        assert client.get(f"/role-profiles/{post.id}/edit").status_code == status


def test_a_list_is_looked_through_and_carried_out(client, session, hr):
    digcomp()
    post = make_post("Clerk")
    client.sign_in(hr)
    content = f"post,framework,competence,level\n{post.code},digcomp,1.3,4\n".encode()
    sent = client.send("/role-profiles/import", file=(io.BytesIO(content), "profiles.csv"), content_type="multipart/form-data")
    address = sent.headers["Location"]
    page = client.get(address).text
    assert "0 → 1" in page
    assert [one.report for one in session.scalars(select(ReportView))] == ["post-list-effect"]
    administrator = client.sign_in(make_person("Admin", Role.ADMINISTRATOR)).get(address).text
    assert "is not told to you" in administrator
    client.sign_in(hr)
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    assert client.send(address, note="Yearly", seen=seen).status_code == 303
    assert [one.level for one in queries.profile_at_hand(post.id).requirements] == [4]
    assert f"{post.code},digcomp,1.3,4" in client.get("/role-profiles/role-profiles.csv").text


def test_the_same_list_as_json_says_the_same():
    known = {"digcomp": {"1.3", "2.1"}}
    rows = [("c1", "digcomp", "1.3", 4), ("c1", "digcomp", "2.1", 3)]
    entries = [dict(zip(PROFILE_COLUMNS, row, strict=True)) for row in rows]
    table = "\n".join(",".join(map(str, row)) for row in (PROFILE_COLUMNS, *rows)).encode()
    for document in (entries, {"@graph": entries}):
        assert read_profiles(json.dumps(document).encode(), posts={"c1"}, known=known) == read_profiles(table, posts={"c1"}, known=known)


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"{}", [1]),
        (b"[" * 100_000, [1]),
        (b'[{"post": "c1"}, 7]', [1, 2]),
        (b'[{"post": "c1", "framework": "digcomp", "competence": "1.3", "level": true}]', [1]),
    ],
)
def test_json_that_is_no_such_list_is_told_entry_by_entry(content, lines):
    profiles, problems = read_profiles(content, posts={"c1"}, known={"digcomp": {"1.3"}})
    assert profiles == {}
    assert [problem.line for problem in problems] == lines


def test_a_list_with_a_mistake_changes_nothing(client, session, hr):
    digcomp()
    post = make_post("Clerk")
    client.sign_in(hr)
    content = f"post,framework,competence,level\n{post.code},digcomp,1.3,4\n{post.code},digcomp,9.9,4\n".encode()
    sent = client.send("/role-profiles/import", file=(io.BytesIO(content), "profiles.csv"), content_type="multipart/form-data")
    address = sent.headers["Location"]
    assert "no competence “9.9”" in client.get(address).text
    assert client.send("/role-profiles/import", address, note="x", seen="whatever").status_code == 422
    assert queries.profile_at_hand(post.id).number == 0


def test_a_post_that_says_it_is_a_formula_is_defused_in_the_export(client, session, hr):
    digcomp()
    post = make_post("Clerk")
    post.code = "=1+1"
    session.commit()
    required({"1.3": 3}, post)
    client.sign_in(hr)
    assert "'=1+1" in client.get("/role-profiles/role-profiles.csv").text


def test_the_list_of_posts_asks_as_much_for_two_as_for_twenty(client, session, statements):
    client.sign_in(make_person())
    required({"1.3": 3})

    def asked():
        with statements() as seen:
            client.get("/role-profiles")
        return len(seen)

    few = asked()
    for _number in range(20):
        make_post()
    assert asked() == few
