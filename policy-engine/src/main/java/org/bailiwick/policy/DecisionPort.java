package org.bailiwick.policy;

/**
 * The one place that answers whether something is allowed. It never throws and never answers "not
 * applicable": whatever is not permitted by a policy is denied, and a forbid wins over any permit.
 */
public interface DecisionPort {

  /** No permit applied, and no forbid either. */
  String NO_POLICY_PERMITS = "no-policy-permits";

  /** The policy folder has no file for this action. */
  String UNKNOWN_ACTION = "unknown-action";

  /** An attribute is missing, null, of a wrong type or not in the vocabulary of the action. */
  String REQUEST_NOT_IN_SCHEMA = "request-not-in-schema";

  /** A policy could not be evaluated, or the evaluator failed. */
  String EVALUATOR_ERROR = "evaluator-error";

  Decision decide(AccessRequest request);
}
