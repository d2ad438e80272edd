package org.bailiwick.policy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;

/**
 * Decides by a folder of Cedar files: one {@code <action>.cedar} for each action, their vocabulary
 * in {@code schema.cedarschema}, and {@code manifest.json} with a version and the SHA-256 of each
 * file. It refuses a folder with {@link PolicyRefusedException} if the folder does not match its
 * manifest, its policies do not fit the vocabulary, or its version is lower than one that was
 * loaded before. Many threads may use it at the same time.
 */
public final class CedarDecisionPoint implements DecisionPort {
  private static final Logger LOG = System.getLogger(CedarDecisionPoint.class.getName());

  private final Path folder;
  private final VersionMemory memory;
  private volatile CedarPolicies policies;
  private String fault = "";

  private CedarDecisionPoint(Path folder) {
    this.folder = folder;
    this.memory = VersionMemory.beside(folder);
    this.policies = read();
  }

  public static CedarDecisionPoint load(Path policyFolder) {
    return new CedarDecisionPoint(policyFolder);
  }

  /**
   * Reads the folder again. The old policies decide until the new ones are loaded. If the folder is
   * refused, the old policies stay in force and the exception says why.
   */
  public synchronized void reload() {
    CedarPolicies next = read();
    LOG.log(Level.INFO, "policies {0} replace {1}", next.version(), policies.version());
    policies = next;
  }

  /**
   * Reloads the folder when its manifest has changed; a timer calls this method. A refused folder
   * is logged once for each fault, and read again at the next call.
   */
  public synchronized void follow() {
    try {
      if (!PolicyFolder.digest(folder).equals(policies.version().digest())) {
        reload();
        fault = "";
      }
    } catch (PolicyRefusedException e) {
      if (!e.getMessage().equals(fault)) {
        LOG.log(Level.ERROR, "the policy folder is refused; the policies in force stay", e);
        fault = e.getMessage();
      }
    }
  }

  /** The version in force, in the form in which decisions name it. */
  public String policyVersion() {
    return policies.version().toString();
  }

  @Override
  public Decision decide(AccessRequest request) {
    CedarPolicies current = policies;
    try {
      return current.decide(request);
    } catch (RuntimeException | LinkageError e) {
      // DecisionPort promises that a fault denies and never reaches the caller as an exception.
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
