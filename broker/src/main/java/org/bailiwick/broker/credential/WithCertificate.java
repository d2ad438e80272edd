package org.bailiwick.broker.credential;

import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.CredentialUse;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.client.credential.CredentialFolder;

/** Another method, at a back end that is also shown a certificate: its receipts name that too. */
public record WithCertificate(BackEndAuthentication method, CredentialFolder folder)
    implements BackEndAuthentication {

  @Override
  public CallCredential forCall(BackEndCall call) {
    CredentialUse certificate = PlainCredential.certificate(folder).use();
    CallCredential inner = method.forCall(call);
    CredentialUse use =
        new CredentialUse(
            inner.use().method(),
            inner.use().identity() + " with certificate of " + certificate.identity(),
            inner.use().until().or(certificate::until));
    return new Both(inner, use);
  }

  private record Both(CallCredential inner, CredentialUse use) implements CallCredential {
    @Override
    public BackEndRequest authenticate(BackEndRequest request, SentSecrets sent) {
      return inner.authenticate(request, sent);
    }

    @Override
    public boolean rejected() {
      return inner.rejected();
    }
  }

  @Override
  public void close() {
    method.close();
  }
}
