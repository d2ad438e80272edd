package org.bailiwick.master.ownerrights;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.ownerrights.Grantor.AgentOwner;
import org.bailiwick.master.ownerrights.Grantor.AgentPrincipal;
import org.bailiwick.master.ownerrights.GrantorFile.Granted;
import org.bailiwick.master.reviewedfolder.ReviewedFolder;
import org.bailiwick.node.log.StructuredLog;

/**
 * The owners of agents, and the persons and roles behind agents, with one file each, read again
 * within two seconds of a change. A file says by its content whom it is about. So while a file has
 * a fault, it may be that of anyone who has no other file. Two files about the same one are a fault
 * of both.
 */
public final class OwnerRights {
  private static final StructuredLog LOG = StructuredLog.of(OwnerRights.class);
  private static final String REPEATED = "another file is about the same one";

  private record Index(
      ReviewedFolder.Content<Granted> source,
      Map<Grantor, CapabilitySet> scopes,
      Map<String, String> faults) {}

  private final Optional<ReviewedFolder<Granted>> folder;
  private volatile Optional<Index> index = Optional.empty();

  /** Without a folder nobody is asked about, and nothing is inherited or withheld. */
  public OwnerRights(Optional<Path> folder, Clock clock) {
    this.folder =
        folder.map(place -> new ReviewedFolder<>(Optional.of(place), GrantorFile::read, clock));
    if (folder.isEmpty()) {
      LOG.warn("owners.not-asked", Map.of("setting", "master.owners-folder"));
    }
  }

  /** Whether owners and principals are asked about. */
  public boolean areAsked() {
    return folder.isPresent();
  }

  /**
   * The check by which an agent with this owner and this principal may not have these capabilities
   * used; empty if it may.
   *
   * @throws ProblemException dependency-unavailable when a fault may hide what is asked for
   */
  public Optional<String> refusal(Responsibility agent, CapabilitySet scope) {
    return folder
        .map(this::index)
        .flatMap(
            now ->
                refusal(now, new AgentOwner(agent.owner()), scope)
                    .or(() -> refusal(now, new AgentPrincipal(agent.principal()), scope)));
  }

  /**
   * What agents may start of which the own file has this, the owner's and the principal's have what
   * they have now; without file, or where it is not known whose agent it is, nothing.
   */
  public StartRights startRights(CapabilitySet agent, Optional<Responsibility> responsible) {
    return folder
        .map(this::index)
        .map(
            now ->
                new StartRights(
                    agent,
                    scopes(now, responsible.map(known -> new AgentOwner(known.owner()))),
                    scopes(now, responsible.map(known -> new AgentPrincipal(known.principal())))))
        .orElseGet(() -> StartRights.of(agent));
  }

  /** The faults by name of the file, or by the folder if that cannot be read. */
  public Map<String, String> faults() {
    return folder.map(place -> index(place).faults()).orElseGet(Map::of);
  }

  private static Optional<String> refusal(Index now, Grantor grantor, CapabilitySet scope) {
    CapabilitySet granted = now.scopes().get(grantor);
    if (granted == null) {
      requireNoFault(now);
      return Optional.of(grantor.notDescribed());
    }
    return granted.covers(scope) ? Optional.empty() : Optional.of(grantor.scopeCheck());
  }

  private static void requireNoFault(Index now) {
    if (!now.faults().isEmpty()) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "owner-description-faulty",
          "The rights of the caller's owner cannot be read now.");
    }
  }

  private static Optional<CapabilitySet> scopes(Index now, Optional<? extends Grantor> grantor) {
    return Optional.of(
        grantor
            .map(now.scopes()::get) // null, and so empty, of one that has no file
            .orElseGet(() -> CapabilitySet.of()));
  }

  /** The index of the folder's present content; of two threads that make it, one wins. */
  @SuppressWarnings(
      "ReferenceEquality") // the same object is the same content, and is found at once
  private Index index(ReviewedFolder<Granted> place) {
    ReviewedFolder.Content<Granted> content = place.current();
    Optional<Index> known = index.filter(made -> made.source() == content);
    if (known.isEmpty()) {
      known = Optional.of(indexOf(content));
      index = known;
    }
    return known.get();
  }

  private static Index indexOf(ReviewedFolder.Content<Granted> content) {
    Map<String, String> faults = new TreeMap<>(content.faults());
    Set<Grantor> repeated = repeated(content.entries().values().stream());
    Map<Grantor, CapabilitySet> scopes = new HashMap<>();
    content
        .entries()
        .forEach(
            (name, granted) -> {
              if (repeated.contains(granted.grantor())) {
                faults.put(name + ReviewedFolder.SUFFIX, REPEATED);
                LOG.warn("owner-file.refused", Map.of("file", name, "reason", REPEATED));
              } else {
                scopes.put(granted.grantor(), granted.scopes());
              }
            });
    return new Index(content, Map.copyOf(scopes), Map.copyOf(faults));
  }

  private static Set<Grantor> repeated(Stream<Granted> all) {
    Set<Grantor> once = new HashSet<>();
    Set<Grantor> repeated = new HashSet<>();
    all.map(Granted::grantor).filter(grantor -> !once.add(grantor)).forEach(repeated::add);
    return repeated;
  }
}
