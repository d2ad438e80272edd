package org.bailiwick.policy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.bailiwick.policy.segment.SegmentPlan;

/**
 * Decides by a folder of Cedar files: one {@code <action>.cedar} for each action, their schema in
 * {@code schema.cedarschema}, and {@code manifest.json} with a version and the SHA-256 of each
 * file. It refuses a folder with {@link PolicyRefusedException} if the folder does not match its
 * manifest, its policies do not fit the schema, or its version is lower than one that was loaded
 * before, here or at another node. Once a signed bundle is in force, its files decide, and the
 * folder counts no longer. Many threads may use it at the same time.
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

  /** An action of an application, by their names. */
  public record ApplicationAction(String application, String name) {}

  /**
   * What an application has: its actions, each with the names of the members of its context, and
   * the entities that its file lists, by each entity type of its namespace.
   */
  public record Vocabulary(
      SortedMap<String, Set<String>> actions, SortedMap<String, List<Entity>> entities) {
    /** Of an application that is not known. */
    public static final Vocabulary NONE =
        new Vocabulary(Collections.emptySortedMap(), Collections.emptySortedMap());
  }

  /** The policies of signed bundles, for a node that has such bundles. */
  public interface Signed {
    /**
     * The policies of the bundle that is in force or should now come in force; empty while the
     * folder counts.
     *
     * @throws PolicyRefusedException if neither the folder nor a bundle may decide
     * @throws RuntimeException if it cannot be known at present
     */
    Optional<CedarDecisionPoint> due();

    /** These policies decide here from now on. */
    default void decides(VersionFloor.Loaded version) {
      // Without bundles nobody asks.
    }

    /** For a decision point that has no bundles. */
    static Signed none() {
      return Optional::empty;
    }
  }

  /** Where a node's policies come from; a decision point of files in memory has none. */
  private record Source(Path folder, VersionMemory memory, VersionFloor floor, Signed signed) {}

  private final Optional<Source> source;
  private volatile CedarPolicies policies;
  private volatile Optional<String> fault = Optional.empty();

  private CedarDecisionPoint(Optional<Source> source, CedarPolicies policies) {
    this.source = source;
    this.policies = policies;
  }

  /**
   * Decides by files in memory, such as those of a verified bundle, by their names in a policy
   * folder. It never changes; {@link #reload} and {@link #follow} do nothing.
   *
   * @throws PolicyRefusedException if a node would refuse a folder with these files
   */
  public static CedarDecisionPoint of(VersionFloor.Loaded version, Map<String, String> files) {
    return new CedarDecisionPoint(
        Optional.empty(),
        new CedarPolicies(
            PolicyFolder.of(new PolicyFolder.Version(version.number(), version.digest()), files)));
  }

  public static CedarDecisionPoint load(Path policyFolder) {
    return load(policyFolder, VersionFloor.alone());
  }

  /** Loads policies that are not older than those which another node has loaded. */
  public static CedarDecisionPoint load(Path policyFolder, VersionFloor floor) {
    return load(policyFolder, floor, Signed.none());
  }

  /** As above; the policies of a signed bundle count instead of the folder's, if there are any. */
  public static CedarDecisionPoint load(Path policyFolder, VersionFloor floor, Signed signed) {
    Source source =
        new Source(
            policyFolder.toAbsolutePath(), VersionMemory.beside(policyFolder), floor, signed);
    CedarPolicies first = read(source);
    requireFloorIfKnown(source, first.version());
    signed.decides(loaded(first.version()));
    return new CedarDecisionPoint(Optional.of(source), first);
  }

  /**
   * The texts of a folder's files by name, as a bundle holds them; {@link PolicyRefusedException}
   * if a node would refuse the folder.
   */
  public static Map<String, String> files(Path policyFolder) {
    Map<String, String> files = PolicyFolder.read(policyFolder.toAbsolutePath()).texts();
    reviewed(policyFolder);
    return files;
  }

  /** A node starts without its database, too; {@link #follow} asks again. */
  private static void requireFloorIfKnown(Source source, PolicyFolder.Version version) {
    try {
      requireFloor(source, version);
    } catch (PolicyRefusedException refused) {
      throw refused;
    } catch (RuntimeException unknown) {
      LOG.log(Level.WARNING, UNKNOWN_FLOOR, unknown);
    }
  }

  private static void requireFloor(Source source, PolicyFolder.Version version) {
    VersionFloor.Loaded highest = source.floor().raise(loaded(version));
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
   * Reads folder and bundles again. The old policies decide until the new ones are loaded. If the
   * new ones are refused, the old policies stay in force and the exception says why.
   */
  public synchronized void reload() {
    source.ifPresent(from -> replace(from, read(from)));
  }

  private void replace(Source from, CedarPolicies next) {
    requireFloor(from, next.version());
    LOG.log(Level.INFO, "policies {0} replace {1}", next.version(), policies.version());
    policies = next;
    from.signed().decides(loaded(next.version()));
  }

  /**
   * Reloads when a bundle is due, or when the manifest of a folder that counts has changed; a timer
   * calls this method. A refused folder is logged once for each fault, and read again at the next
   * call. So is a file that has changed while its manifest has not, and a version that is in force
   * although another node has a newer one, because the next start would refuse them.
   */
  public synchronized void follow() {
    try {
      source.ifPresent(this::follow);
      fault = Optional.empty();
    } catch (PolicyRefusedException e) {
      Optional<String> found = Optional.of(withoutPath(e.getMessage()));
      if (!fault.equals(found)) {
        LOG.log(Level.ERROR, "new policies are refused; the policies in force stay", e);
        fault = found;
      }
    } catch (RuntimeException unknown) {
      LOG.log(Level.WARNING, UNKNOWN_FLOOR, unknown);
    }
  }

  private void follow(Source from) {
    Optional<CedarPolicies> signed = signed(from);
    PolicyFolder.Version next =
        signed
            .map(CedarPolicies::version)
            .orElseGet(() -> PolicyFolder.read(from.folder()).version());
    if (next.equals(policies.version())) {
      requireFloor(from, next);
      from.signed().decides(loaded(next));
    } else {
      replace(from, signed.orElseGet(() -> ofFolder(from)));
    }
  }

  /** The message with the folder's name only, because everybody may ask for a node's health. */
  private String withoutPath(String message) {
    return source
        .map(Source::folder)
        .map(folder -> message.replace(folder.toString(), folder.getFileName().toString()))
        .orElse(message);
  }

  /** Why new policies were refused when they were last read; empty if they are in force. */
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
    return decide(current -> current.decide(request));
  }

  /**
   * Decides about an action of an application; the types of subject and resource are the
   * application's, or else the built-in ones. It never throws, like {@link #decide(AccessRequest)}.
   */
  public Decision decide(
      ApplicationAction action, Entity subject, Entity resource, Map<String, Object> context) {
    CedarApplication.AccessParties parties =
        new CedarApplication.AccessParties(subject, resource, context);
    return decide(current -> current.decide(action, parties));
  }

  private Decision decide(Function<CedarPolicies, Decision> question) {
    CedarPolicies current = policies;
    try {
      return question.apply(current);
    } catch (RuntimeException | LinkageError e) {
      // DecisionPort promises that a fault denies and never reaches the caller as an exception.
      LOG.log(Level.ERROR, "the decision failed", e);
      return new Decision.Deny(List.of(EVALUATOR_ERROR), List.of(), current.version().toString());
    }
  }

  /** What each application of the policies in force has, by its name. */
  public SortedMap<String, Vocabulary> applications() {
    return policies.vocabularies();
  }

  /** The description of segments of the policies in force; the same object while they are. */
  public Optional<SegmentPlan> segments() {
    return policies.segments();
  }

  private static CedarPolicies read(Source from) {
    return signed(from).orElseGet(() -> ofFolder(from));
  }

  private static CedarPolicies ofFolder(Source from) {
    PolicyFolder files = PolicyFolder.read(from.folder());
    CedarPolicies loaded = new CedarPolicies(files);
    from.memory().admit(files.version());
    return loaded;
  }

  private static Optional<CedarPolicies> signed(Source from) {
    return from.signed().due().map(bundle -> bundle.policies);
  }

  private static VersionFloor.Loaded loaded(PolicyFolder.Version version) {
    return new VersionFloor.Loaded(version.number(), version.digest());
  }

  /**
   * Decides by a folder as {@link #load} does, for those who review policies: it remembers and
   * compares no version, so that an older folder can be asked beside a newer one. Throws {@link
   * PolicyRefusedException} if its policies could not be put in force anywhere.
   */
  public static CedarDecisionPoint reviewed(Path policyFolder) {
    return new CedarDecisionPoint(
        Optional.empty(), new CedarPolicies(PolicyFolder.read(policyFolder.toAbsolutePath())));
  }
}
