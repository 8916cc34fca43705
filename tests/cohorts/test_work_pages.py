"""The pages of work, as participants and trainers use them, and what they must withstand."""

import io
import re

import pytest
from sqlalchemy import func, select

from lms.cohorts.jobs.work import open_peer_rounds
from lms.cohorts.models.cohorts import CohortStaff, StaffKind
from lms.cohorts.models.feedback import PeerReview
from lms.cohorts.models.work import HandIn, Mark, TeamMember, WorkDraft, WorkFile
from lms.kit.clock import at
from lms.people.models import Role
from tests.factories.cohorts import join_staff
from tests.factories.people import make_person
from tests.factories.work import FAIL, PASS, camp, hand_in, mark, plan, team_up, type_in

ALL = plan({"takes": ("text", "file", "link")})
PDF = b"%PDF-1.7 plan"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def key_in(page):
    return re.search(r'name="once_key" value="([0-9a-f]{32})"', page.text)[1]


def post_work(client, made, deed="hand-in", key="note", files=(), **fields):
    fields = {"text": "My note.", "link": "", "revision": "0", **fields}
    fields["files"] = [(io.BytesIO(content), name) for name, content in files]
    return client.send(made.at(key), made.at(key, f"/{deed}"), content_type="multipart/form-data", **fields)


def points(points, **more):
    return {**{f"points.{criterion}": value for criterion, value in points.items()}, "seen": "0", "revision": "1", "comment": "", **more}


# ── as it is meant to be used ──────────────────────────────


def test_from_handing_in_to_the_next_phase(client, session):
    made = camp(ALL, people=1, began=20)
    (ada,) = made.people
    client.sign_in(ada)
    assert "Opens when the phase before is passed" in client.get(f"/cohorts/{made.slug}/work").text
    with at(made.task("draft").task.due_at):
        sent = post_work(client, made, key="draft", files=[("план.pdf", PDF)], once_key=key_in(client.get(made.at("draft"))))
        assert sent.status_code == 303
        page = client.get(sent.location)
        assert "My note." in page.text
        assert "план.pdf" in page.text
        client.sign_in(made.trainer)
        assert "1 hand-in" in client.get(f"/cohorts/{made.slug}/work").text
        assert client.send(sent.location, f"{sent.location}/mark", **points(FAIL, comment="Say **who** pays.")).status_code == 303
        client.sign_in(ada)
        assert "Not passed, try again" in client.get(made.at("draft")).text
        again = post_work(client, made, key="draft", text="Better.")
        client.sign_in(made.trainer)
        assert client.send(again.location, f"{again.location}/mark", **points(PASS)).status_code == 303
    client.sign_in(ada)
    assert "Passed" in client.get(again.location).text
    assert "To hand in" in client.get(made.at("final")).text


def test_a_draft_is_saved_by_script_and_by_button(client, session):
    made = camp()
    client.sign_in(made.people[0])
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(made.at()).text)[1]
    data = {"csrf_token": token, "text": "Begun", "link": "", "revision": "0"}
    answer = client.post(made.at(rest="/draft"), data=data, headers={"HX-Request": "true"})
    assert 'name="revision" value="1"' in answer.text
    both = client.post(made.at(rest="/draft"), data={**data, "text": "Other"}, headers={"HX-Request": "true"})
    assert (both.status_code, both.headers["HX-Retarget"]) == (409, "#work-form")
    assert "Begun\n\nOther" in both.text.replace("\r", "")
    assert post_work(client, made, "draft", text="Begun\n\nOther, whole", revision="2").status_code == 303
    assert "Other, whole" in client.get(made.at()).text
    assert session.scalar(select(func.count()).select_from(HandIn)) == 0


def test_what_comes_too_late_is_kept_and_the_page_says_what_to_do(client, session):
    made = camp(ALL, began=60)
    client.sign_in(made.people[0])
    answer = post_work(client, made, text="Late work.", files=[("a.pdf", PDF)])
    assert answer.status_code == 409
    assert "ask for an extension" in answer.text
    assert session.scalars(select(WorkDraft.text)).all() == ["Late work."]
    assert session.scalars(select(WorkFile.name)).all() == ["a.pdf"]
    assert client.send(made.at(), made.at(rest="/extension"), reason="I was ill.").status_code == 303


