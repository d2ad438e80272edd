package org.bailiwick.master.caller;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * The certificate with which a workload has called. A job's row has the whole certificate, so that
 * its revocation can be asked about while the job runs. A token's row has only the serial number,
 * by which the tokens of a revoked credential are found.
 */
public record CallerCredential(SerialNumber serial, Optional<X509Certificate> certificate) {

  public static CallerCredential of(X509Certificate certificate) {
    return new CallerCredential(
        new SerialNumber(certificate.getSerialNumber()), Optional.of(certificate));
  }

  public static CallerCredential of(SerialNumber serial) {
    return new CallerCredential(serial, Optional.empty());
  }
}
