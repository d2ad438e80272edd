package org.bailiwick.aca.evidence.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bailiwick.aca.attestation.ImageState;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.testing.TestMaker;
import org.bailiwick.aca.testing.TestNode;
import org.bailiwick.aca.testing.TestRequest;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements of a node on a container, refused when one value of them is wrong. */
class ContainerAttestorTest {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final PublicKey AGENT = TestKeys.ec().getPublic();
  private static final TestMaker MAKER = new TestMaker("Maker");
  private static final TestNode NODE = new TestNode(MAKER, "N-1");
  private static final String RULE =
      """
      {"issuer":"CN=Maker","nodes":["N-1"],"namespaces":{"agents":["reader"],"other":["admin"]}}
      """;

  @TempDir private Path folder;
  private ContainerAttestor trust;

  @BeforeEach
  void configure() throws IOException {
    Files.writeString(folder.resolve("maker.pem"), Pem.of(MAKER.root()));
    Files.writeString(folder.resolve("ours.json"), RULE);
    trust = new ContainerAttestor(folder, CLOCK);
  }

  @Test
  void namesTheContainerAndItsNodeAndHandsTheImageOver() {
    AttestedSubject subject = judge(statement().sign());
    assertThat(subject)
        .hasToString(
            "container containerd://"
                + "0".repeat(63)
                + "1 pod 7c9e6679-7425-40de-944b-e07fc1f90ae7 of idevid N-1 of CN=Maker");
    assertThat(subject.key()).isEmpty();
    assertThat(subject.platform()).contains(new ImageState(TestNode.IMAGE, TestNode.DIGEST));
    assertThat(subject.root())
        .as("the maker of the node")
        .contains(new RootOfTrust("container", "sha256:" + Sha256.hex(Pem.der(MAKER.root()))));
  }

  static Stream<Arguments> claims() {
    long now = CLOCK.instant().getEpochSecond();
    String agentless = "u".repeat(43);
    return Stream.of(
        claim("container-statement-too-old", "iat", now - 310),
        claim("container-statement-from-future", "iat", now + 60),
        claim("container-statement-claim-iat", "iat", "now"),
        claim("container-statement-has-expiry", "exp", now + 60),
        claim("container-statement-nonce", "nonce", "another"),
        claim("container-statement-cnf", "cnf", Map.of("jkt", agentless)),
        claim("container-namespace", "namespace", "kube-system"),
        claim("container-service-account", "service_account", "admin"),
        claim("container-service-account", "namespace", "other"),
        claim("container-statement-claim-cnf", "cnf", Map.of("x5t#S256", agentless)),
        claim("container-statement-claim", "container_id", "0".repeat(64)),
        claim("container-statement-claim", "container_id", "containerd://" + "A".repeat(64)),
        claim("container-statement-claim", "container_id", "x".repeat(17) + "://" + "0".repeat(64)),
        claim("container-statement-claim", "pod", Map.of("name", "reader-1")),
        claim("container-statement-claim", "pod", Map.of("uid", "reader-1")),
        claim("container-statement-claim", "image", TestNode.DIGEST));
  }

  private static Arguments claim(String check, String name, Object value) {
    Consumer<TestNode.Statement> change = statement -> statement.claims.put(name, value);
    return Arguments.of(check, change);
  }

  static Stream<Arguments> missing() {
    return Stream.of("nonce", "cnf", "container_id", "image", "namespace", "service_account", "pod")
        .map(
            name -> {
              Consumer<TestNode.Statement> change = statement -> statement.claims.remove(name);
              return Arguments.of("container-statement-claim", change);
            });
  }

  static Stream<Arguments> headers() {
    TestMaker namesake = new TestMaker("Maker");
    TestNode foreign = new TestNode(namesake, "N-1");
    TestNode unknown = new TestNode(MAKER, "N-2");
    KeyPair expired = TestKeys.ec();
    String old =
        TestNode.base64(
            MAKER.device(
                TestMaker.Draft.device("N-1", expired.getPublic())
                    .until(Instant.parse("2026-11-01T00:00:00Z"))));
    return Stream.of(
        header("container-statement-type", s -> s.header.put("typ", "JWT")),
        header("container-statement-type", s -> s.header.remove("typ")),
        header("container-statement-x5c", s -> s.header.remove("x5c")),
        header("container-statement-x5c", s -> s.header.put("x5c", List.of())),
        header("container-statement-x5c", s -> s.header.put("x5c", List.of("!"))),
        header("container-statement-x5c", s -> s.header.put("x5c", List.of(1))),
        header(
            "container-node-certificate-der",
            s -> s.header.put("x5c", List.of("AAAA" + TestNode.base64(NODE.certificate)))),
        header("container-statement-signature", s -> s.signer = TestKeys.ec().getPrivate()),
        header(
            "container-node-issuer-untrusted",
            s -> {
              s.header.put("x5c", List.of(TestNode.base64(foreign.certificate)));
              s.signer = foreign.key.getPrivate();
            }),
        header(
            "container-node-unknown",
            s -> {
              s.header.put("x5c", List.of(TestNode.base64(unknown.certificate)));
              s.signer = unknown.key.getPrivate();
            }),
        header(
            "container-node-certificate-expired",
            s -> {
              s.header.put("x5c", List.of(old));
              s.signer = expired.getPrivate();
            }));
  }

