package org.bailiwick.master.approval;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.CanonicalJson;

/**
 * What a person's request says. A member that is not defined is refused.
 *
 * @param inputSha256 the digest of the parameters that the person has seen
 * @param output of work that was done, the JSON text of its output
 */
public record ApprovalOrder(
    Choice choice, String inputSha256, Optional<String> comment, Optional<String> output) {

  private static final Set<String> MEMBERS =
      Set.of("decision", "input_sha256", "comment", "output");
  private static final int MOST_COMMENT = 500;
  private static final String SHA_256 = "[0-9a-f]{64}";

  /**
   * Reads the body.
   *
   * @throws ProblemException malformed-request, whose check says what is wrong
   */
  public static ApprovalOrder parse(String body) {
    JsonObject members = StrictJson.object(body == null ? "" : body);
    if (!MEMBERS.containsAll(members.keySet())) {
      throw malformed("approval-member", "A decision has decision, input_sha256, comment, output.");
    }
    Choice choice =
        Choice.find(text(members, "decision").orElse(""))
            .orElseThrow(
                () ->
                    malformed(
                        "approval-decision",
                        "decision is approve, deny, happened, not-happened or give-up."));
    String digest =
        text(members, "input_sha256")
            .filter(text -> text.matches(SHA_256))
            .orElseThrow(
                () ->
                    malformed(
                        "approval-digest", "input_sha256 is the digest that was shown, in hex."));
    Optional<String> comment = text(members, "comment").map(String::strip);
    if (comment.filter(text -> !PlainText.isText(text, MOST_COMMENT)).isPresent()) {
      throw malformed("approval-comment", "comment is 1 to " + MOST_COMMENT + " characters.");
    }
    return new ApprovalOrder(choice, digest, comment, output(members, choice));
  }

  /** The canonical text of the output, which only a decision that work was done has. */
  private static Optional<String> output(JsonObject members, Choice choice) {
    Optional<JsonValue> output = Optional.ofNullable(members.get("output"));
    if (output.isPresent() != (choice == Choice.HAPPENED)) {
      throw malformed("approval-output", "output is of a decision that the work has happened.");
    }
    return output.map(value -> CanonicalJson.of(value.toString()));
  }

  private static Optional<String> text(JsonObject members, String name) {
    return switch (members.get(name)) {
      case null -> Optional.empty();
      case JsonString text -> Optional.of(text.getString());
      default -> throw malformed("approval-member", name + " is a text.");
    };
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
