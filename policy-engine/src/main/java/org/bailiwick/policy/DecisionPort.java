package org.bailiwick.policy;

/**
 * Decides whether an action is allowed; no other code does. It never throws and never answers "not
 * applicable": an action that no policy permits is denied, and a forbid overrides every permit.
 */
public interface DecisionPort {

  /** No permit or forbid policy applied. */
  String NO_POLICY_PERMITS = "no-policy-permits";

  /** The policy folder has no file for this action. */
  String UNKNOWN_ACTION = "unknown-action";

  /** The policy folder has no such application. */
  String UNKNOWN_APPLICATION = "unknown-application";

  /** An attribute is missing, null, of a wrong type or not in the schema of the action. */
  String REQUEST_NOT_IN_SCHEMA = "request-not-in-schema";

  /** A policy could not be evaluated, or the evaluator failed. */
  String EVALUATOR_ERROR = "evaluator-error";

  Decision decide(AccessRequest request);
}
