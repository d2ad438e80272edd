package org.bailiwick.packetfilter.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.VersionFloor;

/** Decides by the default policies of {@code connect} and by those of a plan. */
final class PlanDecisions {
  private static final Path DEFAULTS = Path.of("../policy-engine/src/main/policies");
  private static final String SCHEMA = "schema.cedarschema";
  private static final String CONNECT = "connect.cedar";

  private PlanDecisions() {}

  static DecisionPort of(String plan) {
    try {
      return CedarDecisionPoint.of(
          new VersionFloor.Loaded(1, "0".repeat(64)),
          Map.of(
              SCHEMA,
              Files.readString(DEFAULTS.resolve(SCHEMA)),
              CONNECT,
              Files.readString(DEFAULTS.resolve(CONNECT)),
              "segments.json",
              plan));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
