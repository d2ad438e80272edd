package org.bailiwick.master.accessrequest;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.CanonicalJson;
import org.bailiwick.policy.authzen.BadQuestionException;
import org.bailiwick.policy.authzen.Evaluation;
import org.bailiwick.policy.authzen.QuestionReader;

/**
 * A request to be stored.
 *
 * @param key the digest of asker, application and Idempotency-Key, if there is one
 * @param bodySha256 the digest of what was posted, as canonical JSON
 */
record Submission(RequestedAccess request, Optional<String> key, String bodySha256) {

  private static final int LONGEST_JUSTIFICATION = 500;
  private static final Pattern KEY = Pattern.compile("[ -~]{1,255}");

  /** A year of four digits, because databases do not store all times that Java knows. */
  private static final int LAST_YEAR = 9999;

  /**
   * What was posted (section Access Request Submission); members that are not used are ignored.
   *
   * @param denial what the asker says of the denial
   */
  record Message(
      Evaluation question, Echo denial, RequestedAccess.AskedFor askedFor, String bodySha256) {

    /**
     * Reads a body.
     *
     * @throws ProblemException malformed-request
     */
    static Message read(byte[] body, Instant now) {
      JsonObject members = StrictJson.object(body);
      if (members.containsKey("items")) {
        throw malformed("access-request-items", "A request is about one question, without items.");
      }
      return new Message(
          question(body),
          Echo.of(object(members, "denial").orElseThrow(BindingTokens::unbound)),
          new RequestedAccess.AskedFor(
              object(members, "context").flatMap(Message::justification),
              object(members, "requested_access").flatMap(each -> until(each, now))),
          Sha256.hex(CanonicalJson.of(members.toString())));
    }

    private static Evaluation question(byte[] body) {
      try {
        return QuestionReader.evaluation(body);
      } catch (BadQuestionException e) {
        throw malformed("authzen-form", e.getMessage());
      }
    }

    private static Optional<String> justification(JsonObject context) {
      Optional<String> text = text(context, "business_justification").map(String::strip);
      if (text.filter(said -> !PlainText.isText(said, LONGEST_JUSTIFICATION)).isPresent()) {
        throw malformed(
            "access-request-justification",
            "business_justification is 1 to " + LONGEST_JUSTIFICATION + " characters.");
      }
      return text;
    }

    private static Optional<Instant> until(JsonObject wanted, Instant now) {
      Optional<String> text = text(wanted, "requested_until");
      if (text.isEmpty()) {
        return Optional.empty();
      }
      Optional<Instant> until = time(text.get()).map(each -> each.truncatedTo(ChronoUnit.SECONDS));
      if (until.filter(now::isBefore).isEmpty()) {
        throw malformed("access-request-until", "requested_until is no later time (RFC 3339).");
      }
      return until;
    }
  }

  /**
   * What the asker repeats of the denial.
   *
   * @param evaluationId empty if it repeats none
   */
  record Echo(Optional<String> evaluationId, String bindingToken, Instant expiresAt) {
    private static Echo of(JsonObject denial) {
      return new Echo(
          text(denial, "evaluation_id"),
          text(denial, "binding_token").orElseThrow(BindingTokens::unbound),
          text(denial, "expires_at").flatMap(Submission::time).orElseThrow(BindingTokens::unbound));
    }
  }

  /**
   * The digest for a key of this asker.
   *
   * @throws ProblemException malformed-request if the key has another form
   */
  static Optional<String> key(Optional<String> header, String asker, String application) {
    if (header.filter(key -> !KEY.matcher(key).matches()).isPresent()) {
      throw malformed(
          "idempotency-key-form", "An Idempotency-Key is 1 to 255 printable ASCII characters.");
    }
    return header.map(key -> Sha256.hex(String.join("\n", asker, application, key)));
  }

  private static Optional<Instant> time(String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      return time.getYear() > 0 && time.getYear() < LAST_YEAR
          ? Optional.of(time.toInstant())
          : Optional.empty();
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  private static Optional<JsonObject> object(JsonObject members, String name) {
    return switch (members.get(name)) {
      case null -> Optional.empty();
      case JsonObject object -> Optional.of(object);
      default -> throw malformed("access-request-member", name + " is an object.");
    };
  }

  private static Optional<String> text(JsonObject members, String name) {
    return switch (members.get(name)) {
      case null -> Optional.empty();
      case JsonString text -> Optional.of(text.getString());
      default -> throw malformed("access-request-member", name + " is a text.");
    };
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
