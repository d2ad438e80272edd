package org.bailiwick.proxy.signature;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.tls.TlsCredential.CertifiedKey;
import org.bailiwick.proxy.rules.JsonMembers;
import org.bailiwick.proxy.rules.ProofRules;
import org.bailiwick.proxy.rules.ProxyAnswer;
import org.bailiwick.proxy.rules.ProxyRules;
import org.bailiwick.proxy.rules.Refusals;
import org.jose4j.jws.AlgorithmIdentifiers;

/**
 * Makes Workload Proof Tokens (draft-ietf-wimse-wpt section 2) for the URLs that the rules list,
 * and returns each with the agent's Workload Identity Token. The agent chooses no claim. The header
 * has the certificate, which the registry requires.
 */
public final class ProofMint {
  private static final String TYPE = "wpt+jwt";
  private static final int TRIES = 3;
  private static final Set<String> MEMBERS = Set.of("audience");

  private final CredentialFolder folder;
  private final ProxyRules rules;
  private final ProofRules proofs;
  private final IdentityTokens identityTokens;
  private final Clock clock;

  public ProofMint(
      CredentialFolder folder, TrustedAuthority trusted, ProxyRules rules, Clock clock) {
    this.folder = folder;
    this.rules = rules;
    this.proofs = rules.proofs().orElseThrow();
    this.identityTokens = new IdentityTokens(folder, trusted, proofs.authority(), clock);
    this.clock = clock;
  }

  public ProxyAnswer mint(String body) {
    String audience = JsonMembers.parse(body, MEMBERS).text("audience");
    if (!proofs.audiences().contains(audience)) {
      throw Refusals.denied("proof-audience", "The proxy's rules list no such audience");
    }
    Identity made = identity();
    String identity = made.token();
    String id = UUID.randomUUID().toString();
    Instant now = clock.instant();
    Instant end = Instant.ofEpochSecond(now.plus(rules.lifetime()).getEpochSecond());
    JsonObject claims =
        Json.createObjectBuilder()
            .add("aud", audience)
            .add("iat", now.getEpochSecond())
            .add("exp", end.getEpochSecond())
            .add("jti", id)
            .add("wth", digest(identity))
            .build();
    String proof =
        AgentSignature.sign(
            TYPE,
            claims,
            new AgentSignature.Signer(made.pair().key(), List.of(leaf(made.pair()))),
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256); // the algorithm in WITs of RSA keys
    JsonObject answer =
        Json.createObjectBuilder()
            .add("identity_token", identity)
            .add("proof_token", proof)
            .add("expires_at", end.toString())
            .build();
    return new ProxyAnswer(answer, "audience=%s jti=%s".formatted(audience, id));
  }

  /** A token, and the key and chain to which it is bound. */
  private record Identity(CertifiedKey pair, String token) {}

  /** A renewal may come while the token is fetched; then the token is of the new credential. */
  private Identity identity() {
    for (int tries = 1; tries <= TRIES; tries++) {
      CertifiedKey pair = folder.inUse();
      String token = identityTokens.of(new SerialNumber(leaf(pair).getSerialNumber()));
      if (folder.generationInUse().equals(pair.name())) {
        return new Identity(pair, token);
      }
    }
    throw new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE, "agent-key", "The credential changes too often");
  }

  private static X509Certificate leaf(CertifiedKey pair) {
    return pair.chain().getFirst();
  }

  private static String digest(String token) {
    return Sha256.base64url(token.getBytes(StandardCharsets.US_ASCII));
  }
}
