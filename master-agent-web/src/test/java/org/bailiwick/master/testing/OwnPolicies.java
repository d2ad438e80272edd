package org.bailiwick.master.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.DecisionPort;

/** The default policies with one of an operator's own. */
public final class OwnPolicies {
  private OwnPolicies() {}

  /**
   * Loads them from a new folder.
   *
   * @param action the name of the action of the additional policy
   */
  public static DecisionPort with(Path folder, String action, String policy) {
    Path copy = DefaultPolicies.copyTo(folder);
    try {
      Path file = copy.resolve(action + ".cedar");
      String text = Files.readString(file) + policy;
      Files.writeString(file, text);
      Path manifest = copy.resolve("manifest.json");
      Files.writeString(
          manifest,
          Files.readString(manifest)
              .replaceFirst(
                  "(\"" + action + ".cedar\" : \")[0-9a-f]{64}", "$1" + Sha256.hex(text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return CedarDecisionPoint.load(copy);
  }
}
