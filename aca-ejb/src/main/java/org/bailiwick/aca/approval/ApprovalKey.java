package org.bailiwick.aca.approval;

/** An officer's word counts once for each enrolment, whatever certificate it came with. */
record ApprovalKey(String proposalId, String officer) {}
