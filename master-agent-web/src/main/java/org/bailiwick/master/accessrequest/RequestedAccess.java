package org.bailiwick.master.accessrequest;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.policy.ApprovalQuestion;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.json.JsonText;

/**
 * A question to people: may what was denied be done?
 *
 * @param evaluationId of the denial
 * @param asker SPIFFE id of the enforcement point, for which alone an approval counts
 * @param question canonical JSON of what was asked
 * @param questionSha256 hex digest of the question
 * @param reason of the denial
 * @param askedFor what the asker adds to it
 * @param times when it was asked, and from when on nobody can decide any more
 */
record RequestedAccess(
    String evaluationId,
    String asker,
    String application,
    String question,
    String questionSha256,
    String reason,
    AskedFor askedFor,
    Times times) {

  /** An approval counts for this time, unless the asker wants another one. */
  static final Duration USUAL_APPROVAL = Duration.ofHours(1);

  /** The longest time for which an approval counts. */
  static final Duration LONGEST_APPROVAL = Duration.ofDays(1);

  /** What the asker wants: a reason for people to read, and the end of the access. */
  record AskedFor(Optional<String> justification, Optional<Instant> until) {}

  /** When it was asked, and from when on nobody can decide any more. */
  record Times(Instant askedAt, Instant expiresAt) {}

  /** The first half of the digest of all of it: who decides about the id decides about this. */
  String id() {
    String digest = Sha256.hex(JsonText.of(members()));
    return new UUID(
            Long.parseUnsignedLong(digest.substring(0, 16), 16),
            Long.parseUnsignedLong(digest.substring(16, 32), 16))
        .toString();
  }

  /** When an approval of this time ends. */
  Instant approvedUntil(Instant approvedAt) {
    Instant usual = approvedAt.plus(USUAL_APPROVAL);
    Instant longest = approvedAt.plus(LONGEST_APPROVAL);
    return askedFor.until().map(until -> until.isBefore(longest) ? until : longest).orElse(usual);
  }

  /** The members of answers and of the digest, in the order of their names. */
  Map<String, Object> members() {
    Map<String, Object> members = new TreeMap<>();
    members.put("kind", "access");
    members.put("application", application);
    members.put("requester", asker);
    members.put("evaluation_id", evaluationId);
    members.put("input_sha256", questionSha256);
    members.put("reason", reason);
    members.put("approvers", 1);
    askedFor.justification().ifPresent(text -> members.put("justification", text));
    askedFor.until().ifPresent(until -> members.put("requested_until", until));
    members.put("asked_at", times.askedAt());
    members.put("expires_at", times.expiresAt());
    return members;
  }

  /** What policies see of it. */
  ApprovalQuestion.AccessRequest matter() {
    JsonObject asked = StrictJson.object(question);
    JsonObject subject = asked.getJsonObject("subject");
    JsonObject resource = asked.getJsonObject("resource");
    return new ApprovalQuestion.AccessRequest(
        id(),
        application,
        new ApprovalQuestion.AccessRequest.Asked(
            subject.getString("type"),
            subject.getString("id"),
            asked.getJsonObject("action").getString("name"),
            resource.getString("type"),
            resource.getString("id")));
  }

  /** The entry with what is decided about. */
  AuditEntry describedIn(AuditEntry entry) {
    ApprovalQuestion.AccessRequest.Asked asked = matter().asked();
    AuditEntry described =
        entry
            .about(application)
            .with("approval", id())
            .with("kind", "access")
            .with("requester", asker)
            .with("evaluation_id", evaluationId)
            .with("asked_subject", asked.subjectType() + " " + asked.subject())
            .with("asked_action", asked.action())
            .with("asked_resource", asked.resourceType() + " " + asked.resource())
            .with("input_sha256", questionSha256)
            .with("expires_at", times.expiresAt().toString());
    return askedFor
        .until()
        .map(until -> described.with("requested_until", until.toString()))
        .orElse(described);
  }
}
