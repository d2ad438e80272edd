package org.bailiwick.aca.issuance;

import java.time.Duration;
import org.bailiwick.aca.approval.Progress;
import org.bailiwick.aca.approval.WaitingEnrolment;
import org.bailiwick.aca.pipeline.IssuedCredential;

/** The answer to a request for a credential that was not refused. */
public sealed interface Enrolment {

  record Issued(IssuedCredential credential) implements Enrolment {}

  /** Officers have to approve the request, which gets its credential when it is repeated. */
  record Waiting(Progress<WaitingEnrolment> progress) implements Enrolment {

    /** The time after which to repeat the request; officers take longer than that. */
    public static final Duration RETRY_AFTER = Duration.ofMinutes(1);
  }
}
