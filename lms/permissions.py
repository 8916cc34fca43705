"""Everything that a person may be allowed to do, as ``thing:verb``."""

from enum import StrEnum


class Permission(StrEnum):
    """One right. Who holds it stands in ``lms.policy``."""

    # home
    HOME_OPEN = "home:open"
    # people
    ACCOUNT_MANAGE_OWN = "account:manage-own"
    PERSON_LIST = "person:list"
    PERSON_VIEW = "person:view"
    PERSON_EDIT = "person:edit"
    PERSON_IMPORT = "person:import"
    PERSON_UNLOCK = "person:unlock"
    ROLE_GRANT = "role:grant"
    DEPARTMENT_EDIT = "department:edit"
    POST_EDIT = "post:edit"
    # audit, city
    AUDIT_READ = "audit:read"
    CITY_EDIT = "city:edit"
    # notices
    INBOX_READ = "inbox:read"
    NOTICE_OPEN = "notice:open"
    # competency
    FRAMEWORK_VIEW = "framework:view"
    PROFILE_VIEW_OWN = "profile:view-own"
    # catalogue
    COURSE_LIST = "course:list"
    COURSE_CREATE = "course:create"
    COURSE_WORKSHOP = "course:workshop"
    VERSION_READ = "version:read"
    VERSION_WRITE = "version:write"
    VERSION_SUBMIT = "version:submit"
    VERSION_REVIEW = "version:review"
    COURSE_WITHDRAW = "course:withdraw"
    AUTHOR_NAME = "author:name"
    MEDIA_VIEW = "media:view"
    # learning
    COURSE_VIEW = "course:view"
    COURSE_ENROL = "course:enrol"
    ENROLMENT_LEARN = "enrolment:learn"
    # assessment
    ATTEMPT_START = "attempt:start"
    ATTEMPT_SIT = "attempt:sit"
    ATTEMPT_SEE = "attempt:see"
    ATTEMPT_MARK = "attempt:mark"
    MARKING_LIST = "marking:list"
    PRACTICE_ANSWER = "practice:answer"
    ACCOMMODATION_GIVE = "accommodation:give"
    # credentials
    CERTIFICATE_VIEW_OWN = "certificate:view-own"
    CERTIFICATE_DOWNLOAD = "certificate:download"
    CERTIFICATE_LIST = "certificate:list"
    CERTIFICATE_REVOKE = "certificate:revoke"
    ISSUING_STOP = "issuing:stop"
    # cohorts
    COHORT_VIEW = "cohort:view"
    COHORT_LEARN = "cohort:learn"
    COHORT_RUN = "cohort:run"
    # reports
    REPORT_VIEW = "report:view"
    REPORT_PEOPLE = "report:people"
    REPORT_FILE_FETCH = "report:fetch-file"
    REPORT_SAVED_EDIT = "report:edit-saved"
    REPORT_LOG = "report:log"
