package org.bailiwick.policy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;

/**
 * The decision port over a folder of Cedar files: one {@code <action>.cedar} for each action, their
 * vocabulary in {@code schema.cedarschema}, and {@code manifest.json} with a version and the
 * SHA-256 of each file. A folder that does not match its manifest, whose policies do not fit the
 * vocabulary, or whose version is lower than one seen before, is refused with {@link
 * PolicyRefusedException}. Safe for use by many threads.
 */
public final class CedarDecisionPoint implements DecisionPort {
  private static final Logger LOG = System.getLogger(CedarDecisionPoint.class.getName());

  private final Path folder;
  private final VersionMemory memory;
  private volatile CedarPolicies policies;
  private String fault = "";

  private CedarDecisionPoint(Path folder) {
    this.folder = folder;
    this.memory = VersionMemory.besides(folder);
    this.policies = read();
  }

  public static CedarDecisionPoint load(Path policyFolder) {
    return new CedarDecisionPoint(policyFolder);
  }

  /**
   * Reads the folder again. Decisions go on with the policies in force until the new ones are
   * complete; if the folder is refused, they stay and the exception says why.
   */
  public synchronized void reload() {
    CedarPolicies next = read();
    LOG.log(Level.INFO, "policies {0} replace {1}", next.version(), policies.version());
    policies = next;
  }

  /**
   * Reloads when the manifest is another than the one in force; for a timer. A folder that is
   * refused is logged once for each fault, and tried again the next time.
   */
  public synchronized void follow() {
    try {
      if (!PolicyFolder.digest(folder).equals(policies.version().digest())) {
        reload();
        fault = "";
      }
    } catch (PolicyRefusedException e) {
      if (!e.getMessage().equals(fault)) {
        LOG.log(Level.ERROR, "the policies in force stay; those in the folder are refused", e);
        fault = e.getMessage();
      }
    }
  }

  /** The version in force, as decisions name it. */
  public String policyVersion() {
    return policies.version().toString();
  }

  @Override
  public Decision decide(AccessRequest request) {
    CedarPolicies current = policies;
    try {
      return current.decide(request);
    } catch (RuntimeException | LinkageError e) {
      // The port's promise: a fault denies and never reaches the caller as an exception.
      LOG.log(Level.ERROR, "the decision failed", e);
      return new Decision.Deny(List.of(EVALUATOR_ERROR), current.version().toString());
    }
  }

  private CedarPolicies read() {
    PolicyFolder files = PolicyFolder.read(folder);
    CedarPolicies loaded = new CedarPolicies(files);
    memory.admit(files.version());
    return loaded;
  }
}
