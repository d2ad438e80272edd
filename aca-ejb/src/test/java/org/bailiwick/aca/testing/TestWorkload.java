package org.bailiwick.aca.testing;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.owner.OwnerProofs;
import org.bailiwick.aca.evidence.request.KeyClaim;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * An agent without a device certificate: it signs by its own key and brings evidence. Every part
 * can be made wrong before {@link #send}; what is not touched is sound.
 */
public final class TestWorkload {

  public final KeyPair agentKey;
  public PublicKey shownKey;
  public PrivateKey statementSigner;
  public byte[] csr;
  public Optional<TestBareKey> bareKey = Optional.empty();
  public String userToken;
  public Optional<String> eat = Optional.empty();
  public final List<EvidenceItem> evidence = new ArrayList<>();
  public final Map<String, Object> header = new HashMap<>();
  public final Map<String, Object> moreOfTheKey = new HashMap<>();
  public final Map<String, Object> request = new HashMap<>();

  public TestWorkload(String profile, String nonce, Instant now) {
    this(TestKeys.ec(), profile, nonce, now);
  }

  /** Another request by the same agent. */
  public TestWorkload(KeyPair agentKey, String profile, String nonce, Instant now) {
    this.agentKey = agentKey;
    this.shownKey = agentKey.getPublic();
    this.statementSigner = agentKey.getPrivate();
    this.csr = TestCsr.of(agentKey).der();
    request.put("nonce", nonce);
    request.put("iat", now.getEpochSecond());
    request.put("profile", profile);
    request.put("name", "worker");
    request.put("owner", "Finance");
    request.put("capabilities", List.of("invoice.parse@1"));
    request.put("locator", "https://127.0.0.1:7001/work");
    request.put("validation_methods", List.of("mtls"));
  }

  public TestWorkload with(String type, String value) {
    evidence.add(new EvidenceItem(type, value));
    return this;
  }

  public String nonce() {
    return request.get("nonce").toString();
  }

  /** The submission, with digests of what is sent unless the request names others. */
  public Submission send() {
    Map<String, Object> signed = new HashMap<>(request);
    bareKey.ifPresentOrElse(
        key -> key.nameIn(signed), () -> signed.putIfAbsent("csr_sha256", Claims.sha256(csr)));
    eat.ifPresent(token -> signed.putIfAbsent("eat_sha256", Claims.sha256(token)));
    signed.putIfAbsent(
        "evidence_sha256", evidence.stream().map(item -> Claims.sha256(item.value())).toList());
    Map<String, Object> whole = new HashMap<>(header);
    whole.put("typ", "enrolment-statement+jwt");
    Map<String, Object> shown = new HashMap<>(jwk(shownKey));
    shown.putAll(moreOfTheKey);
    whole.put("jwk", shown);
    String statement = Jws.sign(statementSigner, "ES256", whole, signed);
    KeyClaim key =
        bareKey
            .map(bare -> bare.claim(statement, nonce()))
            .orElseGet(() -> new KeyClaim.Csr(Octets.of(csr)));
    return new Submission(
        statement, key, eat, Optional.ofNullable(userToken), evidence, OwnerProofs.NONE);
  }

  private static Map<String, Object> jwk(PublicKey key) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(key).toParams(OutputControlLevel.PUBLIC_ONLY);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
