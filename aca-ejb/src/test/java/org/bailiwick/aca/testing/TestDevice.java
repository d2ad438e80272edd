package org.bailiwick.aca.testing;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.evidence.KeyClaim;
import org.bailiwick.aca.evidence.Submission;
import org.bailiwick.aca.evidence.anchor.EvidenceItem;
import org.bailiwick.aca.evidence.owner.OwnerProofs;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.testing.TestKeys;

/**
 * A device that enrols an agent. Every part of what it sends can be made wrong before {@link
 * #send}; what is not touched is sound.
 */
public final class TestDevice {

  public static final String FIRMWARE = "acme-os";
  public static final String PROGRAM = "reader";
  public static final String PROGRAM_DIGEST = "sha-256:11";

  public final KeyPair deviceKey;
  public KeyPair agentKey = TestKeys.ec();
  public List<X509Certificate> chain;
  public PrivateKey statementSigner;
  public PrivateKey eatSigner;
  public String algorithm = "ES256";
  public String statementType = "enrolment-statement+jwt";
  public byte[] csr;
  public Optional<TestBareKey> bareKey = Optional.empty();
  public String userToken;

  /** Instead of the EAT that is made of {@link #eat}. */
  public Optional<String> eatText = Optional.empty();

  public boolean attests = true;
  public OwnerProofs consents = OwnerProofs.NONE;
  public final List<EvidenceItem> evidence = new ArrayList<>();
  public final Map<String, Object> eat = new HashMap<>();
  public final Map<String, Object> request = new HashMap<>();

  public TestDevice(TestMaker maker, String nonce, Instant now) {
    this.deviceKey = TestKeys.ec();
    this.chain = List.of(maker.device("SN-1", deviceKey.getPublic()));
    this.statementSigner = deviceKey.getPrivate();
    this.eatSigner = deviceKey.getPrivate();
    this.csr = TestCsr.of(agentKey).der();
    eat.put("eat_profile", AgentInformationExtension.EAT_PROFILE);
    eat.put("eat_nonce", nonce);
    eat.put("iat", now.getEpochSecond());
    eat.put("intuse", "csr");
    eat.put("swname", FIRMWARE);
    eat.put("swversion", List.of("1.0"));
    eat.put("hwmodel", "QWNtZSAx");
    eat.put("program_name", PROGRAM);
    eat.put("program_digest", PROGRAM_DIGEST);
    request.put("nonce", nonce);
    request.put("iat", now.getEpochSecond());
    request.put("profile", "agent-default");
    request.put("name", "reader");
    request.put("owner", "Finance");
    request.put("capabilities", List.of("invoice.parse@1"));
    request.put("locator", "https://127.0.0.1:7001/work");
    request.put("validation_methods", List.of("mtls"));
  }

  /** The submission, with digests of what is sent unless the request names others. */
  public Submission send() {
    Optional<String> token = attests ? Optional.of(eatText.orElseGet(this::eat)) : Optional.empty();
    Map<String, Object> signed = new HashMap<>(request);
    bareKey.ifPresentOrElse(
        key -> key.nameIn(signed), () -> signed.putIfAbsent("csr_sha256", Claims.sha256(csr)));
    token.ifPresent(text -> signed.putIfAbsent("eat_sha256", Claims.sha256(text)));
    Map<String, Object> header = Map.of("typ", statementType, "x5c", x5c());
    if (!evidence.isEmpty()) {
      signed.putIfAbsent(
          "evidence_sha256", evidence.stream().map(item -> Claims.sha256(item.value())).toList());
    }
    String statement = Jws.sign(statementSigner, algorithm, header, signed);
    KeyClaim key =
        bareKey
            .map(bare -> bare.claim(statement, request.get("nonce").toString()))
            .orElseGet(() -> new KeyClaim.Csr(Octets.of(csr)));
    return new Submission(
        statement, key, token, Optional.ofNullable(userToken), evidence, consents);
  }

  /** The EAT as it now is. */
  public String eat() {
    return Jws.sign(eatSigner, algorithm, Map.of("typ", "eat+jwt"), eat);
  }

  private List<String> x5c() {
    return chain.stream().map(TestDevice::base64).toList();
  }

  private static String base64(X509Certificate certificate) {
    try {
      return Base64.getEncoder().encodeToString(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
