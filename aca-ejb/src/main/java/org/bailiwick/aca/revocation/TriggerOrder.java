package org.bailiwick.aca.revocation;

import org.bailiwick.aca.cascade.Subject;

/**
 * Something happened to somebody: what an operator has ended by the policy of the trigger.
 *
 * @param trigger names the policy
 * @param comment for the record; at most 1000 characters
 */
public record TriggerOrder(String trigger, Subject subject, String comment) {

  /** The cause that is recorded with each revocation. */
  String cause() {
    return comment.isEmpty() ? trigger : trigger + ": " + comment;
  }
}
