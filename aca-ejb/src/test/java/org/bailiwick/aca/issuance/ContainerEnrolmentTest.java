package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.testing.TestHsm;
import org.bailiwick.aca.testing.TestMaker;
import org.bailiwick.aca.testing.TestNode;
import org.bailiwick.aca.testing.TestWorkload;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents in containers, and agents whose key is in an HSM (requirements R6 and R7). */
class ContainerEnrolmentTest {

  @TempDir private Path folder;
  private final TestMaker maker = new TestMaker("Node Maker");
  private final TestNode node = new TestNode(maker, "N-1");
  private final TestHsm hsm = new TestHsm("HSM Vendor");
  private IssuerFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = new IssuerFixture(folder);
    write("container-nodes/maker.pem", Pem.of(maker.root()));
    write(
        "container-nodes/ours.json",
        """
        {"issuer":"CN=Node Maker","nodes":["N-1"],"namespaces":{"agents":["reader"]}}
        """);
    write("hsm-vendors/vendor.pem", Pem.of(hsm.root()));
    write(
        "reference-values/images.json",
        """
        {"images":[{"name":"%s","digests":["%s"]}]}
        """
            .formatted(TestNode.IMAGE, TestNode.DIGEST));
    profile("contained", "[[\"container\"]]", "affirming");
    profile("warned", "[[\"container\"]]", "warning");
    profile("confined", "[[\"hsm-key\"]]", "none");
    profile("both", "[[\"hsm-key\",\"container\"]]", "affirming");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void issuesToAContainerAndKeepsTheVerdictOnItsImage() {
    IssuedCredential issued = fixture.issue(contained("contained", statement -> {}));
    assertThat(status(issued)).isEqualTo("affirming");
    Grounds grounds = fixture.ledger.find(issued.ref()).orElseThrow().issuance().grounds();
    assertThat(grounds.device().orElseThrow().issuer()).isEqualTo("idevid N-1 of CN=Node Maker");
    assertThat(grounds.device().orElseThrow().serialNumber()).startsWith("containerd://");
    assertThat(grounds.verdict()).contains("affirming").contains("executables=2");
  }

  @Test
  void issuesOnAnUnknownImageOnlyWhereTheProfileTakesAWarning() {
    Consumer<TestNode.Statement> unknown =
        statement ->
            statement.claims.put(
                "image", TestNode.image("registry.example/agents/other", TestNode.DIGEST));
    refuses(contained("contained", unknown), "attestation-image-unknown");
    IssuedCredential issued = fixture.issue(contained("warned", unknown));
    assertThat(status(issued)).isEqualTo("warning");
    assertThat(fixture.ledger.find(issued.ref()).orElseThrow().issuance().grounds().verdict())
        .contains("executables=33");
  }

  @Test
  void threat8RefusesAKnownImageOfAnotherDigestEvenWhereAWarningWillDo() {
    Consumer<TestNode.Statement> changed =
        statement ->
            statement.claims.put(
                "image", TestNode.image(TestNode.IMAGE, "sha256:" + "b".repeat(64)));
    refuses(contained("contained", changed), "attestation-image-changed");
    refuses(contained("warned", changed), "attestation-image-changed");
  }

  @Test
  void threat3RefusesAStatementThatWasUsed() {
    Submission submission = contained("contained", statement -> {});
    fixture.issue(submission);
    refuses(submission, "nonce-spent");
  }

  @Test
  void threat4BindsAContainerToTheFirstKey() {
    fixture.issue(contained("contained", statement -> {}));
    refuses(contained("contained", statement -> {}), "subject-bound-to-another-key");
    fixture.issue(
        contained(
            "contained",
            statement -> statement.claims.put("container_id", TestNode.containerId(2))));
    assertThat(fixture.database.count("anchor_use")).isEqualTo(2);
  }

  @Test
  void aNodeWhoseKeyIsKnownToOthersVouchesForNobody() {
    report(KeyDigest.of(node.key.getPublic()));
    refuses(contained("contained", statement -> {}), "device-key-compromised");
    assertThat(fixture.database.count("anchor_use")).isZero();
  }

  /**
   * The verified facts are stored for officers; the key behind them must still be sound when they
   * approve.
   */
  @Test
  void aNodeWhoseKeyBecameKnownWhileTheRequestWaitedVouchesForNobody() throws IOException {
    write(
        "profiles/guarded.json",
        Files.readString(folder.resolve("profiles/contained.json"))
            .replace("\"contained\"", "\"guarded\",\"approvers\":1"));
    Submission submission = contained("guarded", statement -> {});
    Enrolment.Waiting waiting =
        (Enrolment.Waiting) fixture.issuer.enrol(submission, Optional.empty());
    fixture.database.run(
        "insert into enrolment_approval values ('%s', 'officer-1', current_timestamp)"
            .formatted(waiting.progress().proposal().id()));
    report(KeyDigest.of(node.key.getPublic()));
    refuses(submission, "device-key-compromised");
  }

