package org.bailiwick.policy;

import com.cedarpolicy.model.AuthorizationRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.policy.cedar.BoundedCache;
import org.bailiwick.policy.cedar.CedarSchema;
import org.bailiwick.policy.cedar.CedarValues;
import org.bailiwick.policy.cedar.UnreadablePolicyException;
import org.bailiwick.policy.segment.SegmentPlan;

/**
 * One loaded policy folder: the policies of each action and application, and the schema.
 *
 * <p>Policies read no clock and no store, so an answer depends on nothing but the question; what
 * was asked lately is answered from memory, and forgotten with these policies.
 */
final class CedarPolicies {
  private static final Logger LOG = System.getLogger(CedarPolicies.class.getName());

  /** Characters and members of the questions that are remembered, each counted with an overhead. */
  private static final int MOST_REMEMBERED = 4 << 20;

  private static final int LARGEST_REMEMBERED = 64 << 10;
  private static final int OVERHEAD = 1024;

  private final PolicyFolder.Version version;
  private final CedarSchema schema;
  private final Map<String, CedarPolicyFile> actions = new HashMap<>();
  private final SortedMap<String, CedarApplication> applications;
  private final Optional<SegmentPlan> segments;
  private final SortedMap<String, CedarDecisionPoint.Vocabulary> vocabularies = new TreeMap<>();
  private final BoundedCache<Object, Decision> answers = new BoundedCache<>(MOST_REMEMBERED);

  CedarPolicies(PolicyFolder folder) {
    this.version = folder.version();
    try {
      this.schema = new CedarSchema(folder.schema());
      for (Map.Entry<String, String> action : folder.policies().entrySet()) {
        actions.put(
            action.getKey(),
            CedarPolicyFile.load(action.getKey() + ".cedar", action.getValue(), schema));
        schema.require(action.getKey());
      }
    } catch (UnreadablePolicyException e) {
      throw new PolicyRefusedException(e.getMessage(), e);
    }
    this.applications = CedarApplication.all(schema, folder.more());
    this.segments =
        Optional.ofNullable(folder.more().get(PolicyFolder.SEGMENTS)).map(SegmentPlan::read);
    applications.forEach((name, each) -> vocabularies.put(name, each.vocabulary()));
  }

  private record Asked(
      CedarDecisionPoint.ApplicationAction action, CedarApplication.AccessParties parties) {}

  PolicyFolder.Version version() {
    return version;
  }

  Optional<SegmentPlan> segments() {
    return segments;
  }

  /** Every policy, in the order of actions and ids; then those of applications. */
  List<CedarDecisionPoint.InForce> all() {
    List<CedarDecisionPoint.InForce> all = new ArrayList<>();
    new TreeMap<>(actions).forEach((action, file) -> add(action, file, all));
    applications.forEach((name, each) -> add("app-" + name, each.policies(), all));
    return List.copyOf(all);
  }

  private void add(String action, CedarPolicyFile file, List<CedarDecisionPoint.InForce> all) {
    new TreeMap<>(file.terms())
        .forEach(
            (id, terms) ->
                all.add(
                    new CedarDecisionPoint.InForce(
                        action,
                        id,
                        terms.permits(),
                        terms.reason(),
                        terms.obligations(),
                        terms.stepUp(),
                        version.toString())));
  }

  Decision decide(AccessRequest request) {
    return answers.get(
        remembered(request),
        made -> weight(made, request.subject(), request.resource(), request.context()),
        () -> evaluate(request));
  }

  /** Policies that look at nothing of the resource but its type answer for every one at once. */
  private Object remembered(AccessRequest request) {
    CedarPolicyFile policies = actions.get(request.action().text());
    return policies == null || policies.looksAtResource() || schema.hasEnumerations()
        ? request
        : request.aboutAnyResource().map(Object.class::cast).orElse(request);
  }

  private Decision evaluate(AccessRequest request) {
    String action = request.action().text();
    CedarPolicyFile policies = actions.get(action);
    if (policies == null) {
      return CedarPolicyFile.deny(DecisionPort.UNKNOWN_ACTION, List.of(), version.toString());
    }
    try {
      CedarEntities entities = new CedarEntities(schema);
      AuthorizationRequest question =
          new AuthorizationRequest(
              entities.add(request.subject()),
              schema.uid(CedarSchema.ACTION, action),
              entities.add(request.resource()),
              Optional.of(CedarValues.members(request.context())),
              Optional.of(schema.of(action)),
              true);
      return policies.decide(question, schema.withGroups(action), entities, version.toString());
    } catch (CedarValues.UnfitValueException e) {
      LOG.log(Level.WARNING, "request for {0} denied: {1}", request.action(), e.getMessage());
      return CedarPolicyFile.deny(
          DecisionPort.REQUEST_NOT_IN_SCHEMA, List.of(), version.toString());
    }
  }

  /** Decides about an action of an application. */
  Decision decide(
      CedarDecisionPoint.ApplicationAction action, CedarApplication.AccessParties parties) {
    CedarApplication application = applications.get(action.application());
    if (application == null) {
      return CedarPolicyFile.deny(DecisionPort.UNKNOWN_APPLICATION, List.of(), version.toString());
    }
    return answers.get(
        new Asked(action, parties),
        made -> weight(made, parties.subject(), parties.resource(), parties.context()),
        () -> application.decide(action.name(), parties, version.toString()));
  }

  /**
   * The fault of an evaluator may pass, and what does not fit the schema is logged each time, so
   * both weigh too much to be remembered.
   */
  private static int weight(Decision made, Object... question) {
    boolean fault =
        made.reasons().contains(DecisionPort.EVALUATOR_ERROR)
            || made.reasons().contains(DecisionPort.REQUEST_NOT_IN_SCHEMA);
    long weight = OVERHEAD + weight(Arrays.asList(question));
    return fault || weight > LARGEST_REMEMBERED ? Integer.MAX_VALUE : (int) weight;
  }

  private static long weight(Object part) {
    return switch (part) {
      case null -> 1;
      case Entity entity ->
          weight(entity.type())
              + weight(entity.id())
              + weight(entity.attributes())
              + weight(entity.parents());
      case Map<?, ?> members -> weight(members.keySet()) + weight(members.values());
      case Collection<?> all -> all.size() + all.stream().mapToLong(CedarPolicies::weight).sum();
      case String text -> text.length();
      default -> 1;
    };
  }

  /** What each application has, by its name. */
  SortedMap<String, CedarDecisionPoint.Vocabulary> vocabularies() {
    return Collections.unmodifiableSortedMap(vocabularies);
  }
}
