package org.bailiwick.proxy.rules;

import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * To whom the SPIFFE Workload API is served, and whether it gives out the private key.
 *
 * @param users accounts by name or number; with no users and no groups, the proxy's own account
 * @param groups primary groups of accounts, by name or number
 * @param givesPrivateKey whether an X.509-SVID is given out, which has the private key
 * @param hint the hint of the X.509-SVID, for the workload
 * @param jwtAudiences the recipients for which the workload may have JWT-SVIDs; none by default
 */
public record WorkloadApiRules(
    Set<String> users,
    Set<String> groups,
    boolean givesPrivateKey,
    Optional<String> hint,
    Set<String> jwtAudiences) {
  private static final Set<String> MEMBERS =
      Set.of("users", "groups", "gives_private_key", "hint", "jwt_audiences");

  /** SPIFFE Workload API section 8. */
  private static final int MAX_HINT = 1024;

  static WorkloadApiRules of(JsonValue value) {
    JsonMembers members = JsonMembers.of(value, MEMBERS);
    Optional<String> hint = members.optionalText("hint");
    if (hint.isPresent()
        && (hint.get().isEmpty()
            || hint.get().getBytes(StandardCharsets.UTF_8).length > MAX_HINT)) {
      throw Refusals.malformed(
          "workload-api-hint", "workload_api.hint has 1 to " + MAX_HINT + " octets");
    }
    return new WorkloadApiRules(
        Set.copyOf(members.texts("users")),
        Set.copyOf(members.texts("groups")),
        members.flag("gives_private_key"),
        hint,
        Set.copyOf(members.texts("jwt_audiences")));
  }
}
