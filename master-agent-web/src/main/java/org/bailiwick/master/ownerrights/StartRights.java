package org.bailiwick.master.ownerrights;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;

/**
 * What an agent may start at all: what each of these sets covers.
 *
 * @param agent the agent's own
 * @param owner what its owner's file has; absent where owners are not asked about
 * @param principal the same of the person or role for whom it acts
 */
public record StartRights(
    CapabilitySet agent, Optional<CapabilitySet> owner, Optional<CapabilitySet> principal) {

  /** The check of a request of which the agent's own rights leave nothing. */
  public static final String NOTHING_LEFT = "scope-empty";

  /** The rights of an agent whose owner is not asked about, such as a partner's. */
  public static StartRights of(CapabilitySet agent) {
    return new StartRights(agent, Optional.empty(), Optional.empty());
  }

  /**
   * What is left of the wanted capabilities: those that each set covers; without a request all that
   * every set covers.
   *
   * @throws ProblemException malformed-request if these are more than one scope can name
   */
  public CapabilitySet within(Optional<CapabilitySet> wanted) {
    return within(wanted, sets().toList());
  }

  /**
   * The check of the first set that leaves nothing of what is wanted; empty if something is left.
   */
  public Optional<String> refusal(Optional<CapabilitySet> wanted) {
    if (within(wanted, List.of(agent)).isEmpty()) {
      return Optional.of(NOTHING_LEFT);
    }
    if (within(wanted, Stream.concat(Stream.of(agent), owner.stream()).toList()).isEmpty()) {
      return Optional.of("owner-scope");
    }
    return within(wanted).isEmpty() ? Optional.of("principal-scope") : Optional.empty();
  }

  private Stream<CapabilitySet> sets() {
    return Stream.concat(Stream.of(agent), Stream.concat(owner.stream(), principal.stream()));
  }

  private static CapabilitySet within(Optional<CapabilitySet> wanted, List<CapabilitySet> sets) {
    return wanted
        .map(
            asked ->
                CapabilitySet.of(
                    asked.stream()
                        .filter(each -> sets.stream().allMatch(set -> set.covers(each)))
                        .toList()))
        .orElseGet(() -> sets.stream().reduce(StartRights::common).orElseThrow());
  }

  /** The set that covers exactly the capabilities which both sets cover. */
  private static CapabilitySet common(CapabilitySet one, CapabilitySet other) {
    Set<Capability> common = new HashSet<>();
    for (Capability each : one) {
      for (Capability another : other) {
        common(each, another).ifPresent(common::add);
      }
    }
    return CapabilitySet.of(widest(common));
  }

  /** The widest capability that both cover: with the parameters of both, if none contradicts. */
  private static Optional<Capability> common(Capability one, Capability other) {
    if (!one.name().equals(other.name()) || one.version() != other.version()) {
      return Optional.empty();
    }
    SortedMap<String, String> parameters = new TreeMap<>(one.parameters());
    for (Map.Entry<String, String> parameter : other.parameters().entrySet()) {
      String before = parameters.putIfAbsent(parameter.getKey(), parameter.getValue());
      if (before != null && !before.equals(parameter.getValue())) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(new Capability(one.name(), one.version(), parameters));
    } catch (ProblemException tooLong) {
      return Optional.empty(); // no scope could name it, nor anything narrower
    }
  }

  /** Without those that another one covers, which would only lengthen the scope. */
  private static List<Capability> widest(Set<Capability> all) {
    List<Capability> widest = new ArrayList<>();
    for (Capability each : all) {
      if (all.stream().noneMatch(other -> !other.equals(each) && other.covers(each))) {
        widest.add(each);
      }
    }
    return widest;
  }
}
