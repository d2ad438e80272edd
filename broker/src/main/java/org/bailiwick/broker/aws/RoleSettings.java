package org.bailiwick.broker.aws;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.outbound.BackEndPlace;

/**
 * The role whose sessions sign, as the asset file describes it.
 *
 * @param arn the role's Amazon Resource Name
 * @param sts the Security Token Service that gives sessions
 * @param region the region for which requests to it are signed
 * @param policies the session policy of each capability, by which a session may do less than its
 *     role; none if the file has none
 */
record RoleSettings(String arn, BackEndPlace sts, String region, Map<String, String> policies) {
  private static final Pattern ARN =
      Pattern.compile("arn:[a-z0-9-]{1,30}:iam::[0-9]{12}:role/[\\w+=,.@/-]{1,512}");
  private static final List<String> OF_ROLES =
      List.of("sts_url", "session_policies", "ca_file", "addresses");

  /** The most characters of a session policy (AWS STS API Reference, AssumeRole, Policy). */
  private static final int LONGEST_POLICY = 2048;

  RoleSettings {
    policies = Map.copyOf(policies);
  }

  static Optional<RoleSettings> parse(Asset asset, AssetMembers members) {
    Optional<String> arn = members.optionalText("role_arn");
    if (arn.isEmpty()) {
      for (String member : OF_ROLES) {
        if (asset.credential().containsKey(member)) {
          throw members.fault(member, "is for a role_arn");
        }
      }
      return Optional.empty();
    }
    if (!ARN.matcher(arn.get()).matches()) {
      throw members.fault("role_arn", "is not the ARN of a role");
    }
    return Optional.of(
        new RoleSettings(
            arn.get(),
            BackEndPlace.parse(members, "sts_url"),
            members.text("region"),
            policies(asset, members)));
  }

  private static Map<String, String> policies(Asset asset, AssetMembers members) {
    Map<String, String> policies = new HashMap<>();
    if (!asset.credential().containsKey("session_policies")) {
      return policies;
    }
    JsonObject table = members.object("session_policies");
    Set<String> capabilities =
        Set.copyOf(asset.operations().stream().map(each -> each.capability().toString()).toList());
    if (!table.keySet().equals(capabilities)) {
      throw members.fault(
          "session_policies", "do not name the capabilities of all operations, and no other");
    }
    table.forEach((capability, policy) -> policies.put(capability, text(members, policy)));
    return policies;
  }

  private static String text(AssetMembers members, JsonValue policy) {
    if (!(policy instanceof JsonObject) || policy.toString().length() > LONGEST_POLICY) {
      throw members.fault(
          "session_policies", "have a member that is no object of at most 2048 characters");
    }
    return policy.toString();
  }

  /** The session policy for calls of this operation. */
  Optional<String> policy(AssetOperation operation) {
    return Optional.ofNullable(policies.get(operation.capability().toString()));
  }
}
