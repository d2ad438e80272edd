package org.bailiwick.node.audit;

/** The result of verifying rows of a chain. */
public sealed interface AuditVerdict {

  /** All hashes match; the caller compares {@code head} with a head from outside the database. */
  record Intact(AuditHead head) implements AuditVerdict {}

  /** The first row that does not match: it or its predecessor was altered, moved or deleted. */
  record Broken(String chain, long seq, String reason) implements AuditVerdict {}
}
