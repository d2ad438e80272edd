/**
 * The operator's file: which pods get a sidecar, and which owners and capabilities they may ask
 * for. Door: {@link org.bailiwick.injector.policy.PolicyFile}.
 *
 * <p>Invariants: what is not in the file is not permitted; a member that is not defined is a fault;
 * a file with a fault never replaces the one in use.
 */
package org.bailiwick.injector.policy;
