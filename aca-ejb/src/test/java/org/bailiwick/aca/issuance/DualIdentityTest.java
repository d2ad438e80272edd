package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.evidence.owner.OwnerProofs;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.testing.TestBareKey;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestOwner;
import org.bailiwick.contract.credential.OwnerBinding;
import org.bailiwick.contract.credential.OwnerKeyExtension;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.jose.SignedStatement;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One credential with the agent's key and the owner's, to which both consented (R11, R13). */
class DualIdentityTest {

  @TempDir private Path folder;
  private IssuerFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = new IssuerFixture(folder);
    profile("dual", "allowed");
    profile("dual-only", "required");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void holdsBothIdentitiesWhereTheUsersTokenIsBoundToTheOwnersKey() {
    TestDevice device = device("dual");
    TestOwner owner = owner(device);
    device.request.put("formats", List.of("x509", "wit"));
    IssuedCredential issued = fixture.issue(consented(device, owner));
    assertThat(OwnerKeyExtension.find(issued.certificate()))
        .contains(new OwnerBinding(new Owner("Finance"), owner.key.getPublic()));
    assertThat(issued.certificate().getNonCriticalExtensionOIDs()).contains(OwnerKeyExtension.OID);
    String wit =
        SignedStatement.payload(
                issued.wit().orElseThrow().compact(), "wit+jwt", fixture.witKey.get().publicKey())
            .orElseThrow();
    assertThat(wit)
        .contains("\"owner\":{\"name\":\"Finance\",\"cnf\":{\"jwk\":{")
        .contains(owner.jwk().get("x").toString());
    assertThat(
            fixture.database.count(
                "issuance where owner_key_sha256 = '"
                    + KeyDigest.of(owner.key.getPublic()).base64url()
                    + "'"))
        .isOne();
  }

  @ParameterizedTest
  @MethodSource
  void anOperatorsFileVouchesToo(KeyPair key, String algorithm) throws IOException {
    TestDevice device = device("dual-only");
    TestOwner owner = new TestOwner(key, device, fixture.clock.instant());
    owner.algorithm = algorithm;
    file(owner, "");
    device.consents = owner.consent();
    assertThat(OwnerKeyExtension.find(fixture.issue(device.send()).certificate())).isPresent();
  }

  static Stream<Arguments> anOperatorsFileVouchesToo() {
    return Stream.of(
        Arguments.of(TestKeys.ec("secp384r1"), "ES384"),
        Arguments.of(TestKeys.ed25519(), "EdDSA"),
        Arguments.of(TestKeys.rsa3072(), "PS256"));
  }

