package org.bailiwick.node.health;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.policy.CedarDecisionPoint;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;

/**
 * What a component's health says of its policies. A folder that is refused does not make it DOWN,
 * because the last good policies decide, and all nodes that read the folder would be DOWN at once.
 */
public final class PolicyHealth {

  /** Cedar may quote much of a policy; the log has all of it. */
  private static final int LONGEST_REASON = 300;

  private final CedarDecisionPoint policies;

  public PolicyHealth(CedarDecisionPoint policies) {
    this.policies = policies;
  }

  /** UP with the version in force, and with the reason if the folder is refused. */
  public HealthCheckResponse readiness(String name) {
    Map<String, Object> data = new TreeMap<>();
    data.put("version", policies.policyVersion());
    policies.fault().ifPresent(reason -> data.put("refused", shortened(reason)));
    return new HealthCheckResponse(name, Status.UP, Optional.of(data));
  }

  /** 1 while the folder is refused, for a gauge. */
  public int refused() {
    return policies.fault().isPresent() ? 1 : 0;
  }

  private static String shortened(String reason) {
    return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason;
  }
}
