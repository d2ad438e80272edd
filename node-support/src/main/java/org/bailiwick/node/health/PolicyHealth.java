package org.bailiwick.node.health;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;

/**
 * What a component's health says of its policies. A folder that is refused does not make it DOWN,
 * because the last good policies decide, and all nodes that read the folder would be DOWN at once.
 */
public final class PolicyHealth {

  /** Cedar may quote much of a policy; the log has all of it. */
  private static final int LONGEST_REASON = 300;

  private final Supplier<String> version;
  private final Supplier<Optional<String>> refusal;

  /**
   * @param version the version of the policies in force
   * @param refusal why the folder is refused
   */
  public PolicyHealth(Supplier<String> version, Supplier<Optional<String>> refusal) {
    this.version = version;
    this.refusal = refusal;
  }

  /** UP with the version in force, and with the reason if the folder is refused. */
  public HealthCheckResponse readiness(String name) {
    Map<String, Object> data = new TreeMap<>();
    data.put("version", version.get());
    refusal.get().ifPresent(reason -> data.put("refused", shortened(reason)));
    return new HealthCheckResponse(name, Status.UP, Optional.of(data));
  }

  /** 1 while the folder is refused, for a gauge. */
  public int refused() {
    return refusal.get().isPresent() ? 1 : 0;
  }

  private static String shortened(String reason) {
    return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason;
  }
}
