package org.bailiwick.aca.issuance;

import java.time.Duration;
import org.bailiwick.aca.approval.Progress;
import org.bailiwick.aca.approval.WaitingEnrolment;
import org.bailiwick.aca.pipeline.IssuedCredential;

/** The answer to a request for a credential that was not refused. */
public sealed interface Enrolment {

  /** With the credential. */
  record Issued(IssuedCredential credential) implements Enrolment {}

  /** Officers have to approve it; the same request gets the credential afterwards. */
  record Waiting(Progress<WaitingEnrolment> progress) implements Enrolment {

    /** Officers are people: nobody need ask oftener. */
    public static final Duration RETRY_AFTER = Duration.ofMinutes(1);
  }
}
