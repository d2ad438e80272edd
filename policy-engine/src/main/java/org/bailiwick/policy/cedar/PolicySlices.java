package org.bailiwick.policy.cedar;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.EntityUID;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The policies of one file, in slices of equal scope (action, principal, resource). A question
 * finds its slices by its own action, principal and resource, and by what these are in. The small
 * ones are evaluated as one set, which Cedar's native library keeps parsed while it is used; a
 * large one is parsed when the file is loaded, and is evaluated by itself.
 *
 * <p>Many threads may use it at the same time.
 */
public final class PolicySlices {

  /** A slice with more policies is evaluated by itself, so that it is parsed only once. */
  private static final int LARGE = 32;

  /** Sets of small slices that are kept parsed, by the number of their policies and one each. */
  private static final int MOST_KEPT = 20_000;

  /** Above what all files of a process need; Cedar's own bound would parse again and again. */
  private static final int MOST_NATIVE = 65_536;

  private static final String EVERY_ACTION = "";
  private static final BasicAuthorizationEngine ENGINE = new BasicAuthorizationEngine();

  static {
    PolicySet.setCacheMaxPolicySets(MOST_NATIVE);
  }

  /** The policies of one scope; the set of a large slice is parsed. */
  private record Slice(int number, List<Policy> policies, PolicySet large) {}

  /**
   * Whom and what a question is about, with all that they are in.
   *
   * @param actions the action, and the groups of actions that it is in
   */
  public record Parties(
      Set<EntityUID> actions, Set<EntityUID> principalIn, Set<EntityUID> resourceIn) {}

  private final Map<String, Map<String, Map<String, List<Slice>>>> slices = new HashMap<>();
  private final BoundedCache<List<Integer>, PolicySet> united = new BoundedCache<>(MOST_KEPT);

  /** Throws if Cedar's library refuses a large slice. */
  public PolicySlices(Map<String, PolicyText> policies) throws AuthException, CacheException {
    Map<PolicyText.Scope, List<Policy>> byScope = new HashMap<>();
    policies.forEach(
        (id, policy) ->
            byScope
                .computeIfAbsent(policy.scope(), scope -> new ArrayList<>())
                .add(new Policy(policy.source(), id)));
    int number = 0;
    for (Map.Entry<PolicyText.Scope, List<Policy>> each : byScope.entrySet()) {
      add(each.getKey(), new Slice(number++, each.getValue(), largeSet(each.getValue())));
    }
  }

  private static PolicySet largeSet(List<Policy> policies) throws CacheException {
    return policies.size() > LARGE ? parsed(policies) : null;
  }

  private void add(PolicyText.Scope scope, Slice slice) {
    Set<String> actions = scope.actions().isEmpty() ? Set.of(EVERY_ACTION) : scope.actions();
    for (String action : actions) {
      slices
          .computeIfAbsent(action, key -> new HashMap<>())
          .computeIfAbsent(scope.principal(), key -> new HashMap<>())
          .computeIfAbsent(scope.resource(), key -> new ArrayList<>())
          .add(slice);
    }
  }

  /**
   * What the policies say, as if all were evaluated.
   *
   * @throws AuthException if Cedar's library failed
   */
  public CedarVerdict evaluate(
      AuthorizationRequest question,
      Parties parties,
      Set<com.cedarpolicy.model.entity.Entity> entities)
      throws AuthException, CacheException {
    Collection<Slice> found = found(question, parties);
    List<Slice> small = found.stream().filter(each -> each.large() == null).toList();
    List<PolicySet> sets = new ArrayList<>();
    found.stream().filter(each -> each.large() != null).forEach(each -> sets.add(each.large()));
    // Without any policy, too, the question is compared with the schema.
    if (sets.isEmpty() || !small.isEmpty()) {
      sets.add(unite(small));
    }
    CedarVerdict verdict = CedarVerdict.NONE;
    for (PolicySet set : sets) {
      verdict = verdict.and(CedarVerdict.of(ENGINE.isAuthorized(question, set, entities)));
    }
    return verdict;
  }

  private Collection<Slice> found(AuthorizationRequest question, Parties parties) {
    Set<String> actions =
        parties.actions().stream().map(ScopeKey::text).collect(Collectors.toSet());
    actions.add(EVERY_ACTION);
    List<String> principal = ScopeKey.matching(question.principalEUID, parties.principalIn());
    List<String> resource = ScopeKey.matching(question.resourceEUID, parties.resourceIn());
    Map<Integer, Slice> found = new HashMap<>();
    for (String action : actions) {
      Map<String, Map<String, List<Slice>>> ofAction = slices.getOrDefault(action, Map.of());
      for (String each : principal) {
        addFound(ofAction.getOrDefault(each, Map.of()), resource, found);
      }
    }
    return found.values();
  }

  private static void addFound(
      Map<String, List<Slice>> slices, List<String> keys, Map<Integer, Slice> found) {
    for (String key : keys) {
      for (Slice slice : slices.getOrDefault(key, List.of())) {
        found.put(slice.number(), slice);
      }
    }
  }

  private PolicySet unite(List<Slice> small) throws CacheException {
    List<Integer> numbers = List.copyOf(new TreeSet<>(small.stream().map(Slice::number).toList()));
    int weight = 1 + small.stream().mapToInt(each -> each.policies().size()).sum();
    return united.get(
        numbers, weight, () -> parsed(small.stream().flatMap(s -> s.policies().stream()).toList()));
  }

  private static PolicySet parsed(Collection<Policy> policies) throws CacheException {
    PolicySet set = new PolicySet(new LinkedHashSet<>(policies));
    set.cache();
    return set;
  }

  /** The number of sets that are kept parsed beside the large slices. */
  int kept() {
    return united.size();
  }
}
