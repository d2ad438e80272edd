package org.bailiwick.node.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.testing.TestBundles;
import org.bailiwick.policy.bundle.BundleCheck;
import org.bailiwick.policy.bundle.BundleDraft;
import org.bailiwick.policy.bundle.BundleRefusedException;
import org.bailiwick.policy.bundle.BundleRules;
import org.bailiwick.policy.bundle.BundleRules.InForce;
import org.bailiwick.policy.bundle.OfficerTrust;
import org.bailiwick.policy.bundle.PolicyBundle;
import org.bailiwick.policy.bundle.VerifiedBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every check of a bundle, with threat 62: rolled back, or signed by a key that was withdrawn. */
class BundleChecksTest {
  private static final String DOMAIN = "bailiwick.example";

  private final TestCa ca = TestCa.create(DOMAIN);
  private final TestBundles bundles = new TestBundles(ca);
  private final TestLeaf one = ca.operator("officer", "officer-1");
  private final TestLeaf two = ca.operator("officer", "officer-2");

  private BundleRules rules(InForce inForce) {
    return new BundleRules(DOMAIN, "master", bundles, 0, inForce, Instant.now());
  }

  private VerifiedBundle verify(byte[] file) {
    return PolicyBundle.verify(file, rules(InForce.none()));
  }

  private BundleCheck refusal(byte[] file, BundleRules rules) {
    return catchThrowableOfType(
            BundleRefusedException.class, () -> PolicyBundle.verify(file, rules))
        .check();
  }

  private BundleCheck refusal(byte[] file) {
    return refusal(file, rules(InForce.none()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] file) {
    return new String(file, StandardCharsets.UTF_8);
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(json));
  }

  /** A file whose only signature has this header, and a true signature of it by the officer. */
  private byte[] withHeader(String header) {
    return ForgedBundle.of(header, payload(bundles.bundle(bundles.terms(30, 1), one)), one);
  }

  private static String payload(byte[] file) {
    return text(file).replaceFirst(".*\"payload\":\"([^\"]+)\".*", "$1");
  }

  private String header(String alg, String typ) {
    return "{\"alg\":\"%s\",\"typ\":\"%s\",\"x5c\":[\"%s\"]}"
        .formatted(alg, typ, ForgedBundle.x5c(one));
  }

  @Test
  void acceptsTheSignaturesOfTwoOfficers() {
    byte[] file = bundles.bundle(bundles.terms(30, 2), one, two);
    VerifiedBundle bundle = verify(file);
    assertThat(bundle.number()).isEqualTo(30);
    assertThat(bundle.signers())
        .containsExactly(
            "spiffe://bailiwick.example/operator/officer/officer-1",
            "spiffe://bailiwick.example/operator/officer/officer-2");
    assertThat(bundle.files())
        .containsEntry("read-list.cedar", TestBundles.files().get("read-list.cedar"));
    assertThat(bundle.decisions().policyVersion())
        .isEqualTo("30-" + bundle.digest().substring(0, 12));
    assertThat(bundle.digest()).isEqualTo(BundleDraft.read(file).digest());
  }

  @Test
  void acceptsEveryAlgorithmOfTheContract() {
    Duration life = Duration.ofDays(2);
    for (TestLeaf officer :
        List.of(
            bundles.officer("p-384", TestKeys.ec("secp384r1"), life),
            bundles.officer("rsa", TestKeys.rsa2048(), life))) {
      assertThat(verify(bundles.bundle(bundles.terms(30, 1), officer)).signers()).hasSize(1);
    }
  }

  @Test
  void refusesABundleThatIsCutOffAtAnyPlace() {
    byte[] file = bundles.bundle(bundles.terms(30, 1), one);
    for (int length = 0; length < file.length; length += Math.max(1, file.length / 97)) {
      assertThat(refusal(Arrays.copyOf(file, length))).isEqualTo(BundleCheck.BUNDLE_MALFORMED);
    }
  }

  @Test
  void refusesWhatIsTooLarge() {
    assertThat(refusal(new byte[PolicyBundle.MAX_OCTETS + 1]))
        .isEqualTo(BundleCheck.BUNDLE_TOO_LARGE);
  }

