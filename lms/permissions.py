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
    FRAMEWORK_EDIT = "framework:edit"
    PROFILE_VIEW_OWN = "profile:view-own"
    ROLE_PROFILE_READ = "role-profile:read"
    ROLE_PROFILE_EDIT = "role-profile:edit"
    SELF_ASSESSMENT_MAKE = "self-assessment:make"
    RATING_ASK = "rating:ask"
    RATING_LIST = "rating:list"
    RATING_GIVE = "rating:give"
    OBSERVATION_NOTE = "observation:note"
    EVIDENCE_TAKE_BACK = "evidence:take-back"
    OBSERVER_NAME = "observer:name"
    CLAIM_MAKE = "claim:make"
    CLAIM_VIEW = "claim:view"
    CLAIM_CHANGE = "claim:change"
    CLAIM_LIST = "claim:list"
    CLAIM_REVIEW = "claim:review"
    LEVEL_RULES_VIEW = "level-rules:view"
    LEVEL_RULES_CHANGE = "level-rules:change"
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
    DUTY_LIST = "duty:list"
    DUTY_SET = "duty:set"
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
    # development
    GAP_VIEW_OWN = "gap:view-own"
    PLAN_VIEW_OWN = "plan:view-own"
    PLAN_WRITE = "plan:write"
    PLAN_READ = "plan:read"
    PLAN_ANSWER = "plan:answer"
    TEAM_VIEW = "team:view"
