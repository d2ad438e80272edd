package org.bailiwick.node.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
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
import org.bailiwick.node.trust.limits.AgentLimits;
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

  private static final List<String> FAULTY =
      List.of(
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
          GOOD.replace("\"scopes\"", "\"clients_without_certificate\": \"yes\", \"scopes\""),
          GOOD.replace("\"scopes\"", "\"agent\": {}, \"scopes\""),
          GOOD.replace("\"issuer\"", "\"subject\": {}, \"issuer\""),
          GOOD.replace("partner.example\", \"jwks", "partner.example#1\", \"jwks"),
          GOOD.replace("https://as.partner.example", ""),
          GOOD.replace("\"file\"", "\"max\": 1, \"file\""),
          GOOD.replace("\"issuer\"", events("http://as.example/poll", "us")),
          GOOD.replace("\"issuer\"", events("https://as.example/poll", "")),
          GOOD.replace("\"issuer\"", "\"events\": {\"uri\": \"https://a.example\"}, \"issuer\""),
          GOOD.replace("\"authorization_server\"", "\"authorization_servers\": [], \"x\""),
          GOOD.replace("\"scopes\"", "\"authorization_servers\": [], \"scopes\""));

  /** Faults in what single agents may do. */
  private static final List<String> FAULTY_LIMITS =
      List.of(
          GOOD.replace("\"scopes\"", "\"agent_paths\": [], \"scopes\""),
          GOOD.replace("\"scopes\"", "\"agent_paths\": [\"/\"], \"scopes\""),
          GOOD.replace("\"scopes\"", "\"agent_paths\": [\"agent\"], \"scopes\""),
          GOOD.replace("\"scopes\"", "\"agent_paths\": [\"/a/../b\"], \"scopes\""),
          GOOD.replace("\"scopes\"", "\"agents\": [], \"scopes\""),
          GOOD.replace("\"scopes\"", agents("spiffe://other.example/agent/a", "")),
          GOOD.replace("\"scopes\"", agents("spiffe://partner.example/agent/a", "\"max\": 1,")),
          GOOD.replace(
              "\"scopes\"",
              "\"agent_paths\": [\"/robot/\"], " + agents("spiffe://partner.example/agent/a", "")));

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
    Path description = Files.writeString(own.resolve("partner.json"), json);
    // Two descriptions of one length can have the same time of the file system, which ticks.
    Files.setLastModifiedTime(description, FileTime.from(clock.instant()));
    clock.move(Duration.ofSeconds(2));
  }

  @Test
  void readsAPartner() {
    Partner read = directory.find(PARTNER).orElseThrow();
    assertThat(read.crl()).isInstanceOf(CrlSource.InFile.class);
    assertThat(read.scopes().texts()).containsExactly("invoice.parse@1");
    assertThat(read.authorizationServers())
        .extracting(Partner.AuthorizationServer::issuer)
        .containsExactly("https://as.partner.example");
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
    describe("other.example", GOOD.replace("partner.example", "other.example"));
    for (String bad : FAULTY) {
      requireFault(bad);
    }
    for (String bad : FAULTY_LIMITS) {
      requireFault(bad);
    }
  }

  private void requireFault(String bad) throws IOException {
    describe("partner.example", bad);
    assertThat(directory.find(PARTNER)).as(bad).isEmpty();
    assertThat(directory.faults()).containsOnlyKeys("partner.example");
    assertThat(directory.find(TrustDomain.parse("other.example"))).isPresent();
  }

  private static String events(String uri, String audience) {
    return "\"events\": {\"poll_uri\": \"%s\", \"audience\": \"%s\"}, \"issuer\""
        .formatted(uri, audience);
  }

  @Test
  void aServerNamesItsStreamOfEvents() throws IOException {
    describe("partner.example", GOOD.replace("\"issuer\"", events("https://as.example/p", "us")));
    assertThat(onlyServer().events())
        .contains(
            new Partner.EventStream(URI.create("https://as.example/p"), "us", Optional.empty()));
  }

  private static String agents(String agent, String more) {
    return "\"agents\": {\"" + agent + "\": {" + more + "\"scopes\": []}}, \"scopes\"";
  }

  private static final String SERVER =
      "{\"issuer\": \"%s\", \"jwks_file\": \"jwks.json\", \"algorithms\": [\"ES256\"]%s}";

  private static String twoServers(String first, String second) {
    int begin = GOOD.indexOf("\"authorization_server\"");
    return GOOD.substring(0, begin)
        + "\"authorization_servers\": ["
        + SERVER.formatted(first, "")
        + ","
        + SERVER.formatted(second, ", \"subjects\": {\"alice\": {\"scopes\": [\"fx.rates@1\"]}}")
        + "],"
        + GOOD.substring(GOOD.indexOf("\"scopes\""));
  }

  @Test
  void aPartnerHasSeveralServersWithPrincipalsOfTheirOwn() throws IOException {
    describe("partner.example", twoServers("https://one.example", "https://two.example"));
    Partner read = directory.find(PARTNER).orElseThrow();
    assertThat(read.server("https://one.example").orElseThrow().subjects().allows("bob")).isTrue();
    Partner.AuthorizationServer two = read.server("https://two.example").orElseThrow();
    assertThat(two.subjects().allows("bob")).isFalse();
    assertThat(two.subjects().bound("bob")).contains(CapabilitySet.of());
    assertThat(two.subjects().bound("alice").orElseThrow().texts()).containsExactly("fx.rates@1");
    assertThat(read.server("https://one.example/")).isEmpty();
    describe("partner.example", twoServers("https://one.example", "https://one.example"));
    assertThat(directory.faults())
        .containsEntry("partner.example", "the issuer https://one.example is listed twice");
  }

  @Test
  void anIssuerOfTwoPartnersMakesBothUnknownAndNobodyElse() throws IOException {
    describe("third.example", GOOD.replace("partner.example", "third.example"));
    describe(
        "other.example",
        twoServers("https://one.example", "https://as.partner.example")
            .replace("\"trust_domain\": \"partner", "\"trust_domain\": \"other"));
    assertThat(directory.partners())
        .extracting(partner -> partner.domain().name())
        .containsExactly("third.example");
    assertThat(directory.faults())
        .containsEntry(
            "other.example", "the issuer https://as.partner.example is also one of partner.example")
        .containsEntry(
            "partner.example",
            "the issuer https://as.partner.example is also one of other.example");
    assertThat(directory.isFaulty(PARTNER)).isTrue();
    assertThat(directory.anchors()).hasSize(1);
  }

  @Test
  void agentsAreLimitedByPathAndName() throws IOException {
    describe(
        "partner.example",
        GOOD.replace(
            "\"scopes\"",
            "\"agent_paths\": [\"/agent/\", \"/ns/one\"], "
                + agents("spiffe://partner.example/agent/a", "")));
    AgentLimits limits = directory.find(PARTNER).orElseThrow().agents();
    assertThat(limits.allowsPath(new SpiffeId(PARTNER, "/agent/b"))).isTrue();
    assertThat(limits.allowsPath(new SpiffeId(PARTNER, "/agents/b"))).isFalse();
    assertThat(limits.allowsPath(new SpiffeId(PARTNER, "/agent"))).isFalse();
    assertThat(limits.allowsPath(new SpiffeId(PARTNER, "/ns/one"))).isTrue();
    assertThat(limits.allowsPath(new SpiffeId(PARTNER, "/ns/one/two"))).isFalse();
    assertThat(limits.allowsAgent(new SpiffeId(PARTNER, "/agent/a"))).isTrue();
    assertThat(limits.allowsAgent(new SpiffeId(PARTNER, "/agent/b"))).isFalse();
  }

  /** A partner that is added makes the node ask no server again, which may not answer just now. */
  @Test
  void keysOfAServerThatIsDescribedAsBeforeStay() throws IOException {
    String remote =
        GOOD.replace("\"jwks_file\": \"jwks.json\"", "\"jwks_uri\": \"https://as.example/k\"");
    describe("partner.example", remote);
    VerificationKeys remoteKeys = directory.keys(onlyServer());
    describe("other.example", GOOD.replace("partner.example", "other.example"));
    assertThat(directory.keys(onlyServer())).isSameAs(remoteKeys);
    describe("partner.example", GOOD);
    VerificationKeys keysInFile = directory.keys(onlyServer());
    describe("partner.example", GOOD + " ");
    assertThat(directory.keys(onlyServer())).isNotSameAs(keysInFile);
  }

  private Partner.AuthorizationServer onlyServer() {
    return directory.find(PARTNER).orElseThrow().authorizationServers().getFirst();
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
    Partner.AuthorizationServer server =
        directory.find(PARTNER).orElseThrow().authorizationServers().getFirst();
    assertThat(directory.keys(server).find("as-1")).contains(key);
    assertThat(directory.keys(server).find("as-2")).isEmpty();
  }
}
