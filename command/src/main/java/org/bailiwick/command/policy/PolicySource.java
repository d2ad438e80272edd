package org.bailiwick.command.policy;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.policy.PolicyRefusedException;
import org.bailiwick.policy.VersionFloor;
import org.bailiwick.policy.review.ReviewedPolicies;

/** Reads the policies that a command is given: a folder, or the file of a bundle. */
final class PolicySource {
  private static final long MOST_BYTES = 16L << 20;

  /**
   * A node logs each question that does not fit its schema. Here such questions are asked on
   * purpose, and the command says itself what came out.
   */
  private static final Logger QUIET = Logger.getLogger("org.bailiwick.policy");

  private PolicySource() {}

  /**
   * Reads policies. Signatures of a bundle are not verified here, since a bundle is reviewed before
   * anybody trusts it; nodes verify them.
   *
   * @throws PolicyRefusedException if a node would not load the policies
   */
  static ReviewedPolicies read(Path place) {
    QUIET.setLevel(Level.OFF);
    return Files.isRegularFile(place) ? bundle(place) : ReviewedPolicies.read(place);
  }

  private static ReviewedPolicies bundle(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new PolicyRefusedException(file + " is larger than 16 MiB");
      }
      JsonObject bundle = OperatorJson.object(Files.readString(file));
      byte[] payload = Base64.getUrlDecoder().decode(bundle.getString("payload"));
      JsonObject content = OperatorJson.object(new String(payload, StandardCharsets.UTF_8));
      Map<String, String> files = new TreeMap<>();
      for (Map.Entry<String, JsonValue> each : content.getJsonObject("files").entrySet()) {
        files.put(each.getKey(), content.getJsonObject("files").getString(each.getKey()));
      }
      return ReviewedPolicies.of(
          new VersionFloor.Loaded(
              content.getJsonNumber("number").longValueExact(), sha256(payload)),
          files);
    } catch (PolicyRefusedException refused) {
      throw refused;
    } catch (IOException | RuntimeException e) {
      throw new PolicyRefusedException(
          file + " is neither a policy folder nor the file of a bundle", e);
    }
  }

  /** SHA-256 in hex, as manifests have it. */
  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
