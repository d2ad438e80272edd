package org.bailiwick.master.tokenkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.testing.TestTrust;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.outbound.ClientIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every reason for which a row of another node makes no key trusted. */
class AnnouncementCheckTest {

  private static final String ISSUER = "https://master.example";

  private final TestTrust trust = new TestTrust();
  private final TestLeaf node = trust.ca.node("domain-2");
  private final ECPublicKey key = (ECPublicKey) TestKeys.ec().getPublic();
  private final AnnouncementCheck check =
      new AnnouncementCheck(
          trust.peers(),
          new AnnouncerSettings(id("domain"), TestTrust.AUTHORITY, ISSUER, Path.of("none")),
          trust.clock);

  @AfterEach
  void close() {
    trust.close();
  }

  private static SpiffeId id(String node) {
    return SpiffeId.parse("spiffe://" + TestTrust.DOMAIN + "/node/" + node);
  }

  private static ClientIdentity identity(TestLeaf leaf) {
    return new ClientIdentity(leaf.key(), leaf.chain());
  }

  private Instant now() {
    return Instant.ofEpochSecond(trust.clock.instant().getEpochSecond());
  }

  private String announced(TestLeaf signer) {
    return new Announcement(ISSUER, id("domain-2"), key, now()).signed(identity(signer));
  }

  private JsonObjectBuilder claims() {
    return claims(PublicJwk.of(key));
  }

  private JsonObjectBuilder claims(JsonObject jwk) {
    return Json.createObjectBuilder()
        .add("iss", ISSUER)
        .add("sub", id("domain-2").toString())
        .add("iat", now().getEpochSecond())
        .add("exp", now().plus(Duration.ofHours(1)).getEpochSecond())
        .add("jwk", jwk);
  }

  private String signed(String typ, List<X509Certificate> chain, JsonObject claims) {
    return new JwsSigner(new CertificateKey(identity(node)), "k").sign(typ, chain, claims);
  }

  private String signed(JsonObject claims) {
    return signed(Announcement.TYP, node.chain(), claims);
  }

  private StoredKey row(String announcement) {
    return row("domain-2", PublicJwk.thumbprint(key), announcement);
  }

  private StoredKey row(String name, String kid, String announcement) {
    return new StoredKey(name, kid, announcement, now(), now().plus(Duration.ofHours(1)));
  }

  private void refuses(String announcement, String why) {
    refuses(row(announcement), why);
  }

