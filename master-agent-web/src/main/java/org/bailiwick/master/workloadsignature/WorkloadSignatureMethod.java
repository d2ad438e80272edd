package org.bailiwick.master.workloadsignature;

import static org.bailiwick.master.httpsignature.SignaturePurpose.WORKLOAD;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.access.AccessTokens;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.httpsignature.CertificateField;
import org.bailiwick.master.httpsignature.RequestSignature;
import org.bailiwick.master.httpsignature.RequestSignatures;
import org.bailiwick.master.method.AccessTokenMethod;
import org.bailiwick.master.method.AuthenticationMethod;
import org.bailiwick.master.method.MethodResult;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.PresentedCredentials.Occasion;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.workloadtoken.WorkloadTokens;
import org.bailiwick.node.peer.workloadtoken.WorkloadTokens.BoundKey;
import org.bailiwick.node.request.RequestContext;

/**
 * An access token of this domain that is bound to the certificate of an agent's key, in a request
 * that is signed by this key (RFC 9421, draft-ietf-wimse-http-signature section 3).
 */
@Dependent
public class WorkloadSignatureMethod implements AuthenticationMethod {

  public static final String NAME = "access-token-wit-signature";

  private static final String BEARER = "bearer";

  private final WorkloadTokens identities;
  private final PeerVerifier peers;
  private final RequestSignatures signatures;
  private final AccessTokens tokens;

  @Inject
  public WorkloadSignatureMethod(
      WorkloadTokens identities,
      PeerVerifier peers,
      RequestSignatures signatures,
      AccessTokens tokens) {
    this.identities = identities;
    this.peers = peers;
    this.signatures = signatures;
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(BEARER);
  }

  @Override
  public MethodResult check(PresentedCredentials presented) {
    Optional<String> compact = presented.authorization(BEARER);
    if (compact.isEmpty() || !signatures.isShown(presented.head(), WORKLOAD)) {
      return new MethodResult.Lacking();
    }
    if (presented.peer().isPresent()) {
      throw WorkloadTokens.refusal(
          "wit-and-certificate", "Show a client certificate, a proof or a signature, and no two");
    }
    BoundKey bound = identities.identity(presented.head()::header);
    VerifiedPeer agent = agent(bound, CertificateField.read(presented.head()));
    boolean isNew = presented.occasion() == Occasion.REQUEST;
    RequestSignature signature =
        isNew
            ? signatures.read(presented.head(), WORKLOAD)
            : signatures.readAgain(presented.head(), WORKLOAD);
    if (!signature.isMadeBy(bound.key(), bound.algorithm())) {
      throw WorkloadTokens.refusal("signature-wrong", "The key did not make the signature");
    }
    AccessToken token = tokens.verify(compact.get(), agent);
    if (isNew) {
      signatures.use(signature, WORKLOAD, PublicJwk.thumbprint(bound.key()));
      RequestContext.identify(agent.id().toString());
    }
    return MethodResult.Passed.of(CallerIdentity.of(agent), token);
  }

  /** The agent of this certificate, which is that of the token's key and subject. */
  private VerifiedPeer agent(BoundKey bound, X509Certificate certificate) {
    if (!certificate.getPublicKey().equals(bound.key())) {
      throw WorkloadTokens.refusal("wit-certificate-key", "The certificate has another key");
    }
    VerifiedPeer agent = peers.verifyAgent(List.of(certificate), ValidationMethod.WIT);
    if (!agent.id().equals(bound.subject())) {
      throw WorkloadTokens.refusal(
          "wit-certificate-subject", "Token and certificate name different agents");
    }
    return agent;
  }

  @Override
  public ProblemException missing() {
    return AccessTokenMethod.required();
  }
}
