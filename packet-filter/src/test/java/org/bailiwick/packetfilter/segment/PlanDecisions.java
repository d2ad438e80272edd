package org.bailiwick.packetfilter.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.segment.SegmentPlan;

/** Decides by the default policies of {@code connect} and by those of a plan. */
final class PlanDecisions {
  private static final Path DEFAULTS = Path.of("../policy-engine/src/main/policies");

  private PlanDecisions() {}

  static DecisionPort of(SegmentPlan plan, Path folder) {
    try {
      Files.createDirectories(folder);
      String schema = Files.readString(DEFAULTS.resolve("schema.cedarschema"));
      String policies = Files.readString(DEFAULTS.resolve("connect.cedar")) + plan.toCedar();
      Files.writeString(folder.resolve("schema.cedarschema"), schema);
      Files.writeString(folder.resolve("connect.cedar"), policies);
      Files.writeString(
          folder.resolve("manifest.json"),
          "{\"version\":1,\"files\":{\"schema.cedarschema\":\"%s\",\"connect.cedar\":\"%s\"}}"
              .formatted(digest(schema), digest(policies)));
      return CedarDecisionPoint.load(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
