package org.bailiwick.policy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Decides by a folder of Cedar files: one {@code <action>.cedar} for each action, their schema in
 * {@code schema.cedarschema}, and {@code manifest.json} with a version and the SHA-256 of each
 * file. It refuses a folder with {@link PolicyRefusedException} if the folder does not match its
 * manifest, its policies do not fit the schema, or its version is lower than one that was loaded
 * before, here or at another node. Many threads may use it at the same time.
 */
public final class CedarDecisionPoint implements DecisionPort {
  private static final Logger LOG = System.getLogger(CedarDecisionPoint.class.getName());

  private static final String UNKNOWN_FLOOR =
      "it is not known at present which policies other nodes have loaded";

  /**
   * A policy that decides now.
   *
   * @param obligations what a permit asks of the caller
   * @param stepUp the sign-in that a forbid asks for
   * @param policyVersion the version of its folder, in the form in which decisions name it
   */
  public record InForce(
      String action,
      String id,
      boolean permits,
      String reason,
      List<String> obligations,
      Optional<Decision.StepUp> stepUp,
      String policyVersion) {}

  /** What a folder would put in force. */
  public record Checked(String policyVersion, List<InForce> policies) {}

  private final Path folder;
  private final VersionMemory memory;
  private final VersionFloor floor;
  private volatile CedarPolicies policies;
  private volatile Optional<String> fault = Optional.empty();

  private CedarDecisionPoint(Path folder, VersionFloor floor) {
    this.folder = folder.toAbsolutePath();
    this.memory = VersionMemory.beside(folder);
    this.floor = floor;
    this.policies = read();
  }

  public static CedarDecisionPoint load(Path policyFolder) {
    return load(policyFolder, VersionFloor.alone());
  }

  /** Loads policies that are not older than those which another node has loaded. */
  public static CedarDecisionPoint load(Path policyFolder, VersionFloor floor) {
    CedarDecisionPoint loaded = new CedarDecisionPoint(policyFolder, floor);
    loaded.requireFloorIfKnown();
    return loaded;
  }

  /**
   * Reads a folder as {@link #load} does, but remembers and compares no version. Throws {@link
   * PolicyRefusedException} if its policies could not be put in force anywhere.
   */
  public static Checked check(Path policyFolder) {
    CedarPolicies read = new CedarPolicies(PolicyFolder.read(policyFolder.toAbsolutePath()));
    return new Checked(read.version().toString(), read.all());
  }

  /** A node starts without its database, too; {@link #follow} asks again. */
  private void requireFloorIfKnown() {
    try {
      requireFloor(policies.version());
    } catch (PolicyRefusedException refused) {
      throw refused;
    } catch (RuntimeException unknown) {
      LOG.log(Level.WARNING, UNKNOWN_FLOOR, unknown);
    }
  }

  private void requireFloor(PolicyFolder.Version version) {
    VersionFloor.Loaded highest =
        floor.raise(new VersionFloor.Loaded(version.number(), version.digest()));
    if (highest.number() > version.number()) {
      throw new PolicyRefusedException(
          "policy version %d is older than version %d, which another node has loaded"
              .formatted(version.number(), highest.number()));
    }
    if (!highest.digest().equals(version.digest())) {
      throw new PolicyRefusedException(
          "policy version %d has other content at another node: give changed policies a new version"
              .formatted(version.number()));
    }
  }

  /**
   * Reads the folder again. The old policies decide until the new ones are loaded. If the folder is
   * refused, the old policies stay in force and the exception says why.
   */
  public synchronized void reload() {
    CedarPolicies next = read();
    requireFloor(next.version());
    LOG.log(Level.INFO, "policies {0} replace {1}", next.version(), policies.version());
    policies = next;
  }

  /**
   * Reloads the folder when its manifest has changed; a timer calls this method. A refused folder
   * is logged once for each fault, and read again at the next call. So is a file that has changed
   * while its manifest has not, and a version that is in force although another node has a newer
   * one, because the next start would refuse them.
   */
  public synchronized void follow() {
    try {
      if (!PolicyFolder.read(folder).version().equals(policies.version())) {
        reload();
      } else {
        requireFloor(policies.version());
      }
      fault = Optional.empty();
    } catch (PolicyRefusedException e) {
      Optional<String> found = Optional.of(withoutPath(e.getMessage()));
      if (!fault.equals(found)) {
        LOG.log(Level.ERROR, "the policy folder is refused; the policies in force stay", e);
        fault = found;
      }
    } catch (RuntimeException unknown) {
      LOG.log(Level.WARNING, UNKNOWN_FLOOR, unknown);
    }
  }

  /** The message with the folder's name only, because everybody may ask for a node's health. */
  private String withoutPath(String message) {
    return message.replace(folder.toString(), folder.getFileName().toString());
  }

  /** Why the folder was refused when it was last read; empty if its policies are in force. */
  public Optional<String> fault() {
    return fault;
  }

  /** The version in force, in the form in which decisions name it. */
  public String policyVersion() {
    return policies.version().toString();
  }

  /** The policies that decide now, in the order of actions and ids. */
  public List<InForce> inForce() {
    return policies.all();
  }

  @Override
  public Decision decide(AccessRequest request) {
    CedarPolicies current = policies;
    try {
      return current.decide(request);
    } catch (RuntimeException | LinkageError e) {
      // DecisionPort promises that a fault denies and never reaches the caller as an exception.
      LOG.log(Level.ERROR, "the decision failed", e);
      return new Decision.Deny(List.of(EVALUATOR_ERROR), List.of(), current.version().toString());
    }
  }

  private CedarPolicies read() {
    PolicyFolder files = PolicyFolder.read(folder);
    CedarPolicies loaded = new CedarPolicies(files);
    memory.admit(files.version());
    return loaded;
  }

  /**
   * Decides by a folder as {@link #load} does, for those who review policies: it remembers and
   * compares no version, so that an older folder can be asked beside a newer one. Throws {@link
   * PolicyRefusedException} if its policies could not be put in force anywhere.
   */
  public static DecisionPort reviewed(Path policyFolder) {
    CedarPolicies read = new CedarPolicies(PolicyFolder.read(policyFolder.toAbsolutePath()));
    return request -> {
      try {
        return read.decide(request);
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "the decision failed", e);
        return new Decision.Deny(List.of(EVALUATOR_ERROR), List.of(), read.version().toString());
      }
    };
  }
}
