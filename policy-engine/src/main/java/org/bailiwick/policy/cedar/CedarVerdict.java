package org.bailiwick.policy.cedar;

import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse.AuthorizationError;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What policies say of a question.
 *
 * @param outside how the question does not fit the schema; empty if it fits
 * @param permits the policies that permit it; empty if one forbids it
 * @param forbids the policies that forbid it
 * @param failed the policies that could not be evaluated, of which Cedar does not know what they
 *     would have said
 */
public record CedarVerdict(
    Optional<String> outside,
    SortedSet<String> permits,
    SortedSet<String> forbids,
    SortedSet<String> failed) {

  /** The verdict of no policy. */
  static final CedarVerdict NONE =
      new CedarVerdict(Optional.empty(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());

  static CedarVerdict of(AuthorizationResponse response) {
    if (response.success.isEmpty()) {
      return new CedarVerdict(
          Optional.of(response.toString()), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    }
    AuthorizationSuccessResponse success = response.success.get();
    SortedSet<String> decided = new TreeSet<>(success.getReason());
    return new CedarVerdict(
        Optional.empty(),
        success.isAllowed() ? decided : new TreeSet<>(),
        success.isAllowed() ? new TreeSet<>() : decided,
        success.getErrors().stream()
            .map(AuthorizationError::getPolicyId)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /**
   * The verdict of these policies and others together, as if Cedar had evaluated them at once: a
   * forbid wins over every permit, and policies that decided and failed are united.
   */
  CedarVerdict and(CedarVerdict other) {
    SortedSet<String> forbidding = united(forbids, other.forbids);
    return new CedarVerdict(
        outside.or(other::outside),
        forbidding.isEmpty() ? united(permits, other.permits) : new TreeSet<>(),
        forbidding,
        united(failed, other.failed));
  }

  /** The policies that decided. */
  public SortedSet<String> decided() {
    return united(permits, forbids);
  }

  private static SortedSet<String> united(SortedSet<String> some, SortedSet<String> others) {
    return Stream.concat(some.stream(), others.stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
