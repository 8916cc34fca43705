"""Two processes do the same at once, or one is killed in the middle of many deeds: one outcome, and nothing by halves."""

import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lms.catalogue.models import CourseVersion, Step, VersionMove, VersionState
from lms.catalogue.service.reviewing import submit
from lms.competency.models import Evidence
from lms.credentials.models import Certificate
from lms.credentials.service import stopping
from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.kit.scheduling import JobRun
from lms.learning.models import Enrolment, StepDone
from lms.notices.models import Letter, Notice
from lms.people.models import Person, Role
from lms.relations.models import Contact
from tests.assessment.test_durability import ask, free_port, server
from tests.browser import PageClient
from tests.conftest import make_app
from tests.factories.certificates import certified_course
from tests.factories.courses import LESSON, make_course
from tests.factories.learning import completed, enrolled
from tests.factories.people import make_person
from tests.factories.relations import listed

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow

PUBLISH = """
import sys
from lms.app import create_app
from lms.kit.db import transaction
from lms.catalogue.queries.versions import person_by_email, version_at_hand
from lms.catalogue.service.publishing import publish
with create_app().app_context():
    print("ready", flush=True)
    sys.stdin.readline()
    with transaction():
        first = publish(version_at_hand("twice", 1).version, "", by=person_by_email("carla@city.test"))
    print("published" if first else "was published already")
"""


@pytest.fixture
def house(tmp_path):
    """A house of its own, whose rows several processes see."""
    app = make_app(tmp_path)
    app.test_client_class = PageClient
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def environment_of(house):
    """The settings by which another process finds the same house."""
    with house.app_context():
        address = db.engine.url.render_as_string(hide_password=False)
    settings = house.extensions["lms.settings"]
    return {
        **os.environ,
        "LMS_ENVIRONMENT": "test",
        "LMS_DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": address,
        "SECRET_KEY": settings.secret_key,
        "LMS_LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
    }


