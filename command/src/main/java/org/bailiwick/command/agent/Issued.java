package org.bailiwick.command.agent;

import org.bailiwick.client.enrolment.EnrolledCredential;

/** The description of a credential for a person. */
final class Issued {
  private Issued() {}

  static String line(EnrolledCredential issued) {
    return "%s serial %s until %s%s"
        .formatted(
            issued.agent(),
            issued.serial().hex(),
            issued.notAfter(),
            issued.renewAt().map(time -> ", to be renewed at " + time).orElse(""));
  }
}
