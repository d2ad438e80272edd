package org.bailiwick.node.policies;

import java.nio.file.Path;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.settings.Settings;

/**
 * What a component's node is told about bundles.
 *
 * @param node name of this node
 * @param component name of the component in bundles
 * @param policyFolder the folder that decides before the first bundle; the copies are beside it
 * @param signatures the fewest officers who must have signed: 0 if the folder may decide
 */
public record BundleSettings(
    String node, TrustDomain domain, String component, Path policyFolder, int signatures) {

  private static final String SIGNATURES = "node.policy-signatures";

  /** Reads the setting {@code node.policy-signatures}, which all components share. */
  public static BundleSettings read(
      String node, TrustDomain domain, String component, Path policyFolder) {
    Settings settings = Settings.fromConfig();
    int signatures = settings.number(SIGNATURES, 0, new Settings.Range(0, 2));
    settings.done();
    return new BundleSettings(node, domain, component, policyFolder, signatures);
  }
}
