package org.bailiwick.aca.waiting;

/** An officer's word counts once for each enrolment, whatever certificate it came with. */
record ApprovalKey(String waitingId, String officer) {}