  private static Arguments header(String check, Consumer<TestNode.Statement> change) {
    return Arguments.of(check, change);
  }

  @ParameterizedTest
  @MethodSource({"claims", "missing", "headers"})
  void refuses(String check, Consumer<TestNode.Statement> change) {
    TestNode.Statement statement = statement();
    change.accept(statement);
    assertThat(refusal(statement.sign()).check()).isEqualTo(check);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.example/agents/reader:1",
        "registry.example/agents/reader@sha256:00",
        "reader",
        "registry.example//reader",
        "Registry.example/reader",
        "registry.example/Reader"
      })
  void refusesAnImageNameWithATagOrOfAnotherForm(String name) {
    TestNode.Statement statement = statement();
    statement.claims.put("image", TestNode.image(name, TestNode.DIGEST));
    assertThat(refusal(statement.sign()).check()).isEqualTo("container-statement-claim");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "sha256:aa", "sha512:aa", "SHA256:00"})
  void refusesADigestOfAnotherForm(String digest) {
    TestNode.Statement statement = statement();
    statement.claims.put("image", TestNode.image(TestNode.IMAGE, digest));
    assertThat(refusal(statement.sign()).check()).isEqualTo("container-statement-claim");
  }

  @Test
  void readsANameWithAPort() {
    TestNode.Statement statement = statement();
    statement.claims.put("image", TestNode.image("localhost:5000/a/b-c_d.e", TestNode.DIGEST));
    assertThat(judge(statement.sign()).platform())
        .contains(new ImageState("localhost:5000/a/b-c_d.e", TestNode.DIGEST));
    statement.claims.put(
        "image", TestNode.image("registry.example/" + "a".repeat(250), TestNode.DIGEST));
    assertThat(refusal(statement.sign()).check()).isEqualTo("container-statement-claim");
  }

  @Test
  void refusesAlgorithmsThatAreNoneOrSymmetric() {
    TestNode.Statement statement = statement();
    String signed = statement.sign();
    String none =
        encode(
            "{\"alg\":\"none\",\"typ\":\"container-statement+jwt\",\"x5c\":[\""
                + TestNode.base64(NODE.certificate)
                + "\"]}");
    String forged = none + signed.substring(signed.indexOf('.'));
    assertThat(refusal(forged).check()).isEqualTo("container-statement-algorithm");
    assertThat(refusal("no token").check()).isEqualTo("container-statement-x5c");
    assertThat(refusal(signed.substring(0, signed.length() - 4) + "AAAA").check())
        .isEqualTo("container-statement-signature");
    TestNode.Statement crit = statement();
    crit.header.put("crit", List.of("b64"));
    crit.header.put("b64", true);
    assertThat(refusal(crit.sign()).check()).isEqualTo("container-statement-signature");
  }

  @Test
  void refusesAnAgentWhoseKeyIsTheNodes() {
    PublicKey key = NODE.key.getPublic();
    String statement = NODE.says("nonce", key, CLOCK.instant()).sign();
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> judge(key, statement));
    assertThat(refusal.check()).isEqualTo("container-node-key-is-agents");
  }

  @Test
  void aRuleIsForTheNodesOfItsIssuerOnly() throws IOException {
    Files.writeString(folder.resolve("ours.json"), RULE.replace("CN=Maker", "CN=Other Maker"));
    assertThat(refusal(statement().sign()).check()).isEqualTo("container-node-unknown");
  }

  @Test
  void trustsNobodyUnconfigured() {
    trust = new ContainerAttestor(folder.resolve("none"), CLOCK);
    assertThat(refusal(statement().sign()).check()).isEqualTo("container-node-issuer-untrusted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"issuer\":\"CN=Maker\",\"nodes\":[],\"namespaces\":{\"agents\":[\"reader\"]}}",
        "{\"issuer\":\"CN=Maker\",\"nodes\":[\"N-1\"],\"namespaces\":{}}",
        "{\"issuer\":\"CN=Maker\",\"nodes\":[\"N-1\"],\"namespaces\":{\"agents\":[]}}",
        "{\"issuer\":\"CN=Maker\",\"nodes\":[\"N-1\"]}",
        "{\"issuer\":\"Maker\",\"nodes\":[\"N-1\"],\"namespaces\":{\"agents\":[\"reader\"]}}",
        "{\"nodes\":[\"N-1\"],\"namespaces\":{\"agents\":[\"reader\"]}}",
        "{\"issuer\":\"CN=Maker\",\"nodes\":[\"N-1\"],\"namespaces\":{\"agents\":[\"reader\"]},\"x\":1}"
      })
  void aRuleWithAFaultClosesTheKind(String rule) throws IOException {
    Files.writeString(folder.resolve("ours.json"), rule);
    assertThat(refusal(statement().sign()).type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
  }

  private static TestNode.Statement statement() {
    return NODE.says("nonce", AGENT, CLOCK.instant());
  }

  private ProblemException refusal(String statement) {
    return catchThrowableOfType(ProblemException.class, () -> judge(statement));
  }

  private AttestedSubject judge(String statement) {
    return judge(AGENT, statement);
  }

  private AttestedSubject judge(PublicKey agent, String statement) {
    return trust.authenticate(
        new EvidenceItem("container", statement),
        TestRequest.binding(agent, "nonce", CLOCK.instant()));
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