  private void refuses(StoredKey row, String why) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> check.verify(row));
    assertThat(refusal).as("refused with %s", why).isNotNull();
    assertThat(refusal.check()).isEqualTo(why);
  }

  @Test
  void acceptsWhatANodeAnnounced() {
    NodeKey accepted = check.verify(row(announced(node)));
    assertThat(accepted.node()).isEqualTo("domain-2");
    assertThat(accepted.key()).isEqualTo(key);
    assertThat(accepted.until()).isEqualTo(now().plus(Duration.ofHours(1)));
    check.verify(row(signed(claims().build())));
  }

  @Test
  void refusesACertificateOfAnotherAuthority() {
    TestCa forger = TestCa.create(TestTrust.DOMAIN, trust.clock);
    refuses(announced(forger.node("domain-2")), "peer-path-invalid");
    refuses(announced(trust.partner.node("domain-2")), "peer-path-invalid");
  }

  @Test
  void refusesACertificateOfAnotherNode() {
    TestLeaf third = trust.ca.node("domain-3");
    refuses(announced(third), "token-key-name");
    String aboutThird = new Announcement(ISSUER, id("domain-3"), key, now()).signed(identity(node));
    refuses(aboutThird, "token-key-name");
    refuses(row("domain-3", PublicJwk.thumbprint(key), announced(node)), "token-key-name");
    refuses(row("not a name/..", PublicJwk.thumbprint(key), announced(node)), "token-key-name");
  }

  @Test
  void refusesACertificateOfAnybodyButADomainNode() {
    refuses(announced(trust.ca.agent("domain-2", "fx.rates@1")), "token-key-node");
    refuses(announced(trust.ca.operator("officer", "domain-2")), "token-key-node");
    refuses(announced(trust.ca.node("authority")), "token-key-node");
    refuses(announced(trust.partner.agent("domain-2", "fx.rates@1")), "token-key-node");
  }

  /** A proxy before the nodes may have the key of such a certificate. */
  @Test
  void refusesTheCertificateOfAListener() {
    refuses(announced(trust.ca.nodeServer("domain-2")), "token-key-node");
  }

  @Test
  void refusesARevokedCertificateAndOneOfUnknownStatus() {
    trust.loseStatus();
    refuses(announced(node), "peer-status-stale");
    trust.revoke(node);
    refuses(announced(node), "peer-revoked");
  }

  @Test
  void refusesAnExpiredCertificate() {
    trust.clock.move(Duration.ofDays(31));
    refuses(announced(node), "peer-expired");
  }

  @Test
  void refusesAnAnnouncementThatIsOverOrOfTheFutureOrTooLong() {
    String announced = announced(node);
    refuses(
        signed(claims().add("exp", now().plus(Duration.ofHours(2)).getEpochSecond()).build()),
        "token-key-lifetime");
    trust.clock.move(Duration.ofHours(1));
    refuses(announced, "token-key-expired");
    trust.clock.move(Duration.ofHours(-2));
    refuses(announced, "token-key-from-future");
  }

  @Test
  void refusesAnotherIssuerAndAnotherKindOfToken() {
    refuses(signed(claims().add("iss", "https://other.example").build()), "token-key-issuer");
    refuses(signed("at+jwt", node.chain(), claims().build()), "token-key-type");
  }

  @Test
  void refusesAKeyThatWasPutInTheAnnouncementLater() {
    String[] parts = announced(node).split("\\.", -1);
    String other =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                claims(PublicJwk.of(TestKeys.ec().getPublic()))
                    .build()
                    .toString()
                    .getBytes(StandardCharsets.UTF_8));
    refuses(parts[0] + "." + other + "." + parts[2], "token-key-signature");
  }

  /** Certificates are public, so anybody can present one. */
  @Test
  void refusesASignatureByAnotherKeyThanTheCertificates() {
    TestLeaf attacker = trust.ca.agent("attacker", "fx.rates@1");
    String forged =
        new JwsSigner(new CertificateKey(identity(attacker)), "k")
            .sign(Announcement.TYP, node.chain(), claims().build());
    refuses(forged, "token-key-signature");
  }

  @Test
  void refusesTheKeyIdOfAnotherKey() {
    String other = PublicJwk.thumbprint(TestKeys.ec().getPublic());
    refuses(row("domain-2", other, announced(node)), "token-key-id");
  }

  @Test
  void refusesWhatIsNoPublicP256Key() {
    JsonObject own = PublicJwk.of(key);
    for (JsonObject jwk :
        List.of(
            PublicJwk.of(TestKeys.ec("secp384r1").getPublic()),
            PublicJwk.of(TestKeys.rsa2048().getPublic()),
            Json.createObjectBuilder(own).add("d", own.getString("x")).build(),
            Json.createObjectBuilder(own).add("crv", "secp256k1").build(),
            Json.createObjectBuilder(own).add("x", 1).build(),
            JsonObject.EMPTY_JSON_OBJECT)) {
      refuses(signed(claims(jwk).build()), "token-key-jwk");
    }
    refuses(signed(claims().remove("jwk").build()), "token-key-jwk");
  }

  @Test
  void refusesAnnouncementsWithoutASignature() {
    refuses(unsigned("none", ""), "token-key-chain");
    refuses(unsigned("none", "AA"), "token-key-algorithm");
    refuses(unsigned("HS256", "AA"), "token-key-algorithm");
    refuses(unsigned("ES256", "AA"), "token-key-signature");
  }

  private String unsigned(String algorithm, String signature) {
    String[] parts = announced(node).split("\\.", -1);
    String header =
        new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8)
            .replace("\"ES256\"", '"' + algorithm + '"');
    return Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(header.getBytes(StandardCharsets.UTF_8))
        + "."
        + parts[1]
        + "."
        + signature;
  }

  @Test
  void refusesAnnouncementsWithoutAChain() {
    refuses("", "token-key-chain");
    refuses("a.b.c", "token-key-chain");
    refuses(signed(Announcement.TYP, List.of(), claims().build()), "token-key-chain");
    refuses(
        signed(Announcement.TYP, Collections.nCopies(7, node.certificate()), claims().build()),
        "token-key-chain");
    String plain =
        new JwsSigner(new CertificateKey(identity(node)), "k")
            .sign(Announcement.TYP, claims().build());
    refuses(plain, "token-key-chain");
  }
}
