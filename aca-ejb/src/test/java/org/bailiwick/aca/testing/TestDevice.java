package org.bailiwick.aca.testing;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.owner.OwnerProofs;
import org.bailiwick.aca.evidence.request.KeyClaim;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

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

  /** Claims that say the same in a CWT. */
  public Map<Object, Object> numberedEat() {
    Map<Object, Object> claims = new LinkedHashMap<>();
    claims.put(265, oid(AgentInformationExtension.EAT_PROFILE));
    claims.put(10, Base64.getUrlDecoder().decode(eat.get("eat_nonce").toString()));
    claims.put(6, eat.get("iat"));
    claims.put(275, 4);
    claims.put(263, 1);
    claims.put(270, FIRMWARE);
    claims.put(271, List.of("1.0"));
    claims.put(259, new byte[] {1, 2});
    claims.put(-66001, PROGRAM);
    claims.put(-66002, PROGRAM_DIGEST);
    return claims;
  }

  /** The content octets, by which a CWT names its profile. */
  public static byte[] oid(String text) {
    try {
      byte[] der = new ASN1ObjectIdentifier(text).getEncoded();
      return Arrays.copyOfRange(der, 2, der.length);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
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
