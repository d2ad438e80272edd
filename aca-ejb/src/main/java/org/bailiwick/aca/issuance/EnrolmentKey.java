package org.bailiwick.aca.issuance;

/** Primary key of an enrolment: an idempotency key is the applicant's own, not shared by all. */
record EnrolmentKey(String idempotencyKey, String applicant) {}
