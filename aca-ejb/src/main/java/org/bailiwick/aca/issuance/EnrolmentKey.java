package org.bailiwick.aca.issuance;

/** Primary key of an enrolment; each applicant has idempotency keys of its own. */
record EnrolmentKey(String idempotencyKey, String applicant) {}
