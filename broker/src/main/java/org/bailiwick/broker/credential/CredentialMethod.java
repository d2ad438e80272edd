package org.bailiwick.broker.credential;

import java.util.Optional;
import org.bailiwick.broker.backend.BackEndTools;

/** A method with its settings, read from an asset file. */
interface CredentialMethod {
  BackEndAuthentication open(BackEndTools tools);

  /** The certificate that the back end is shown in TLS, if the method is about one. */
  default Optional<ShownCertificate> shown() {
    return Optional.empty();
  }
}
