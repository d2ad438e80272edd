package org.bailiwick.client.enrolment;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.client.wit.WorkloadToken;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.WorkloadId;

/**
 * An issued credential; the chain has the workload's certificate first.
 *
 * @param renewAt the time at which to renew the credential, if the authority set one
 * @param wit a Workload Identity Token for the same key, if one was requested
 */
public record EnrolledCredential(
    SerialNumber serial,
    WorkloadId workload,
    Instant notAfter,
    Optional<Instant> renewAt,
    List<X509Certificate> chain,
    Optional<WorkloadToken> wit)
    implements EnrolmentAnswer {
  public EnrolledCredential {
    chain = List.copyOf(chain);
  }

  @Override
  public EnrolledCredential issued() {
    return this;
  }
}
