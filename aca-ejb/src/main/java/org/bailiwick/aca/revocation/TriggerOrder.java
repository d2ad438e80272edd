package org.bailiwick.aca.revocation;

import org.bailiwick.aca.cascade.Subject;

/**
 * An order to revoke the credentials that a trigger's policy reaches.
 *
 * @param trigger name of the event that is reported for the subject
 * @param comment for the record; at most 1000 characters
 */
public record TriggerOrder(String trigger, Subject subject, String comment) {

  /** The cause that is recorded with each revocation. */
  String cause() {
    return comment.isEmpty() ? trigger : trigger + ": " + comment;
  }
}
