package org.bailiwick.broker.credential;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bailiwick.broker.backend.CredentialUse;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.contract.problem.ProblemException;

/** A credential that adds nothing to requests: none at all, or a certificate that TLS shows. */
record PlainCredential(CredentialUse use) implements CallCredential {
  PlainCredential(String method, String identity) {
    this(new CredentialUse(method, identity, Optional.empty()));
  }

  static PlainCredential certificate(CredentialFolder folder) {
    try {
      X509Certificate leaf = folder.chain().getFirst();
      String identity =
          folder.workload().spiffeId() + " serial " + leaf.getSerialNumber().toString(16);
      return new PlainCredential(
          new CredentialUse(
              "client-certificate", identity, Optional.of(leaf.getNotAfter().toInstant())));
    } catch (ProblemException e) {
      throw BackEndFault.notDone("certificate-missing", e);
    }
  }

  @Override
  public BackEndRequest authenticate(BackEndRequest request, SentSecrets sent) {
    return request;
  }
}
