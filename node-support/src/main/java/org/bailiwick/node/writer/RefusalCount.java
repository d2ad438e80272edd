package org.bailiwick.node.writer;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;

/** The number of refusals of a group in a period, for the audit log and the log. */
record RefusalCount(Group group, Instant from, Instant to, long count) {
  static final String EVENT = "refusals.counted";

  /** The name for sources or checks beyond the bounds. */
  static final String OTHERS = "others";

  /** The common properties of refusals that are counted together. */
  record Group(String event, Outcome outcome, String check, String source) {
    static Group of(AuditEntry refusal, String source) {
      return new Group(refusal.event(), refusal.outcome(), refusal.check(), source);
    }

    Group ofOtherSources() {
      return new Group(event, outcome, check, OTHERS);
    }

    Group ofOtherChecks() {
      return new Group("request.refused", Outcome.DENIED, OTHERS, source);
    }
  }

  static RefusalCount one(Group group, Instant at) {
    return new RefusalCount(group, at, at, 1);
  }

  RefusalCount plus(RefusalCount other) {
    return new RefusalCount(
        group,
        from.isBefore(other.from) ? from : other.from,
        to.isAfter(other.to) ? to : other.to,
        count + other.count);
  }

  RefusalCount in(Group wider) {
    return new RefusalCount(wider, from, to, count);
  }

  AuditEntry entry() {
    return new AuditEntry(
        EVENT, group.outcome(), group.check(), "anonymous", "", new TreeMap<>(details()));
  }

  /** Members of the line in the log. */
  Map<String, String> fields() {
    Map<String, String> fields = new TreeMap<>(details());
    fields.put("check", group.check());
    return fields;
  }

  private Map<String, String> details() {
    return Map.of(
        "refusal", group.event(),
        "source", group.source(),
        "from", from.toString(),
        "to", to.toString(),
        "count", Long.toString(count));
  }
}
