package org.bailiwick.master.accountmethod;

import static org.bailiwick.master.httpsignature.SignaturePurpose.SHARED_SECRET;

import java.util.Arrays;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.account.AccountMethod;
import org.bailiwick.master.account.SecretCheck;
import org.bailiwick.master.account.SecretCheck.Origin;
import org.bailiwick.master.account.SecretCheck.Proved;
import org.bailiwick.master.account.SharedSecret;
import org.bailiwick.master.httpsignature.RequestSignature;
import org.bailiwick.master.httpsignature.RequestSignatures;
import org.bailiwick.master.method.AuthenticationMethod;
import org.bailiwick.master.method.MethodResult;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.node.secretstore.SecretStore;

/** An HTTP message signature (RFC 9421) by the shared secret of an account. */
public final class SharedSecretMethod implements AuthenticationMethod {

  private final SecretCheck secrets;
  private final SecretStore store;
  private final RequestSignatures signatures;
  private final LastingRequests requests = new LastingRequests();

  public SharedSecretMethod(SecretCheck secrets, SecretStore store, RequestSignatures signatures) {
    this.secrets = secrets;
    this.store = store;
    this.signatures = signatures;
  }

  @Override
  public String name() {
    return AccountMethod.SHARED_SECRET.text();
  }

  @Override
  public MethodResult check(PresentedCredentials presented) {
    if (!signatures.isShown(presented.head(), SHARED_SECRET)) {
      return new MethodResult.Lacking();
    }
    Origin origin = LastingRequests.origin(presented);
    return requests.result(
        presented, () -> proved(presented, origin), before -> secrets.again(before, origin));
  }

  private Proved proved(PresentedCredentials presented, Origin origin) {
    RequestSignature signature = signatures.read(presented.head(), SHARED_SECRET);
    Proved proved = secrets.sharedSecret(signature.keyId(), id -> isMadeBy(signature, id), origin);
    signatures.use(signature, SHARED_SECRET, proved.secretId());
    return proved;
  }

  private boolean isMadeBy(RequestSignature signature, Optional<String> secretId) {
    byte[] secret = store.secretOrDecoy(secretId.map(SharedSecret::storedName));
    try {
      // The comparison has an id only if there is an account that it is of.
      return signature.isMadeBy(secret) && secretId.isPresent();
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  @Override
  public ProblemException missing() {
    return new ProblemException(
        ProblemType.SIGNATURE_INVALID,
        "signature-missing",
        "An HTTP message signature is required (RFC 9421).");
  }
}