  @Test
  void issuesToAKeyInAnHsmAndNamesTheHsm() {
    IssuedCredential issued = fixture.issue(confined("confined", TestHsm.says(TestHsm.SIGN_ECDSA)));
    assertThat(status(issued)).isEqualTo("none");
    Grounds.Device device =
        fixture.ledger.find(issued.ref()).orElseThrow().issuance().grounds().device().orElseThrow();
    assertThat(device).isEqualTo(new Grounds.Device("CN=HSM Vendor", "20000001"));
    assertThat(AgentCredential.read(issued.certificate()).trustworthiness())
        .as("nobody has appraised anything")
        .contains(
            new AttesterTrustworthiness(List.of(root("hsm-key", hsm.root())), TrustVector.NONE));
  }

  @Test
  void refusesAnExportableKeyAndAnHsmThatIsKnownToOthers() {
    refuses(
        confined("confined", TestHsm.says(TestHsm.SIGN_ECDSA | 1L << 16)), "hsm-key-exportable");
    report(KeyDigest.of(hsm.device().getPublicKey()));
    refuses(confined("confined", TestHsm.says(TestHsm.SIGN_ECDSA)), "device-key-compromised");
  }

  @Test
  void theTwoGoTogether() {
    refuses(confined("both", TestHsm.says(TestHsm.SIGN_ECDSA)), "profile-attestors");
    TestWorkload workload = workload("both");
    String key =
        TestHsm.evidence(
            hsm.attests(workload.agentKey.getPublic(), TestHsm.says(TestHsm.SIGN_ECDSA)),
            hsm.device());
    String container =
        node.says(workload.nonce(), workload.agentKey.getPublic(), fixture.clock.instant()).sign();
    IssuedCredential issued =
        fixture.issue(workload.with("container", container).with("hsm-key", key).send());
    assertThat(status(issued)).isEqualTo("affirming");
    AttesterTrustworthiness found =
        AgentCredential.read(issued.certificate()).trustworthiness().orElseThrow();
    assertThat(found.rootsOfTrust())
        .containsExactly(root("container", maker.root()), root("hsm-key", hsm.root()));
    assertThat(found.vector().named()).containsEntry("executables", 2);
  }

  private Submission contained(String profile, Consumer<TestNode.Statement> change) {
    TestWorkload workload = workload(profile);
    TestNode.Statement statement =
        node.says(workload.nonce(), workload.agentKey.getPublic(), fixture.clock.instant());
    change.accept(statement);
    return workload.with("container", statement.sign()).send();
  }

  private Submission confined(String profile, Map<String, byte[]> says) {
    TestWorkload workload = workload(profile);
    return workload
        .with(
            "hsm-key",
            TestHsm.evidence(hsm.attests(workload.agentKey.getPublic(), says), hsm.device()))
        .send();
  }

  private TestWorkload workload(String profile) {
    KeyPair key = TestKeys.ec();
    TestWorkload workload =
        new TestWorkload(key, profile, fixture.nonces.mint().value(), fixture.clock.instant());
    workload.userToken = fixture.provider.token(fixture.clock.instant());
    return workload;
  }

  private static RootOfTrust root(String kind, X509Certificate anchor) {
    return new RootOfTrust(kind, "sha256:" + Sha256.hex(Pem.der(anchor)));
  }

  private void report(KeyDigest key) {
    fixture
        .database
        .writer()
        .commit(
            CompromisedKeys.block(
                new CompromisedKey(key, fixture.clock.instant(), "officer-1", "found")));
  }

  private void refuses(Submission submission, String check) {
    fixture.refuses(() -> fixture.issue(submission), check);
  }

  private static String status(IssuedCredential issued) {
    return AgentCredential.read(issued.certificate()).information().attestation().status();
  }

  private void profile(String name, String attestors, String status) throws IOException {
    write(
        "profiles/" + name + ".json",
        """
        {"name":"%s","validity":"PT1H","capabilities":["invoice.parse@1"],"key_algorithms":["EC_P256"],
         "validation_methods":["mtls"],"attestors":%s,"required_status":"%s"}
        """
            .formatted(name, attestors, status));
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