  @Test
  void aBareKeyDoesAsWell() {
    TestDevice device = device("dual");
    device.bareKey = Optional.of(new TestBareKey(device.agentKey));
    fixture.issue(consented(device, owner(device)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refusesAndReservesNothing(String check, BiConsumer<TestDevice, TestOwner> change) {
    TestDevice device = device("dual");
    TestOwner owner = owner(device);
    change.accept(device, owner);
    assertThat(refusal(consented(device, owner)).check()).isEqualTo(check);
    assertThat(fixture.database.count("issuance")).isZero();
    assertThat(fixture.database.count("spent_nonce")).isZero();
  }

  static Stream<Arguments> refusesAndReservesNothing() {
    return Stream.concat(consents(), acceptances());
  }

  private static Stream<Arguments> consents() {
    return Stream.of(
        with("owner-consent-signature", (d, o) -> o.signer = TestKeys.ec().getPrivate()),
        with("owner-consent-header", (d, o) -> o.header.put("typ", "JWT")),
        with("owner-consent-header", (d, o) -> o.header.put("x5c", List.of())),
        with("owner-consent-jwk", (d, o) -> o.header.remove("jwk")),
        with("owner-consent-jwk", (d, o) -> o.header.put("jwk", Map.of("kty", "EC"))),
        with("owner-consent-algorithm", (d, o) -> rsa(o)),
        claim("owner-consent-aud", "aud", "https://other.example"),
        claim("owner-consent-agent", "agent", "spiffe://bailiwick.example/agent/writer"),
        claim("owner-consent-agent-jkt", "agent_jkt", "x"),
        claim("owner-consent-owner", "owner", "Operations"),
        claim("owner-consent-profile", "profile", "agent-default"),
        claim("owner-consent-capabilities", "capabilities", List.of("fx.rates@1")),
        claim("owner-consent-claim", "jti", ""),
        with("owner-consent-future", (d, o) -> shift(o, 120, 700)),
        with("owner-consent-life", (d, o) -> shift(o, 0, 3601)),
        with("owner-consent-expired", (d, o) -> shift(o, -600, 0)),
        with("owner-key-not-vouched", (d, o) -> d.userToken = null));
  }

  private static Stream<Arguments> acceptances() {
    return Stream.of(
        with("owner-acceptance-signature", (d, o) -> o.acceptor = d.deviceKey.getPrivate()),
        with("owner-acceptance-header", (d, o) -> o.acceptanceHeader.put("typ", "JWT")),
        with("owner-acceptance-nonce", (d, o) -> o.acceptance.put("nonce", "x")),
        with("owner-acceptance-owner", (d, o) -> o.acceptance.put("owner", "x")),
        with("owner-acceptance-key", (d, o) -> o.acceptance.put("owner_jkt", "x")));
  }

  @Test
  void oneConsentWithoutTheOtherIsNone() {
    TestDevice device = device("dual");
    OwnerProofs both = owner(device).consent();
    device.consents = new OwnerProofs(both.consent(), Optional.empty());
    assertThat(refusal(device).check()).isEqualTo("owner-acceptance-missing");
    device.consents = new OwnerProofs(Optional.empty(), both.acceptance());
    assertThat(refusal(device).check()).isEqualTo("owner-consent-missing");
  }

  @Test
  void aConsentIsGoodOnce() {
    TestDevice device = device("dual");
    TestOwner owner = owner(device);
    fixture.issue(consented(device, owner));
    TestDevice again = device("dual");
    again.agentKey = device.agentKey;
    again.csr = device.csr;
    again.userToken = device.userToken;
    owner.acceptance.put("nonce", again.request.get("nonce"));
    assertThat(refusal(consented(again, owner)).check()).isEqualTo("owner-consent-spent");
    assertThat(fixture.database.count("issuance")).isOne();
  }

  @Test
  void isNoAgentsNoDevicesAndNoAuthoritysKey() throws IOException {
    for (Map.Entry<String, KeyPair> each :
        Map.of(
                "owner-key-is-authoritys", fixture.ca.issuingKey(),
                "owner-key-kind", TestKeys.ec("secp521r1"))
            .entrySet()) {
      TestDevice device = device("dual");
      refuses(each.getKey(), device, each.getValue());
    }
    TestDevice own = device("dual");
    refuses("owner-key-is-agents", own, own.agentKey);
    TestDevice devices = device("dual");
    refuses("owner-key-is-device-key", devices, devices.deviceKey);
  }

  @Test
  void anOwnersKeyStandsBesideManyAgentsAndIsNoneOfThem() {
    TestDevice first = device("dual");
    TestOwner owner = owner(first);
    fixture.issue(consented(first, owner));
    TestDevice second = named("planner");
    fixture.issue(consented(second, sameOwner(owner.key, second)));
    TestDevice itself = named("auditor");
    itself.agentKey = owner.key;
    itself.csr = TestCsr.of(owner.key).der();
    assertThat(refusal(itself).check()).isEqualTo("public-key-is-owners");
    TestDevice third = named("auditor");
    TestOwner anAgent = sameOwner(first.agentKey, third);
    assertThat(refusal(consented(third, anAgent)).check()).isEqualTo("owner-key-of-a-name");
    assertThat(fixture.database.count("issuance")).isEqualTo(2);
  }

  private TestDevice named(String name) {
    TestDevice device = device("dual");
    device.request.put("name", name);
    return device;
  }

  private TestOwner sameOwner(KeyPair key, TestDevice device) {
    TestOwner owner = new TestOwner(key, device, fixture.clock.instant());
    owner.claims.put("agent", "spiffe://bailiwick.example/agent/" + device.request.get("name"));
    device.userToken = bound(owner);
    return owner;
  }

  @Test
  void theProfileSaysWhetherThereIsOne() {
    TestDevice none = device("agent-default");
    assertThat(refusal(consented(none, owner(none))).check()).isEqualTo("profile-owner-key");
    assertThat(refusal(device("dual-only")).check()).isEqualTo("profile-owner-key-required");
    assertThat(OwnerKeyExtension.find(fixture.issue(device("dual").send()).certificate()))
        .isEmpty();
  }

  /** RFC 9449 section 7.2: without its key a bound token is nobody's. */
  @Test
  void aTokenThatIsBoundToAKeyIsNotTakenWithoutThatKey() throws IOException {
    TestDevice stripped = device("dual");
    owner(stripped);
    refusesTheToken(stripped, "user-token-unproved");
    TestDevice another = device("dual");
    TestOwner filed = TestOwner.of(another, fixture.clock.instant());
    file(filed, "");
    owner(another);
    another.consents = filed.consent();
    refusesTheToken(another, "user-token-unproved");
    for (Map<String, Object> other :
        List.<Map<String, Object>>of(
            Map.of("x5t#S256", "x"), Map.of("jkt", "x", "kid", "y"), Map.of())) {
      TestDevice unknown = device("dual");
      unknown.userToken =
          fixture.provider.token(fixture.clock.instant(), claims -> claims.put("cnf", other));
      refusesTheToken(unknown, "user-token-claim-cnf");
    }
  }

  private void refusesTheToken(TestDevice device, String check) {
    ProblemException refusal = refusal(device);
    assertThat(refusal.type()).isEqualTo(ProblemType.USER_TOKEN_REJECTED);
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(fixture.database.count("issuance")).isZero();
  }

  @Test
  void theProfileSaysWhichKinds() throws IOException {
    TestDevice device = device("dual");
    refuses("profile-owner-key-algorithm", device, TestKeys.rsa3072());
  }

  @Test
  void aFileMayAllowFewerAlgorithmsAndAFaultClosesAll() throws IOException {
    TestDevice device = device("dual");
    TestOwner owner = TestOwner.of(device, fixture.clock.instant());
    file(owner, ",\"algorithms\":[\"ES384\"]");
    device.consents = owner.consent();
    assertThat(refusal(device).check()).isEqualTo("owner-consent-algorithm");
  }

  @Test
  void aFileThatCannotBeReadClosesWhatDependsOnIt() throws IOException {
    TestDevice device = device("dual");
    TestOwner owner = TestOwner.of(device, fixture.clock.instant());
    file(owner, ",\"algorithm\":[\"ES256\"]");
    device.consents = owner.consent();
    ProblemException refusal = refusal(device);
    assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
    assertThat(refusal.check()).isEqualTo("configuration-unreadable");
  }

  @Test
  void aReportedKeyOfTheOwnerIsRefused() {
    TestDevice device = device("dual");
    TestOwner owner = owner(device);
    fixture.report(owner.key.getPublic());
    ProblemException refusal = refusal(consented(device, owner));
    assertThat(refusal.type()).isEqualTo(ProblemType.KEY_COMPROMISED);
    assertThat(refusal.check()).isEqualTo("owner-key-compromised");
    assertThat(fixture.database.count("issuance")).isZero();
  }

  private void refuses(String check, TestDevice device, KeyPair key) throws IOException {
    TestOwner owner = new TestOwner(key, device, fixture.clock.instant());
    owner.algorithm =
        switch (key.getPublic().getAlgorithm()) {
          case "RSA" -> "PS256";
          default -> check.equals("owner-key-kind") ? "ES512" : "ES256";
        };
    device.userToken = bound(owner);
    assertThat(refusal(consented(device, owner)).check()).isEqualTo(check);
    assertThat(fixture.database.count("issuance")).isZero();
  }

  private TestDevice device(String profile) {
    TestDevice device = fixture.device();
    device.request.put("profile", profile);
    return device;
  }

  /** Whose key the user's token names. */
  private TestOwner owner(TestDevice device) {
    TestOwner owner = TestOwner.of(device, fixture.clock.instant());
    device.userToken = bound(owner);
    return owner;
  }

  private String bound(TestOwner owner) {
    return fixture.provider.token(
        fixture.clock.instant(), claims -> claims.put("cnf", Map.of("jkt", owner.thumbprint())));
  }

  private Submission consented(TestDevice device, TestOwner owner) {
    if (device.userToken == null) {
      device.userToken = fixture.provider.token(fixture.clock.instant());
    }
    device.consents = owner.consent();
    return device.send();
  }

  private ProblemException refusal(TestDevice device) {
    return refusal(device.send());
  }

  private ProblemException refusal(Submission submission) {
    return catchThrowableOfType(ProblemException.class, () -> fixture.issue(submission));
  }

  private void file(TestOwner owner, String more) throws IOException {
    Files.createDirectories(folder.resolve("owners"));
    Files.writeString(
        folder.resolve("owners/finance.json"),
        "{\"owner\":\"Finance\",\"keys\":[%s]%s}".formatted(JsonUtil.toJson(owner.jwk()), more));
  }

  private void profile(String name, String rule) throws IOException {
    String kinds =
        name.equals("dual") ? "\"EC_P256\"" : "\"EC_P256\",\"EC_P384\",\"ED25519\",\"RSA\"";
    Files.writeString(
        folder.resolve("profiles").resolve(name + ".json"),
        """
        {"name":"%s","validity":"PT24H","capabilities":["invoice.parse@1","fx.rates@1"],
         "key_algorithms":[%s],"validation_methods":["mtls"],"crl_shard":0,
         "owner_key":"%s","formats":["x509","wit"]}
        """
            .formatted(name, kinds, rule));
  }

  private static void rsa(TestOwner owner) {
    owner.algorithm = "ES384";
    owner.signer = TestKeys.ec("secp384r1").getPrivate();
  }

  private static void shift(TestOwner owner, long from, long to) {
    long now = (Long) owner.claims.get("iat");
    owner.claims.put("iat", now + from);
    owner.claims.put("exp", now + to);
  }

  private static Arguments claim(String check, String name, Object value) {
    return with(check, (device, owner) -> owner.claims.put(name, value));
  }

  private static Arguments with(String check, BiConsumer<TestDevice, TestOwner> change) {
    return Arguments.of(check, change);
  }
}