def test_the_page_sent_twice_is_one_hand_in(client, session):
    made = camp()
    client.sign_in(made.people[0])
    key = key_in(client.get(made.at()))
    assert post_work(client, made, once_key=key).location == post_work(client, made, once_key=key).location
    assert post_work(client, made, once_key=key, text="Other words.").status_code == 409
    assert session.scalar(select(func.count()).select_from(HandIn)) == 1


def test_two_trainers_at_once_lose_nothing(client, session):
    made = camp()
    hand_in_id = hand_in(made, made.people[0])
    path = made.at(rest=f"/tries/{hand_in_id}")
    mark(made, hand_in_id)
    client.sign_in(made.trainer)
    answer = client.send(path, f"{path}/mark", **points(FAIL, comment="My own words."))
    assert answer.status_code == 409
    assert "Another trainer marked this" in answer.text
    assert "My own words." in answer.text
    assert 'name="seen" value="1"' in answer.text


def test_a_mark_says_by_which_revision_it_was_given(client, session):
    made = camp()
    hand_in_id = hand_in(made, made.people[0])
    mark(made, hand_in_id)
    client.sign_in(made.trainer)
    titles = {"title.problem": "The problem", "title.plan": "The plan"}
    form = {**titles, "anchors.problem": "0: Not named.\n4: Named.", "anchors.plan": "0: None.\n6: All."}
    assert client.send(made.at(rest="/rubric"), **form, pass_points="5", revision="1").status_code == 303
    assert client.send(made.at(rest="/rubric"), **form, pass_points="50", revision="2").status_code == 422
    page = client.get(made.at(rest=f"/tries/{hand_in_id}")).text
    assert "by revision 1 of the rubric; 6 points pass" in page
    assert "The rubric was edited since then" in page


def test_a_member_sees_their_own_adjustment_only(client, session):
    made = camp(plan({"by_team": True}))
    ada, bo = made.people
    team_up(made, made.people)
    hand_in_id = hand_in(made, ada)
    path = made.at(rest=f"/tries/{hand_in_id}")
    client.sign_in(made.trainer)
    more = {f"adjust.{bo.id}": "-3", f"why.{bo.id}": "Missed the interviews."}
    assert client.send(path, f"{path}/mark", **points(PASS, **more)).status_code == 303
    seen = {person.name: client.sign_in(person).get(path).text for person in (made.trainer, ada, bo)}
    assert "Missed the interviews." in seen[made.trainer.name]
    assert "Missed the interviews." not in seen[ada.name]
    assert "Your own points: 7" in seen[bo.name]
    assert "Your own points" not in seen[ada.name]


def test_teams_are_arranged_with_buttons_and_balanced_after_a_look(client, session):
    made = camp(plan({"by_team": True}), people=4)
    client.sign_in(made.trainer)
    page = f"/cohorts/{made.slug}/teams"
    assert client.send(page, name="Harbour").status_code == 303
    (team_id,) = team_up(made, made.people[:1])
    moved = client.send(page, f"{page}/move", person_id=str(made.people[1].id), team_id=str(team_id))
    assert moved.location.endswith(f"#seat-{made.people[1].id}")
    assert client.send(page, f"{page}/{team_id}/rename", name="Quay").status_code == 303
    assert "Quay" in client.get(page).text
    shown = client.get(f"{page}/balance?size=2&seed=abc")
    assert "A split by chance" in shown.text
    assert client.get(f"{page}/balance?size=999").status_code == 422
    assert client.send(f"{page}/balance?size=2&seed=abc", f"{page}/balance", size="2", seed="abc").status_code == 303
    assert session.scalar(select(func.count()).select_from(TeamMember)) == 4


def _drawn(client, session):
    made = camp(plan({"peers": 1, "takes": ("text", "file")}))
    for person in made.people:
        client.sign_in(person)
        post_work(client, made, text=f"The work of number {made.people.index(person)}.", files=[("a.pdf", PDF)])
    with at(made.task().task.due_at.replace(year=2099)):
        open_peer_rounds()
    return made, {review.reviewer_id: review.id for review in session.scalars(select(PeerReview))}


