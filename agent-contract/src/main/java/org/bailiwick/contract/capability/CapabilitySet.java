package org.bailiwick.contract.capability;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A set of at most 100 different capabilities. Two sets are equal if their canonical texts are
 * equal. Certificates, the scope of tokens and the input of policies use this set. It iterates in
 * the order of the texts.
 */
public final class CapabilitySet implements Iterable<Capability> {
  private static final int MAX_SIZE = 100;

  private final SortedSet<Capability> capabilities;

  private CapabilitySet(Collection<Capability> capabilities) {
    if (capabilities.size() > MAX_SIZE) {
      throw refused("capability-count", "There are more than 100 capabilities");
    }
    SortedSet<Capability> sorted = new TreeSet<>(capabilities);
    if (sorted.size() != capabilities.size()) {
      throw refused("capability-duplicate", "A capability is listed twice");
    }
    this.capabilities = Collections.unmodifiableSortedSet(sorted);
  }

  public static CapabilitySet parse(Collection<String> texts) {
    if (texts.size() > MAX_SIZE) {
      throw refused("capability-count", "There are more than 100 capabilities");
    }
    return new CapabilitySet(texts.stream().map(Capability::parse).toList());
  }

  /**
   * Reads a token's {@code scope}, whose texts are separated by one space (RFC 6749 section 3.3).
   * The empty text is the empty set.
   */
  public static CapabilitySet parseScope(String scope) {
    return scope.isEmpty() ? of() : parse(Arrays.asList(scope.split(" ", -1)));
  }

  public static CapabilitySet of(Capability... capabilities) {
    return new CapabilitySet(List.of(capabilities));
  }

  public static CapabilitySet of(Collection<Capability> capabilities) {
    return new CapabilitySet(capabilities);
  }

  public SortedSet<String> texts() {
    return stream().map(Capability::text).collect(Collectors.toCollection(TreeSet::new));
  }

  public Stream<Capability> stream() {
    return capabilities.stream();
  }

  public int size() {
    return capabilities.size();
  }

  public boolean isEmpty() {
    return capabilities.isEmpty();
  }

  public boolean covers(Capability requested) {
    return stream().anyMatch(held -> held.covers(requested));
  }

  public boolean covers(CapabilitySet requested) {
    return requested.stream().allMatch(this::covers);
  }

  /**
   * Returns {@code requested} if this set covers all of it. Otherwise it throws SCOPE_TOO_WIDE, so
   * that a request for more is never reduced silently.
   */
  public CapabilitySet narrowTo(CapabilitySet requested) {
    if (!covers(requested)) {
      throw new ProblemException(
          ProblemType.SCOPE_TOO_WIDE,
          "scope-not-covered",
          "The request names a capability that is not held");
    }
    return requested;
  }

  /** The texts separated by spaces, for a token's {@code scope}. */
  public String scope() {
    return String.join(" ", texts());
  }

  @Override
  public Iterator<Capability> iterator() {
    return capabilities.iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CapabilitySet set && capabilities.equals(set.capabilities);
  }

  @Override
  public int hashCode() {
    return capabilities.hashCode();
  }

  @Override
  public String toString() {
    return scope();
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
