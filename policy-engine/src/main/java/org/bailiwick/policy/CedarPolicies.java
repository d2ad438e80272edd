package org.bailiwick.policy;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse.AuthorizationError;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.value.EntityUID;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One loaded policy folder: the policies of each action, and the schema. */
final class CedarPolicies {
  private static final Logger LOG = System.getLogger(CedarPolicies.class.getName());

  private final PolicyFolder.Version version;
  private final CedarSchema schema;
  private final Map<String, CedarPolicyFile> actions = new HashMap<>();
  private final BasicAuthorizationEngine engine = new BasicAuthorizationEngine();

  CedarPolicies(PolicyFolder folder) {
    this.version = folder.version();
    this.schema = new CedarSchema(folder.schema());
    folder
        .policies()
        .forEach((action, text) -> actions.put(action, CedarPolicyFile.load(action, text, schema)));
  }

  PolicyFolder.Version version() {
    return version;
  }

  /** Every policy, in the order of actions and ids. */
  List<CedarDecisionPoint.InForce> all() {
    List<CedarDecisionPoint.InForce> all = new ArrayList<>();
    new TreeMap<>(actions)
        .forEach(
            (action, file) ->
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
                                    version.toString()))));
    return List.copyOf(all);
  }

  Decision decide(AccessRequest request) {
    CedarPolicyFile policies = actions.get(request.action().text());
    if (policies == null) {
      return deny(DecisionPort.UNKNOWN_ACTION, List.of());
    }
    try {
      CedarEntities entities = new CedarEntities(schema);
      EntityUID subject = entities.add(request.subject());
      EntityUID resource = entities.add(request.resource());
      AuthorizationRequest question =
          new AuthorizationRequest(
              subject,
              schema.uid(CedarSchema.ACTION, request.action().text()),
              resource,
              Optional.of(CedarValues.members(request.context())),
              Optional.of(policies.schema()),
              true);
      return answer(policies, engine.isAuthorized(question, policies.set(), entities.all()));
    } catch (CedarValues.UnfitValueException e) {
      LOG.log(Level.WARNING, "request for {0} denied: {1}", request.action(), e.getMessage());
      return deny(DecisionPort.REQUEST_NOT_IN_SCHEMA, List.of());
    } catch (AuthException e) {
      LOG.log(Level.WARNING, "the evaluator failed on " + request.action(), e);
      return deny(DecisionPort.EVALUATOR_ERROR, List.of());
    }
  }

  private Decision answer(CedarPolicyFile policies, AuthorizationResponse response) {
    if (response.success.isEmpty()) {
      LOG.log(Level.WARNING, "request outside the schema: {0}", response);
      return deny(DecisionPort.REQUEST_NOT_IN_SCHEMA, List.of());
    }
    AuthorizationSuccessResponse success = response.success.get();
    if (!success.getErrors().isEmpty()) {
      // Cedar skips a policy that fails. A skipped forbid could permit the action, so any failure
      // denies.
      LOG.log(Level.WARNING, "a policy could not be evaluated: {0}", success.getErrors());
      return deny(
          DecisionPort.EVALUATOR_ERROR,
          sorted(success.getErrors().stream().map(AuthorizationError::getPolicyId)));
    }
    List<String> decided = sorted(success.getReason().stream());
    List<CedarPolicyFile.Terms> terms = decided.stream().map(policies.terms()::get).toList();
    List<String> reasons = sorted(terms.stream().map(CedarPolicyFile.Terms::reason));
    if (success.isAllowed()) {
      return new Decision.Permit(
          reasons,
          decided,
          sorted(terms.stream().flatMap(each -> each.obligations().stream())),
          version.toString());
    }
    return reasons.isEmpty()
        ? deny(DecisionPort.NO_POLICY_PERMITS, decided)
        : new Decision.Deny(reasons, decided, stepUp(terms), version.toString());
  }

  /** The sign-in that each of these forbids asks for; empty if one of them asks for none. */
  private static Optional<Decision.StepUp> stepUp(List<CedarPolicyFile.Terms> forbids) {
    return forbids.stream()
        .map(CedarPolicyFile.Terms::stepUp)
        .reduce((one, other) -> one.flatMap(left -> other.flatMap(left::and)))
        .orElseGet(Optional::empty);
  }

  private Decision deny(String reason, List<String> decided) {
    return new Decision.Deny(List.of(reason), decided, version.toString());
  }

  private static List<String> sorted(Stream<String> names) {
    return names.distinct().sorted().toList();
  }
}
