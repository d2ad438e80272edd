package org.bailiwick.aca.issuance;

import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.waiting.EnrolmentProgress;

/** The answer to a request for a credential that was not refused. */
public sealed interface Enrolment {

  /** With the credential. */
  record Issued(IssuedCredential credential) implements Enrolment {}

  /** Officers have to approve it; the same request gets the credential afterwards. */
  record Waiting(EnrolmentProgress progress) implements Enrolment {}
}
