package org.bailiwick.master.backendlease;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * What an agent reports of a lease: its opening, and its end if it has ended. A member that is not
 * defined is refused.
 *
 * @param id a UUID that the agent has chosen
 * @param tokenSha256 hex SHA-256 of the compact token for which it was made
 */
record LeaseReport(String id, String tokenSha256, Opening opening, Optional<End> end) {
  private static final Set<String> MEMBERS =
      Set.of(
          "id",
          "token_sha256",
          "asset",
          "capability",
          "kind",
          "name",
          "opened_at",
          "expires_at",
          "ended_at",
          "end_reason");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9.-]{0,62}");
  private static final Pattern REASON = Pattern.compile("[a-z][a-z0-9-]{0,29}");
  private static final int MOST_NAME = 200;
  private static final int MOST_TIME = 40;

  /**
   * The credential that was made.
   *
   * @param kind the method by which it is of use, such as {@code postgresql-role}
   * @param name its name at the back end; never a secret
   * @param expiresAt when it is over at the latest
   */
  record Opening(
      String asset, String capability, String kind, String name, Instant at, Instant expiresAt) {}

  /** Since when it is of no use any more, and a code that says why. */
  record End(Instant at, String reason) {}

  /**
   * Reads the body of a request.
   *
   * @throws ProblemException malformed-request, whose check says what is wrong
   */
  static LeaseReport parse(String body) {
    JsonObject members = StrictJson.object(body == null ? "" : body);
    if (!MEMBERS.containsAll(members.keySet())) {
      throw malformed("lease-member", "A lease has no such member.");
    }
    Opening opening =
        new Opening(
            matching(members, "asset", CODE),
            capability(members),
            matching(members, "kind", CODE),
            name(members),
            time(members, "opened_at"),
            time(members, "expires_at"));
    if (members.containsKey("ended_at") != members.containsKey("end_reason")) {
      throw malformed("lease-member", "ended_at and end_reason come together.");
    }
    Optional<End> end =
        members.containsKey("ended_at")
            ? Optional.of(
                new End(time(members, "ended_at"), matching(members, "end_reason", REASON)))
            : Optional.empty();
    if (!opening.at().isBefore(opening.expiresAt())) {
      throw malformed("lease-times", "A lease expires after it was opened.");
    }
    return new LeaseReport(
        matching(members, "id", ID), matching(members, "token_sha256", SHA_256), opening, end);
  }

  private static String capability(JsonObject members) {
    String text = text(members, "capability");
    try {
      return Capability.parse(text).text();
    } catch (ProblemException e) {
      throw malformed("lease-member", "capability is not a capability.");
    }
  }

  private static String name(JsonObject members) {
    String text = text(members, "name");
    if (!PlainText.isText(text, MOST_NAME)) {
      throw malformed("lease-member", "name is plain text of 1 to 200 characters.");
    }
    return text;
  }

  private static Instant time(JsonObject members, String name) {
    String text = text(members, name);
    try {
      if (text.length() <= MOST_TIME) {
        return Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
      }
    } catch (DateTimeException e) {
      throw malformed("lease-times", name + " is not a time in UTC.");
    }
    throw malformed("lease-times", name + " is too long.");
  }

  private static String matching(JsonObject members, String name, Pattern pattern) {
    String text = text(members, name);
    if (!pattern.matcher(text).matches()) {
      throw malformed("lease-member", name + " has not the form that it must have.");
    }
    return text;
  }

  private static String text(JsonObject members, String name) {
    if (members.get(name) instanceof JsonString text) {
      return text.getString();
    }
    throw malformed("lease-member", name + " is a text, and has to be there.");
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
