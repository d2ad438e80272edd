package org.bailiwick.aca.approval;

/** Primary key of an approval; an officer counts once, even with several certificates. */
record ApprovalKey(String proposalId, String officer) {}