  /** Threat 67: five million empty objects would take half of a node's memory. */
  @Test
  void refusesManySmallValues() {
    String many = "{\"payload\":[" + "{},".repeat(10_000) + "1],\"signatures\":[]}";
    assertThatThrownBy(() -> verify(bytes(many)))
        .isInstanceOfSatisfying(
            BundleRefusedException.class,
            e -> assertThat(e.check()).isEqualTo(BundleCheck.BUNDLE_MALFORMED))
        .hasMessageContaining("is not one JSON object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"payload\":\"e30\"}",
        "{\"payload\":\"e30\",\"signatures\":[]}",
        "{\"payload\":\"e30\",\"signatures\":{}}",
        "{\"payload\":1,\"signatures\":[{\"protected\":\"e30\",\"signature\":\"AA\"}]}",
        "{\"payload\":\"e30\",\"signatures\":[{\"protected\":\"e30\"}]}",
        "{\"payload\":\"e30\",\"signatures\":[\"e30\"]}",
        "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"AA\"}",
        "{\"payload\":\"e30\",\"signatures\":[{\"protected\":\"e30\",\"signature\":\"AA\","
            + "\"header\":{\"alg\":\"none\"}}]}",
        "{\"payload\":\"e30=\",\"signatures\":[{\"protected\":\"e30\",\"signature\":\"AA\"}]}",
        "{\"payload\":\"e30\",\"payload\":\"e30\","
            + "\"signatures\":[{\"protected\":\"e30\",\"signature\":\"AA\"}]}",
        "{\"payload\":\"e30\",\"signatures\":[{\"protected\":\"e30\",\"protected\":\"e30\","
            + "\"signature\":\"AA\"}]}",
        "{\"payload\":\"e30\",\"signatures\":[{\"protected\":\"W10\",\"signature\":\"AA\"}]}"
      })
  void refusesWhatIsNoGeneralJws(String file) {
    assertThat(refusal(bytes(file))).isEqualTo(BundleCheck.BUNDLE_MALFORMED);
  }

  @Test
  void refusesTextAfterTheBundleAndDeepNesting() {
    byte[] file = bundles.bundle(bundles.terms(30, 1), one);
    assertThat(refusal(bytes(text(file) + "{}"))).isEqualTo(BundleCheck.BUNDLE_MALFORMED);
    assertThat(refusal(bytes("[".repeat(100_000)))).isEqualTo(BundleCheck.BUNDLE_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "RS256", "ES512", "EdDSA", "es256", ""})
  void refusesEveryOtherAlgorithm(String alg) {
    assertThat(refusal(withHeader(header(alg, PolicyBundle.TYPE))))
        .isEqualTo(BundleCheck.BUNDLE_ALGORITHM);
  }

  @Test
  void refusesAKeyThatIsNotForTheAlgorithm() {
    assertThat(refusal(withHeader(header("ES384", PolicyBundle.TYPE))))
        .isEqualTo(BundleCheck.BUNDLE_ALGORITHM);
    assertThat(refusal(withHeader(header("PS256", PolicyBundle.TYPE))))
        .isEqualTo(BundleCheck.BUNDLE_ALGORITHM);
  }

  @Test
  void refusesAnotherTypeAndUnknownHeaders() {
    assertThat(refusal(withHeader(header("ES256", "JWT")))).isEqualTo(BundleCheck.BUNDLE_TYPE);
    String plain = header("ES256", PolicyBundle.TYPE);
    for (String more : List.of("\"crit\":[\"b64\"]", "\"b64\":false", "\"kid\":\"1\"")) {
      assertThat(refusal(withHeader(plain.replaceFirst("}$", "," + more + "}"))))
          .isEqualTo(BundleCheck.BUNDLE_HEADER_UNKNOWN);
    }
  }