def test_feedback_reaches_its_author_without_a_name(client, session):
    made, ids = _drawn(client, session)
    ada, bo = made.people
    page = f"/cohorts/{made.slug}/peers/{ids[ada.id]}"
    client.sign_in(ada)
    shown = client.get(page)
    assert "The work of number 1." in shown.text
    assert bo.name not in shown.text
    file = re.search(rf'href="({page}/files/[^"]+)"', shown.text)[1]
    assert client.get(file).data == PDF
    assert client.send(page, **points(PASS, comment=" ")).status_code == 422
    assert client.send(page, **points(PASS, comment="Say who pays.")).status_code == 303
    client.sign_in(bo)
    work = made.at(rest=f"/tries/{session.get(PeerReview, ids[ada.id]).hand_in_id}")
    theirs = client.get(work).text
    assert "Say who pays." in theirs
    assert ada.name not in theirs
    assert client.send(work, f"{page}/report", reason="Not about my work.").status_code == 303
    client.sign_in(made.trainer)
    assert ada.name in client.get(work).text
    assert "Not about my work." in client.get(made.at(rest="/peers")).text
    assert client.send(made.at(rest="/peers"), f"{page}/settle", deed="hide").status_code == 303
    assert "Say who pays." not in client.sign_in(bo).get(work).text


# ── what it must withstand ─────────────────────────────────


def test_the_work_of_others_is_closed(client, session):
    made = camp(ALL)
    ada, bo = made.people
    client.sign_in(ada)
    sent = post_work(client, made, text="Marker of Ada.", files=[("a.pdf", PDF)])
    file = re.search(r'href="(/cohorts/[^"]+/files/[^"]+)"', client.get(sent.location).text)[1]
    post_work(client, made, "draft", text="Next.", files=[("b.pdf", PDF)])
    draft = re.search(r'href="(/cohorts/[^"]+/draft/files/[^"]+)"', client.get(made.at()).text)[1]
    for person, may_read in ((bo, False), (make_person("Stranger"), False), (make_person("Hanna", Role.HR), False), (made.trainer, True)):
        client.sign_in(person)
        for path in (sent.location, file):
            answer = client.get(path)
            assert (answer.status_code == 200) is may_read
            assert may_read or "Marker of Ada." not in answer.text
        assert client.get(draft).status_code == 403  # a draft is nobody else's, not even the trainer's
    client.sign_in(bo)
    for path in (f"{sent.location}/comments", f"{sent.location}/mark", f"{draft}/remove"):
        assert client.send("/account", path, text="x", **points(PASS)).status_code == 403
    assert session.scalar(select(func.count()).select_from(Mark)) == 0


def test_nobody_marks_their_own_work(client, session):
    made = camp()
    ada = made.people[0]
    hand_in_id = hand_in(made, ada)
    path = made.at(rest=f"/tries/{hand_in_id}/mark")
    client.sign_in(ada)
    assert client.send("/account", path, **points(PASS), passed="1", total="10", is_graded="1").status_code == 403
    join_staff(made.cohort, ada)  # now a trainer too, and it is still their own
    session.add(CohortStaff(cohort_id=made.cohort.id, person_id=made.people[1].id, kind=StaffKind.MENTOR))
    session.commit()
    assert client.send("/account", path, **points(PASS)).status_code == 403
    client.sign_in(made.people[1])
    assert client.send("/account", path, **points(PASS)).status_code == 403
    assert session.scalar(select(func.count()).select_from(Mark)) == 0


@pytest.mark.parametrize("wrong", ["11", "-1", "NaN", "inf", "1e3", "٤", "", "4 ", "4;DROP"])
def test_points_beyond_the_rubric_change_nothing(client, session, wrong):
    made = camp()
    path = made.at(rest=f"/tries/{hand_in(made, made.people[0])}")
    client.sign_in(made.trainer)
    answer = client.send(path, f"{path}/mark", **points({"problem": wrong, "plan": "6"}))
    assert answer.status_code == (303 if wrong == "4 " else 422)
    assert session.scalar(select(func.count()).select_from(Mark)) == (1 if wrong == "4 " else 0)


