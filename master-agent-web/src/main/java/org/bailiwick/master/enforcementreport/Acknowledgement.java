package org.bailiwick.master.enforcementreport;

import jakarta.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.enforcementfeed.ActiveBundle;

/**
 * What an enforcement point has taken over.
 *
 * @param event the position of the last event that it has
 * @param bundle the bundle by which it decides; empty if it has none, and denies everything
 * @param refused why it does not decide by the bundle that it was told of
 */
record Acknowledgement(
    Optional<String> event, Optional<ActiveBundle.Name> bundle, Optional<String> refused) {
  private static final Pattern POSITION = Pattern.compile("[0-9a-f-]{36}/[0-9]{1,18}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final int MOST_REASON = 500;

  /**
   * Reads the body of a request; a member that is not defined is refused.
   *
   * @throws ProblemException malformed-request with check enforcement-member
   */
  static Acknowledgement parse(String body) {
    JsonObject json = StrictJson.object(body == null ? "" : body);
    ReportMembers members = new ReportMembers(json, Set.of("event", "policy", "refused"));
    Optional<ActiveBundle.Name> bundle =
        members
            .object("policy", Set.of("number", "digest"))
            .map(
                policy ->
                    new ActiveBundle.Name(
                        policy.number("number"), policy.required("digest", DIGEST)));
    return new Acknowledgement(
        members.matching("event", POSITION), bundle, members.text("refused", MOST_REASON));
  }
}
