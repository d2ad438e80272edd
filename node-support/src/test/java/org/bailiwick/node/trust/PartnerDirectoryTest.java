package org.bailiwick.node.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Set;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.grants.GrantTarget;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.trust.Partner.CrlSource;
import org.bailiwick.node.trust.Partner.WithoutCertificate;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartnerDirectoryTest {
  private static final TrustDomain PARTNER = TrustDomain.parse("partner.example");
  private static final String GOOD =
      """
      {"trust_domain": "partner.example", "anchors": "bundle.pem", "crl": {"file": "partner.crl"},
       "authorization_server": {"issuer": "https://as.partner.example", "jwks_file": "jwks.json",
         "algorithms": ["RS256"]},
       "scopes": ["invoice.parse@1"]}
      """;

  @TempDir private Path folder;
  private final TestCa partner = TestCa.create("partner.example");
  private final TestClock clock = TestClock.atPresent();
  private PartnerDirectory directory;

  @BeforeEach
  void prepare() throws IOException {
    describe("partner.example", GOOD);
    directory =
        new PartnerDirectory(
            folder,
            TrustDomain.parse("bailiwick.example"),
            new GuardedFetch(FetchSettings.of(Set.of())),
            clock);
  }

  private void describe(String domain, String json) throws IOException {
    Path own = Files.createDirectories(folder.resolve(domain));
    Files.writeString(own.resolve("bundle.pem"), Pem.of(partner.root()));
    Files.writeString(own.resolve("partner.json"), json);
    clock.move(Duration.ofSeconds(2));
  }

  @Test
  void readsAPartner() {
    Partner read = directory.find(PARTNER).orElseThrow();
    assertThat(read.crl()).isInstanceOf(CrlSource.InFile.class);
    assertThat(read.scopes().texts()).containsExactly("invoice.parse@1");
    assertThat(read.authorizationServer().issuer()).isEqualTo("https://as.partner.example");
    assertThat(directory.anchors())
        .containsExactly(new Anchor(partner.root(), PARTNER, AnchorUse.FOREIGN));
    assertThat(directory.faults()).isEmpty();
  }

  @Test
  void clientsNeedACertificateUnlessTheDescriptionSaysOtherwise() throws IOException {
    assertThat(directory.find(PARTNER).orElseThrow().withoutCertificate())
        .isEqualTo(WithoutCertificate.REFUSED);
    describe(
        "partner.example",
        GOOD.replace("\"scopes\"", "\"clients_without_certificate\": \"dpop\", \"scopes\""));
    assertThat(directory.find(PARTNER).orElseThrow().withoutCertificate())
        .isEqualTo(WithoutCertificate.BY_DPOP);
  }

  /** Without the member, no agent gets a grant for the partner. */
  @Test
  void knowsWhatAgentsMayGetGrantsFor() throws IOException {
    assertThat(directory.find(PARTNER).orElseThrow().grantsTo()).isEmpty();
    describe(
        "partner.example",
        GOOD.replace(
            "\"scopes\"",
            """
            "grants_to": {"audience": "https://as.partner.example", "scopes": {"fx.rates@1": "rates"},
              "clients": {"spiffe://bailiwick.example/agent/clerk": "clerk-1"},
              "resources": ["https://api.partner.example"]}, "scopes\""""));
    GrantTarget target = directory.find(PARTNER).orElseThrow().grantsTo().orElseThrow();
    assertThat(target.audience()).isEqualTo("https://as.partner.example");
    assertThat(target.scopeOf(Capability.parse("fx.rates@1"))).contains("rates");
    assertThat(target.scopeOf(Capability.parse("fx.rates@1?to=usd"))).isEmpty();
    assertThat(target.clientOf("spiffe://bailiwick.example/agent/clerk")).isEqualTo("clerk-1");
    assertThat(target.clientOf("spiffe://bailiwick.example/agent/other"))
        .isEqualTo("spiffe://bailiwick.example/agent/other");
    assertThat(target.subjectOf("https://idp.example#alice"))
        .isEqualTo("https://idp.example#alice");
    assertThat(target.resources()).containsExactly("https://api.partner.example");
  }

  @Test
  void followsTheFolderWithinTwoSeconds() throws IOException {
    assertThat(directory.find(PARTNER)).isPresent();
    describe("partner.example", GOOD.replace("invoice.parse@1", "invoice.parse@12"));
    assertThat(directory.find(PARTNER).orElseThrow().scopes().texts())
        .containsExactly("invoice.parse@12");
    Files.delete(folder.resolve("partner.example/partner.json"));
    clock.move(Duration.ofSeconds(2));
    assertThat(directory.find(PARTNER)).isEmpty();
    assertThat(directory.anchors()).isEmpty();
  }

  @Test
  void aFaultyDescriptionMakesItsPartnerUnknownAndNobodyElse() throws IOException {
    describe(
        "other.example",
        GOOD.replace("partner.example\", \"anchors", "other.example\", \"anchors"));
    for (String bad :
        new String[] {
          "{",
          "{}",
          GOOD.replace("RS256", "HS256"),
          GOOD.replace("RS256", "none"),
          GOOD.replace("{\"file\": \"partner.crl\"}", "\"later\""),
          GOOD.replace(
              "\"jwks_file\": \"jwks.json\"", "\"jwks_uri\": \"http://as.partner.example/jwks\""),
          GOOD.replace("invoice.parse@1", "Invoice.parse@1"),
          GOOD.replace("bundle.pem", "missing.pem"),
          GOOD.replace("\"crl\"", "\"trust_domain\": \"partner.example\", \"crl\""),
          GOOD.replace("\"scopes\"", "\"clients_without_certificate\": true, \"scopes\""),
          GOOD.replace("\"scopes\"", "\"clients_without_certificate\": \"yes\", \"scopes\"")
        }) {
      describe("partner.example", bad);
      assertThat(directory.find(PARTNER)).as(bad).isEmpty();
      assertThat(directory.faults()).containsOnlyKeys("partner.example");
      assertThat(directory.find(TrustDomain.parse("other.example"))).isPresent();
    }
  }

  @Test
  void noPartnerCanClaimTheOwnDomainOrAnothersFolder() throws IOException {
    describe("bailiwick.example", GOOD.replace("\"partner.example\"", "\"bailiwick.example\""));
    describe("third.example", GOOD);
    assertThat(directory.partners()).extracting(Partner::domain).containsExactly(PARTNER);
    assertThat(directory.faults()).containsOnlyKeys("bailiwick.example", "third.example");
  }

  @Test
  void aCrlIsNamedWaivedOrMissing() throws IOException {
    describe("partner.example", GOOD.replace("{\"file\": \"partner.crl\"}", "\"none\""));
    assertThat(directory.find(PARTNER).orElseThrow().crl()).isInstanceOf(CrlSource.Waived.class);
    describe("partner.example", GOOD.replace("\"crl\": {\"file\": \"partner.crl\"},", ""));
    assertThat(directory.find(PARTNER).orElseThrow().crl()).isInstanceOf(CrlSource.Missing.class);
  }

  @Test
  void verifiesGrantsWithTheKeysOfTheFile() throws IOException, JoseException {
    PublicKey key = TestKeys.rsa3072().getPublic();
    PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key);
    jwk.setKeyId("as-1");
    Files.writeString(
        folder.resolve("partner.example/jwks.json"),
        new JsonWebKeySet(jwk).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
    Partner read = directory.find(PARTNER).orElseThrow();
    assertThat(directory.keys(read).find("as-1")).contains(key);
    assertThat(directory.keys(read).find("as-2")).isEmpty();
  }
}