  @Test
  void refusesCertificatesOfOthers() {
    TestLeaf foreign = TestCa.create(DOMAIN).operator("officer", "officer-1");
    assertThat(refusal(bundles.bundle(bundles.terms(30, 1), foreign)))
        .isEqualTo(BundleCheck.BUNDLE_CERTIFICATE);
    TestLeaf agent = ca.agent("reader", "a.b@1");
    assertThat(refusal(bundles.bundle(bundles.terms(30, 1), agent)))
        .isEqualTo(BundleCheck.BUNDLE_CERTIFICATE);
    for (String x5c : List.of("", "\"x5c\":[],", "\"x5c\":[\"AAAA\"],", "\"x5c\":[\"%\"],")) {
      String header = "{" + x5c + "\"alg\":\"ES256\",\"typ\":\"" + PolicyBundle.TYPE + "\"}";
      assertThat(refusal(withHeader(header))).isEqualTo(BundleCheck.BUNDLE_CERTIFICATE);
    }
  }

  @Test
  void refusesOthersThanOfficers() {
    for (TestLeaf other : List.of(ca.operator("auditor", "auditor-1"), ca.node("domain"))) {
      assertThat(refusal(bundles.bundle(bundles.terms(30, 1), other)))
          .isEqualTo(BundleCheck.BUNDLE_NOT_OFFICER);
    }
  }

  @Test
  void refusesExpiredAndRevokedCertificates() {
    TestLeaf expired = bundles.officer("late", TestKeys.ec(), Duration.ofHours(23));
    assertThat(refusal(bundles.bundle(bundles.terms(30, 1), expired)))
        .isEqualTo(BundleCheck.BUNDLE_CERTIFICATE_EXPIRED);
    bundles.revoke(two);
    assertThat(refusal(bundles.bundle(bundles.terms(30, 1), one, two)))
        .isEqualTo(BundleCheck.BUNDLE_CERTIFICATE_REVOKED);
    bundles.know(OfficerTrust.Status.UNKNOWN);
    assertThat(refusal(bundles.bundle(bundles.terms(30, 1), one)))
        .isEqualTo(BundleCheck.BUNDLE_CERTIFICATE_STATUS);
  }

  @Test
  void refusesASignatureOfSomethingElse() {
    byte[] file = bundles.bundle(bundles.terms(30, 1), one);
    String other = payload(bundles.bundle(bundles.terms(31, 1), one));
    assertThat(refusal(bytes(text(file).replace(payload(file), other))))
        .isEqualTo(BundleCheck.BUNDLE_SIGNATURE);
  }

  @Test
  void refusesOneOfficerWhereTwoAreAskedFor() {
    byte[] single = bundles.bundle(bundles.terms(30, 2), one);
    assertThat(refusal(single)).isEqualTo(BundleCheck.BUNDLE_SIGNATURES_MISSING);
    byte[] twice = bundles.bundle(bundles.terms(30, 2), one, one);
    assertThat(refusal(twice)).isEqualTo(BundleCheck.BUNDLE_SIGNATURES_MISSING);
    TestLeaf again = ca.operator("officer", "officer-1");
    assertThat(refusal(bundles.bundle(bundles.terms(30, 2), one, again)))
        .as("two keys of one officer")
        .isEqualTo(BundleCheck.BUNDLE_SIGNATURES_MISSING);
    var key = TestKeys.ec();
    Duration life = Duration.ofDays(2);
    assertThat(
            refusal(
                bundles.bundle(
                    bundles.terms(30, 2),
                    bundles.officer("a", key, life),
                    bundles.officer("b", key, life))))
        .as("one key under two names")
        .isEqualTo(BundleCheck.BUNDLE_SIGNATURES_MISSING);
  }

  @Test
  void asksForAsManyOfficersAsRulesAndPoliciesInForceDo() {
    byte[] single = bundles.bundle(bundles.terms(30, 1), one);
    assertThat(refusal(single, rules(new InForce(29, "d", 2))))
        .isEqualTo(BundleCheck.BUNDLE_SIGNATURES_MISSING);
    assertThat(
            refusal(
                single,
                new BundleRules(DOMAIN, "master", bundles, 2, InForce.none(), Instant.now())))
        .isEqualTo(BundleCheck.BUNDLE_SIGNATURES_MISSING);
  }

