package org.bailiwick.master.outbox;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;

/**
 * An act as it is stored.
 *
 * @param act empty if the row cannot be understood
 * @param tries how often it failed
 * @param lastReason why it failed last
 */
record StoredAct(
    Name name, Optional<EndingAct> act, Instant createdAt, int tries, Optional<String> lastReason) {

  /** What is known of an act even if its parameters cannot be understood. */
  record Name(String id, String kind, EndingAct.Cause cause, String target) {}

  String id() {
    return name.id();
  }

  String target() {
    return name.target();
  }

  /** The id under which the act is logged; the request that caused the ending is gone. */
  String requestId() {
    return name.cause().jobId().or(() -> name.cause().tokenJti()).orElse("none");
  }

  /** An audit row about this act. */
  AuditEntry row(String event, Outcome outcome, String check) {
    return AuditEntry.of(event, outcome, check, target())
        .about(name.cause().toString())
        .with("kind", name.kind());
  }
}