def at_once(commands, environment, *, wait_for_ready=False):
    """Run the commands side by side; what each said."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, env=environment, cwd=ROOT, **pipes) for command in commands]
    if wait_for_ready:
        assert [process.stdout.readline() for process in processes] == ["ready\n"] * len(processes)
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes), said
    return [out.strip().splitlines()[-1] for out, _errors in said]


def test_two_processes_that_publish_one_version_publish_it_once(house):
    with house.app_context():
        author = make_person("Ada", Role.TRAINER)
        make_person("Carla", Role.CURATOR, email="carla@city.test")
        version = make_course("twice", {"01-why.md": LESSON, "02-how.md": LESSON}, published=False, author=author)
        with transaction():
            submit(db.session.get_one(CourseVersion, version.id), by=db.session.get_one(Person, author.id))
        db.session.remove()
    said = at_once([[sys.executable, "-c", PUBLISH]] * 2, environment_of(house), wait_for_ready=True)
    assert sorted(said) == ["published", "was published already"]
    with house.app_context():
        assert db.session.scalars(select(CourseVersion.state)).all() == [VersionState.PUBLISHED]
        assert db.session.scalars(select(Step.key).order_by(Step.position)).all() == ["01-why", "02-how"]
        assert db.session.scalar(select(func.count()).select_from(VersionMove).where(VersionMove.after == VersionState.PUBLISHED)) == 1


def test_a_job_started_twice_at_once_does_its_work_once(house):
    with house.app_context():
        hanna, course = make_person("Hanna", Role.HR), certified_course()
        with transaction():
            stopping.stop_issuing("Until all are ready.", by=hanna)
        for _ in range(20):
            completed(make_person(), course)
        db.session.query(stopping.IssuingStop).update({"lifted_at": func.now()})
        db.session.commit()
        db.session.remove()
    command = [sys.executable, "-m", "lms", "run-job", "issue-waiting-certificates"]
    said = at_once([command] * 3, environment_of(house))
    assert "Done." in said
    with house.app_context():
        numbers = sorted(db.session.scalars(select(Certificate.number)))
        assert [int(number[-6:]) for number in numbers] == list(range(1, 21))
        assert {row.fault for row in db.session.scalars(select(JobRun))} == {None}
        assert said.count("Done.") == db.session.scalar(select(func.count()).select_from(JobRun))


def three_quarters_through(house, count):
    """That many learners before their last lesson: their enrolments, and the cookies of their browsers."""
    with house.app_context():
        course, learners = certified_course("killed"), []
        for _ in range(count):
            person = make_person()
            enrolment = enrolled(person, course, done=["01-why", "02-how"])
            client = house.test_client().sign_in(person)
            learners.append((enrolment.id, f"campus={client.get_cookie('campus', domain='localhost').value}"))
        db.session.remove()
        db.engine.dispose()
    return learners


def finishing(port, enrolment_id, cookie, acknowledged):
    """A thread that marks the last lesson as read; what the server acknowledged is noted."""
    _status, page, cookie = ask(port, "GET", "/learn/killed/03-when", cookie)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

    def finish():
        with contextlib.suppress(OSError, http.client.HTTPException):
            if ask(port, "POST", "/learn/killed/03-when/done", cookie, {"csrf_token": [token]})[0] == 303:
                acknowledged.add(enrolment_id)

    return threading.Thread(target=finish)


def test_a_server_killed_among_many_deeds_leaves_each_done_whole_or_not_at_all(house):
    learners, environment, port, acknowledged = three_quarters_through(house, 12), environment_of(house), free_port(), set()
    with server(Path(environment["LMS_DATA_DIR"]), environment["DATABASE_URL"], port) as process:
        works = [finishing(port, *learner, acknowledged) for learner in learners]
        for work in works:
            work.start()
        until = time.monotonic() + 30
        while len(acknowledged) < 4 and time.monotonic() < until:
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGKILL)
        for work in works:
            work.join()
    assert len(acknowledged) >= 4
    with house.app_context():
        whole = set(db.session.scalars(select(Enrolment.id).where(Enrolment.completed_at.is_not(None))))
        assert acknowledged <= whole
        assert set(db.session.scalars(select(StepDone.enrolment_id).where(StepDone.step_key == "03-when"))) == whole
        assert set(db.session.scalars(select(Certificate.enrolment_id))) == whole
        for model, each in ((Evidence, 2), (Notice, 1), (Letter, 1)):
            assert db.session.scalar(select(func.count()).select_from(model)) == each * len(whole), model


def sending(port, path, cookie, fields, statuses):
    """A thread that sends one form; the status of the answer is noted."""
    return threading.Thread(target=lambda: statuses.append(ask(port, "POST", path, cookie, fields)[0]))


def test_one_form_sent_to_two_processes_at_once_is_done_once(house):
    with house.app_context():
        karla = make_person("Karla Keeper")
        path = f"/relations/{listed(karla).id}/log"
        client = house.test_client().sign_in(karla)
        cookie = f"campus={client.get_cookie('campus', domain='localhost').value}"
        db.session.remove()
    environment, ports, statuses = environment_of(house), (free_port(), free_port()), []
    with contextlib.ExitStack() as servers:
        for port in ports:
            servers.enter_context(server(Path(environment["LMS_DATA_DIR"]), environment["DATABASE_URL"], port))
        for _ in range(5):
            _status, page, cookie = ask(ports[0], "GET", path, cookie)
            hidden = {name: [value] for name, value in re.findall(r'name="(csrf_token|page_name)" value="([^"]+)"', page)}
            fields = {**hidden, "on_day": [today().isoformat()], "channel": ["meeting"], "subject": ["Sensors"]}
            both = [sending(port, path, cookie, fields, statuses) for port in ports]
            for one in both:
                one.start()
            for one in both:
                one.join()
    assert statuses == [303] * 10
    with house.app_context():
        assert db.session.scalar(select(func.count()).select_from(Contact)) == 5