  @Test
  void refusesWhatIsForOthers() {
    byte[] file = bundles.bundle(bundles.terms(30, 1), one);
    assertThat(
            refusal(
                file,
                new BundleRules(
                    "other.example", "master", bundles, 0, InForce.none(), Instant.now())))
        .isEqualTo(BundleCheck.BUNDLE_NOT_OFFICER);
    BundleDraft.Terms terms =
        new BundleDraft.Terms("other.example", TestBundles.COMPONENTS, 30, Instant.EPOCH, 1);
    assertThat(refusal(bundles.bundle(terms, one))).isEqualTo(BundleCheck.BUNDLE_TRUST_DOMAIN);
    BundleDraft.Terms registry =
        new BundleDraft.Terms(DOMAIN, Set.of("registry"), 30, Instant.EPOCH, 1);
    assertThat(refusal(bundles.bundle(registry, one))).isEqualTo(BundleCheck.BUNDLE_COMPONENT);
  }

  @Test
  void refusesOlderNumbersAndOtherContentUnderTheSame() {
    byte[] file = bundles.bundle(bundles.terms(30, 1), one);
    assertThat(refusal(file, rules(new InForce(31, "d", 1))))
        .isEqualTo(BundleCheck.BUNDLE_NUMBER_OLD);
    assertThat(refusal(file, rules(new InForce(30, "d", 1))))
        .isEqualTo(BundleCheck.BUNDLE_NUMBER_REUSED);
    VerifiedBundle bundle = verify(file);
    assertThat(PolicyBundle.verify(file, rules(new InForce(30, bundle.digest(), 1))).digest())
        .as("the same again")
        .isEqualTo(bundle.digest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "number | 0",
        "number | -1",
        "number | 1.5",
        "number | 9007199254740992",
        "number | \"30\"",
        "signatures | 0",
        "signatures | 3",
        "effective_at | \"tomorrow\"",
        "effective_at | \"2026-01-01T00:00:00+01:00\"",
        "effective_at | 1",
        "components | []",
        "components | \"master\"",
        "components | [\"master\",\"master\"]",
        "components | [\"Master\"]",
        "files | {}",
        "files | []",
        "files | {\"schema.cedarschema\":1}",
        "trust_domain | null",
        "more | 1"
      })
  void refusesPayloadsOfAnotherForm(String member, String value) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("trust_domain", "\"bailiwick.example\"");
    members.put("components", "[\"master\"]");
    members.put("number", "30");
    members.put("effective_at", "\"2026-01-01T00:00:00Z\"");
    members.put("signatures", "1");
    members.put("files", "{\"schema.cedarschema\":\"\"}");
    members.put(member, value);
    assertThat(refusal(signed(json(members)))).isEqualTo(BundleCheck.BUNDLE_PAYLOAD);
  }

  private byte[] signed(String payload) {
    return ForgedBundle.of(header("ES256", PolicyBundle.TYPE), encoded(payload), one);
  }

  private static String json(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  @Test
  void refusesAPayloadThatIsNoJsonOrHasAMemberTwice() {
    assertThat(refusal(signed("no JSON"))).isEqualTo(BundleCheck.BUNDLE_PAYLOAD);
    assertThat(refusal(signed("{\"number\":1,\"number\":2}")))
        .isEqualTo(BundleCheck.BUNDLE_PAYLOAD);
  }

  @Test
  void refusesFilesThatAFolderMayNotHave() {
    for (Map.Entry<String, String> file :
        Map.of(
                "../step.cedar", "",
                "notes.txt", "",
                "app-UPPER.cedar", "",
                "read-list.cedar", "permit (principal, action, resource);")
            .entrySet()) {
      Map<String, String> files = TestBundles.files();
      files.put(file.getKey(), file.getValue());
      byte[] bundle = TestBundles.signed(BundleDraft.of(bundles.terms(30, 1), files), one).encode();
      assertThat(refusal(bundle)).as(file.getKey()).isEqualTo(BundleCheck.BUNDLE_POLICIES);
    }
    Map<String, String> files = TestBundles.files();
    files.remove("schema.cedarschema");
    assertThat(
            refusal(TestBundles.signed(BundleDraft.of(bundles.terms(30, 1), files), one).encode()))
        .isEqualTo(BundleCheck.BUNDLE_POLICIES);
  }
}
