package org.bailiwick.broker.credential;

import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.CredentialUse;
import org.bailiwick.broker.outbound.BackEndRequest;

/**
 * Another method, whose requests also name on whose behalf they are made. The field is there before
 * the method sees the request, so that a signature can cover it.
 */
record OnBehalf(BackEndAuthentication method, ActingIdentity acting)
    implements BackEndAuthentication {

  @Override
  public CallCredential forCall(BackEndCall call) {
    String name = acting.of(call.token());
    CallCredential inner = method.forCall(call);
    CredentialUse use =
        new CredentialUse(
            inner.use().method(),
            inner.use().identity() + " on behalf of " + name,
            inner.use().until());
    return new Named(inner, use, acting.header().orElseThrow(), name);
  }

  private record Named(CallCredential inner, CredentialUse use, String header, String name)
      implements CallCredential {
    @Override
    public BackEndRequest authenticate(BackEndRequest request, SentSecrets sent) {
      return inner.authenticate(request.with(header, name), sent);
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
