package org.bailiwick.master.risk;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * What an officer says of a subject's risk. Of the level none the end does not matter, since it
 * takes every report back.
 */
record RiskReport(String subject, RiskLevel level, String reason, Instant until) {

  private static final Set<String> MEMBERS = Set.of("subject", "level", "reason", "until");
  private static final int LONGEST_REASON = 400;

  /** SPIFFE ids, {@code <issuer>#<sub>} and accounts, as tokens and jobs name their callers. */
  private static final Pattern SUBJECT =
      Pattern.compile("(spiffe://|https://[^#]+#|account:)[^\\p{Cntrl}]{1,1900}");

  /**
   * Reads the body.
   *
   * @throws ProblemException malformed-request, with a check for each fault
   */
  static RiskReport parse(String body) {
    JsonObject members = StrictJson.object(body == null ? "" : body);
    if (!MEMBERS.containsAll(members.keySet())) {
      throw malformed("member-unknown", "The request has a member that is not defined.");
    }
    RiskLevel level =
        RiskLevel.find(text(members, "level"))
            .orElseThrow(() -> malformed("risk-level", "level is none, low, medium or high."));
    String subject = text(members, "subject");
    if (!SUBJECT.matcher(subject).matches()) {
      throw malformed(
          "risk-subject", "A subject is a SPIFFE id, <issuer>#<sub>, or an account's name.");
    }
    String reason = text(members, "reason").strip();
    if (!PlainText.isText(reason, LONGEST_REASON)) {
      throw malformed("risk-reason", "A reason is 1 to 400 characters of plain text.");
    }
    return new RiskReport(
        subject,
        level,
        reason,
        level == RiskLevel.NONE ? Instant.EPOCH : until(text(members, "until")));
  }

  private static Instant until(String text) {
    try {
      return Instant.parse(text).truncatedTo(ChronoUnit.SECONDS);
    } catch (DateTimeException e) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "risk-until",
          "until is a time of RFC 3339, for example 2027-01-31T00:00:00Z.",
          e);
    }
  }

  private static String text(JsonObject members, String name) {
    JsonValue value = members.get(name);
    if (value == null) {
      throw malformed("member-missing", name + " is missing.");
    }
    if (!(value instanceof JsonString text)) {
      throw malformed("member-form", name + " must be a text.");
    }
    return text.getString();
  }

  static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
