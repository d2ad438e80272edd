package org.bailiwick.system.master;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestCertificate;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Jws;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** The partner domain: what its authorization server grants and its CA certifies. */
public final class Partner {
  static final String BUYER = "spiffe://partner.example/agent/buyer";
  static final String SCOPE = "fx.rates@1 invoice.parse@1";
  private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final long MINUTES_2 = 120;

  private final Nodes nodes;

  public Partner(Nodes nodes) {
    this.nodes = nodes;
  }

  /** A grant for the buyer that the Master Agent accepts. */
  public Jws grant() {
    long now = Instant.now().getEpochSecond();
    return new Jws("RS256", "JWT", signingKey("partner"))
        .header("kid", "partner-1")
        .claim("iss", nodes.address("partner-as"))
        .claim("sub", "purchasing")
        .claim("aud", nodes.master("").toString())
        .claim("iat", now)
        .claim("exp", now + MINUTES_2)
        .claim("jti", UUID.randomUUID().toString())
        .claim("client_id", BUYER)
        .claim("act", Map.of("sub", BUYER))
        .claim("scope", SCOPE);
  }

  /** The key of {@code partner}'s or of {@code other}'s authorization server. */
  PrivateKey signingKey(String whose) {
    return Pem.privateKey(Nodes.read(nodes.outside().resolve(whose).resolve("signing.key")));
  }

  /** The form that exchanges a grant. */
  public static Map<String, String> form(String grant) {
    return new TreeMap<>(
        Map.of("grant_type", JWT_BEARER, "assertion", grant, "client_id", BUYER, "scope", SCOPE));
  }

  public Call exchange(Map<String, String> form) {
    return Call.form(nodes.master("/oauth/token"), form);
  }

  /** An access token of the buyer. */
  public String accessToken(Wire wire) {
    return wire.send(exchange(form(grant().compact())).as(nodes.partner("buyer")))
        .expecting(200)
        .text("access_token");
  }

  /** A certificate of the partner's CA for any name, with a key of its own. */
  TestLeaf certified(String uri, Instant until) {
    TestLeaf authority = Nodes.leaf(nodes.outside().resolve("partner"), "ca");
    KeyPair key = TestKeys.ec();
    TestCertificate certificate =
        new TestCertificate("CN=buyer", key.getPublic(), until.minus(Duration.ofDays(1)), until)
            .with(Extension.basicConstraints, true, new BasicConstraints(false))
            .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .with(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
            .with(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
    return new TestLeaf(
        key.getPrivate(),
        List.of(
            certificate.signedBy(
                authority.certificate().getSubjectX500Principal(),
                new KeyPair(authority.certificate().getPublicKey(), authority.key()))));
  }
}
