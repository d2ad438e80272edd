package org.bailiwick.broker.credential;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.CredentialUse;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.token.BackEndTokens;
import org.bailiwick.broker.token.IssuedToken;
import org.bailiwick.contract.credential.Sha256;

/**
 * A bearer token of the back end's authorization server (RFC 6750): a static secret, or the
 * broker's key, goes in there, and a token for the scopes of this call comes out.
 */
final class BearerToken implements CredentialMethod {
  private final BackEndTokens.Settings server;
  private final ScopeTable scopes;

  private BearerToken(BackEndTokens.Settings server, ScopeTable scopes) {
    this.server = server;
    this.scopes = scopes;
  }

  static BearerToken parse(Asset asset) {
    Set<String> members = new TreeSet<>(BackEndTokens.MEMBERS);
    members.add("scopes");
    return new BearerToken(
        BackEndTokens.Settings.parse(CredentialMethods.members(asset, members)),
        ScopeTable.parse(asset));
  }

  @Override
  public BackEndAuthentication open(BackEndTools tools) {
    BackEndTokens tokens = new BackEndTokens(server, tools);
    return new BackEndAuthentication() {
      @Override
      public CallCredential forCall(BackEndCall call) {
        String wanted = scopes.of(call.operation());
        boolean kept = tokens.isKept(call, wanted);
        IssuedToken token = tokens.token(call, wanted);
        return new Bearer(token, use(token), kept, () -> tokens.forget(call, wanted, token));
      }

      @Override
      public void close() {
        tokens.close();
      }
    };
  }

  private CredentialUse use(IssuedToken token) {
    return new CredentialUse(
        "bearer",
        "client " + server.clientId() + " token sha256:" + Sha256.hex(token.text()),
        Optional.of(token.until()));
  }

  private record Bearer(IssuedToken token, CredentialUse use, boolean kept, Runnable forget)
      implements CallCredential {
    @Override
    public BackEndRequest authenticate(BackEndRequest request, SentSecrets sent) {
      sent.add(token.text());
      return request.with("Authorization", "Bearer " + token.text());
    }

    /** A kept token may have been revoked since; with a new one, the fault is elsewhere. */
    @Override
    public boolean rejected() {
      forget.run();
      return kept;
    }
  }
}
