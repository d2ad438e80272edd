package org.bailiwick.policy;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.EntityUID;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.bailiwick.policy.cedar.CedarSchema;
import org.bailiwick.policy.cedar.CedarVerdict;
import org.bailiwick.policy.cedar.PolicyBlocks;
import org.bailiwick.policy.cedar.PolicySlices;
import org.bailiwick.policy.cedar.PolicyText;
import org.bailiwick.policy.cedar.UnreadablePolicyException;

/**
 * The policies of one file, validated and sliced.
 *
 * @param terms what the annotations of each policy say, by the policy's id
 * @param looksAtResource whether one of them looks at anything of the resource but its type
 * @param level at which questions are logged that cannot be decided
 */
record CedarPolicyFile(
    PolicySlices slices, Map<String, CedarTerms> terms, boolean looksAtResource, Level level) {
  private static final Logger LOG = System.getLogger(CedarPolicyFile.class.getName());
  private static final BasicAuthorizationEngine ENGINE = new BasicAuthorizationEngine();

  /**
   * Throws {@link PolicyRefusedException} if the text is no policies that fit the schema.
   *
   * @param file its name, for messages
   */
  static CedarPolicyFile load(String file, String text, CedarSchema schema) {
    try {
      Map<String, PolicyText> named = new HashMap<>();
      Map<String, CedarTerms> terms = new HashMap<>();
      for (PolicyText policy : PolicyText.parse(text)) {
        String id = CedarTerms.id(file, policy);
        if (terms.put(id, CedarTerms.of(file, policy)) != null) {
          throw new PolicyRefusedException(file + " has two policies with the id " + id);
        }
        named.put(id, policy);
      }
      validate(file, named, schema);
      return new CedarPolicyFile(
          new PolicySlices(named),
          Map.copyOf(terms),
          named.values().stream().anyMatch(PolicyText::looksAtResource),
          Level.WARNING);
    } catch (UnreadablePolicyException e) {
      throw new PolicyRefusedException(file + " " + e.getMessage(), e);
    } catch (AuthException | CacheException e) {
      throw new PolicyRefusedException(file + " cannot be parsed", e);
    }
  }

  /**
   * The same for questions from outside, whose faults are the asker's: the log would otherwise have
   * whatever an asker sends.
   */
  CedarPolicyFile ofOutsiders() {
    return new CedarPolicyFile(slices, terms, looksAtResource, Level.DEBUG);
  }

  private static void validate(String file, Map<String, PolicyText> named, CedarSchema schema)
      throws AuthException {
    List<Policy> policies = new ArrayList<>();
    named.forEach((id, policy) -> policies.add(new Policy(policy.source(), id)));
    for (Set<Policy> some : PolicyBlocks.of(policies)) {
      ValidationResponse response =
          ENGINE.validate(new ValidationRequest(schema.whole(), new PolicySet(some)));
      if (!response.validationPassed()) {
        throw new PolicyRefusedException(file + " does not fit the schema: " + response);
      }
    }
  }

  /**
   * Decides by these policies.
   *
   * @param actions the action, and the groups of actions that it is in
   * @param version of the policies, as the decision names it
   */
  Decision decide(
      AuthorizationRequest question,
      Set<EntityUID> actions,
      CedarEntities entities,
      String version) {
    try {
      PolicySlices.Parties parties =
          new PolicySlices.Parties(
              actions,
              entities.ancestors(question.principalEUID),
              entities.ancestors(question.resourceEUID));
      return answer(slices.evaluate(question, parties, entities.all()), version);
    } catch (AuthException | CacheException e) {
      LOG.log(Level.WARNING, "the evaluator failed on " + question.actionEUID, e);
      return deny(DecisionPort.EVALUATOR_ERROR, List.of(), version);
    }
  }

  private Decision answer(CedarVerdict verdict, String version) {
    if (verdict.outside().isPresent()) {
      LOG.log(level, "request outside the schema: {0}", verdict.outside().get());
      return deny(DecisionPort.REQUEST_NOT_IN_SCHEMA, List.of(), version);
    }
    if (!verdict.failed().isEmpty()) {
      // Cedar skips a policy that fails. A skipped forbid could permit the action, so any failure
      // denies.
      LOG.log(level, "policies could not be evaluated: {0}", verdict.failed());
      return deny(DecisionPort.EVALUATOR_ERROR, verdict.failed(), version);
    }
    SortedSet<String> decided = verdict.decided();
    List<CedarTerms> said = decided.stream().map(terms::get).toList();
    List<String> reasons = sorted(said.stream().map(CedarTerms::reason));
    if (!verdict.permits().isEmpty()) {
      return new Decision.Permit(
          reasons,
          List.copyOf(decided),
          sorted(said.stream().flatMap(each -> each.obligations().stream())),
          version);
    }
    return reasons.isEmpty()
        ? deny(DecisionPort.NO_POLICY_PERMITS, decided, version)
        : new Decision.Deny(reasons, List.copyOf(decided), stepUp(said), remedies(said), version);
  }

  /** The sign-in that all of these forbids which ask for one ask for; empty if one excludes it. */
  private static Optional<Decision.StepUp> stepUp(List<CedarTerms> forbids) {
    return forbids.stream()
        .map(CedarTerms::stepUp)
        .reduce((one, other) -> one.flatMap(left -> other.flatMap(left::and)))
        .orElseGet(Optional::empty);
  }

  /** What ends each of these forbids; nothing if one of them names nothing. */
  private static Set<Decision.Remedy> remedies(List<CedarTerms> forbids) {
    Set<Decision.Remedy> all = EnumSet.noneOf(Decision.Remedy.class);
    for (CedarTerms forbid : forbids) {
      if (forbid.remedies().isEmpty()) {
        return Set.of();
      }
      all.addAll(forbid.remedies());
    }
    return all;
  }

  static Decision deny(String reason, Collection<String> decided, String version) {
    return new Decision.Deny(List.of(reason), List.copyOf(decided), version);
  }

  private static List<String> sorted(Stream<String> names) {
    return names.distinct().sorted().toList();
  }
}
