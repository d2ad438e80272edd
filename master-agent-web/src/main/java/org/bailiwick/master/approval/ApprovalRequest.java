package org.bailiwick.master.approval;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.policy.ApprovalQuestion;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.json.JsonText;

/**
 * A question to people about one step of one job.
 *
 * @param requester the caller of the job, who never decides
 * @param approvers the number of different people who must agree
 * @param expiresAt the time from which nobody can decide any more
 */
public record ApprovalRequest(
    Kind kind, Order order, String requester, int approvers, Instant askedAt, Instant expiresAt) {

  /** When a step is decided about, and what can be decided. */
  public enum Kind {
    /** Before the order is sent: whether it may be. */
    RELEASE,
    /** After the answer was lost, and the order must not be repeated: what has happened. */
    OUTCOME;

    /** The text in rows and answers. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean takes(Choice choice) {
      boolean isBefore = choice == Choice.APPROVE || choice == Choice.DENY;
      return isBefore == (this == RELEASE);
    }

    static Kind of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * The order of a step, exactly as it is sent.
   *
   * @param calleeKind what is called: agent or domain
   * @param planSha256 hex SHA-256 of the text of the job's plan
   * @param attempt number of the attempt whose answer was lost; 0 before the first release
   * @param inputSha256 hex SHA-256 of the canonical JSON (RFC 8785) of what the callee is sent
   */
  public record Order(
      String jobId,
      String stepId,
      String capability,
      String calleeKind,
      int attempt,
      String planSha256,
      String inputSha256) {

    /** The step in audit rows. */
    public String step() {
      return jobId + "/" + stepId;
    }
  }

  /** The step as policies see it, with what the catalogue says of its capability now. */
  ApprovalQuestion.Step step(Catalogue catalogue) {
    return new ApprovalQuestion.Step(
        order.step(),
        order.capability(),
        kind.text(),
        catalogue.find(Capability.parse(order.capability())));
  }

  /** The first half of the digest of all of it: who decides about the id decides about this. */
  public String id() {
    String digest = Sha256.hex(JsonText.of(members()));
    return new UUID(
            Long.parseUnsignedLong(digest.substring(0, 16), 16),
            Long.parseUnsignedLong(digest.substring(16, 32), 16))
        .toString();
  }

  /** The members of answers and of the digest, in the order of their names. */
  Map<String, Object> members() {
    Map<String, Object> members = new TreeMap<>();
    members.put("kind", kind.text());
    members.put("job", order.jobId());
    members.put("step", order.stepId());
    members.put("capability", order.capability());
    members.put("callee_kind", order.calleeKind());
    members.put("attempt", order.attempt());
    members.put("plan_sha256", order.planSha256());
    members.put("input_sha256", order.inputSha256());
    members.put("requester", requester);
    members.put("approvers", approvers);
    members.put("asked_at", askedAt);
    members.put("expires_at", expiresAt);
    return members;
  }

  /** The entry with what is decided about, without the parameters themselves. */
  public AuditEntry describedIn(AuditEntry entry) {
    return entry
        .about(order.step())
        .with("approval", id())
        .with("kind", kind.text())
        .with("capability", order.capability())
        .with("callee_kind", order.calleeKind())
        .with("attempt", Integer.toString(order.attempt()))
        .with("plan_sha256", order.planSha256())
        .with("input_sha256", order.inputSha256())
        .with("requester", requester)
        .with("approvers", Integer.toString(approvers))
        .with("expires_at", expiresAt.toString());
  }
}