def test_things_of_another_cohort_are_not_found_under_an_own_address(client, session):
    mine = camp(ALL)
    other = camp(ALL, trainer=make_person("Otto Trainer"))
    theirs = hand_in(other, other.people[0])
    (team_id,) = team_up(other, [])
    client.sign_in(mine.trainer)
    for path in (f"/tries/{theirs}", f"/tries/{theirs}/files/x"):
        assert client.get(mine.at(rest=path)).status_code == 404
    for path in (mine.at(rest=f"/tries/{theirs}/mark"), f"/cohorts/{mine.slug}/teams/{team_id}/remove"):
        assert client.send("/account", path, **points(PASS)).status_code == 404
    for path in (other.at(), other.at(rest="/rubric"), f"/cohorts/{other.slug}/teams", f"/cohorts/{other.slug}/work.csv"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.xhtml", "a.xml", "a.js", "a.pdf.exe", "../../a.svg", "a.png"])
def test_nothing_active_is_taken(client, session, name):
    made = camp(ALL)
    client.sign_in(made.people[0])
    answer = post_work(client, made, files=[(name, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")])
    assert answer.status_code == 422
    assert session.scalar(select(func.count()).select_from(WorkFile)) == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.gif", b"GIF89a/*<svg onload=alert(1)>*/=alert(1)//"),
        ("a.pdf", b"%PDF-1.4 <script>alert(1)</script>"),
        ("a.zip", b"PK\x03\x04<html>"),
        ("a.txt", b"hello <script>alert(1)</script>"),
    ],
)
def test_what_is_two_things_at_once_is_a_download_and_never_runs(client, session, name, content):
    made = camp(ALL)
    client.sign_in(made.people[0])
    sent = post_work(client, made, files=[(f"../../{name}", content)])
    file = client.get(re.search(r'href="(/cohorts/[^"]+/files/[^"]+)"', client.get(sent.location).text)[1])
    assert (file.data, file.mimetype) == (content, "application/octet-stream")
    assert file.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "....//x", "x\0y", "x" * 3000])
def test_no_path_leads_out_of_the_files(client, session, name):
    made = camp(ALL)
    client.sign_in(made.people[0])
    sent = post_work(client, made, files=[("a.pdf", PDF)])
    assert client.get(f"{sent.location}/files/{name}").status_code in {400, 404}
    assert client.get(f"{made.at()}/draft/files/{name}").status_code in {400, 404}


def test_extra_fields_set_nothing(client, session):
    made = camp()
    ada, bo = made.people
    client.sign_in(ada)
    ids = dict.fromkeys(("person_id", "team_id", "task_id", "handed_in_by_id"), str(bo.id))
    post_work(client, made, **ids, number="9", late="", handed_in_at="2020-01-01", passed="1")
    row = session.scalars(select(HandIn)).one()
    assert (row.person_id, row.team_id, row.number, row.handed_in_by_id) == (ada.id, None, 1, ada.id)
    assert row.handed_in_at.year > 2020


def test_what_people_write_is_words(client, session):
    made = camp(ALL)
    made.people[0].name = f"Eve {HOSTILE}"
    session.commit()
    client.sign_in(made.people[0])
    sent = post_work(client, made, text=HOSTILE + "\n\n[x](javascript:alert(1)) ![p](https://evil.example/p.png)", link="https://example.org/a")
    client.send(sent.location, f"{sent.location}/comments", text=HOSTILE)
    home = f"/cohorts/{made.slug}"
    work = f"{home}/work"
    for person in (made.people[0], made.trainer):
        client.sign_in(person)
        for path in (sent.location, made.at(), work, f"{home}/teams", f"{home}/teams/balance"):
            page = client.get(path).text
            assert "<script>alert" not in page
            assert "<img src=x" not in page
            assert 'href="javascript:' not in page
            assert 'src="https://evil' not in page
    assert 'rel="nofollow ugc noopener noreferrer"' in client.get(sent.location).text


def test_the_file_of_the_board_holds_no_formula(client, session):
    made = camp()
    made.people[0].name = "=HYPERLINK(1)"
    session.commit()
    file = client.sign_in(made.trainer).get(f"/cohorts/{made.slug}/work.csv")
    assert "'=HYPERLINK(1)" in file.text
    assert client.sign_in(made.people[0]).get(f"/cohorts/{made.slug}/work.csv").status_code == 403


def test_the_board_costs_the_same_for_two_and_for_twenty(client, session, statements):
    counts = []
    for people in (2, 20):
        made = camp(people=people, seats=30)
        for person in made.people:
            mark(made, hand_in(made, person))
        client.sign_in(made.trainer)
        with statements() as seen:
            assert client.get(f"/cohorts/{made.slug}/work").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_empty_lists_say_what_will_be_there(client, session):
    made = camp(plan(), people=1)
    client.sign_in(made.trainer)
    assert "Nothing waits." in client.get(f"/cohorts/{made.slug}/work").text
    assert "Nobody asked" in client.get(made.at(rest="/extensions")).text
    assert "Not drawn yet" in client.get(made.at(rest="/peers")).text
    client.sign_in(made.people[0])
    assert "Nothing to give feedback on" in client.get(f"/cohorts/{made.slug}/peers").text
    type_in(made, made.people[0])
    assert "Draft saved" in client.get(made.at()).text
