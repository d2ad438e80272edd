package org.bailiwick.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.bailiwick.system.status.Questions;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A second root, and an issuing key below it, while the authority goes on: the one rotation of the
 * everyday run, of root and issuing key at once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RootRotationIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private Nodes nodes;
  private Wire wire;

  @BeforeAll
  void start() {
    nodes = Nodes.authorityAlone("nodes-root");
    wire = new Wire(nodes.root());
  }

  @AfterAll
  void stop() {
    nodes.stop();
  }

  @Test
  void oldAndNewVerifyUnderBothRootsAndNothingIsRestarted() throws Exception {
    long process = nodes.process("authority");
    TestLeaf before = agent("before");
    Questions old = new Questions(nodes, wire, Files.createDirectories(folder.resolve("old")));
    assertThat(before.chain()).hasSize(2);
    assertThat(names("bailiwick_roots")).containsExactly("root");

    LaterCeremony.hold(nodes, "-root");
    await("the bundle has both roots").atMost(PATIENCE).until(() -> anchors() == 2);
    assertThat(names("bailiwick_roots")).containsExactly("root", "root-2");
    LaterCeremony.hold(nodes, "-under-root-2");
    await("the key below the new root issues")
        .atMost(PATIENCE)
        .until(() -> issuerOf(agent("waiting")).contains("CN=issuing-2"));
    assertThat(names("bailiwick_issuers")).containsExactly("issuing-1", "issuing-2");
    TestLeaf after = agent("after");
    opensslJudges(before, after);
    for (TestLeaf each : List.of(before, after)) {
      assertThat(asked(each)).as("known as an agent, which may not revoke").isEqualTo(403);
    }
    theOldKeyKeepsItsWord(old);
    assertThat(nodes.process("authority")).isEqualTo(process);
    assertThat(wire.send(Call.get(nodes.authority("/health/ready"))).status()).isEqualTo(200);

    nodes.kill("authority");
    nodes.restartAlone("authority");
    assertThat(anchors()).isEqualTo(2);
    assertThat(asked(after)).isEqualTo(403);
    assertThat(agent("later").chain()).hasSize(3);
    assertThat(old.verifyByCrl().output()).contains("certificate revoked");

    // The domain node pins the first root, and learns the second from the bundle.
    nodes.restartAlone("domain");
    for (TestLeaf each : List.of(before, after)) {
      wire.send(Call.post(nodes.registry("/v1/agents"), Claim.of(each).build().toString()).as(each))
          .expecting(201);
    }
  }

  /** While another key issues: CRL, OCSP answers and revocation of what it issued. */
  private static void theOldKeyKeepsItsWord(Questions old) {
    assertThat(old.verifyByCrl().output()).contains("leaf.pem: OK");
    assertThat(old.openssl("-nonce").output()).contains("Response verify OK", "leaf.pem: good");
    old.revoke();
    assertThat(old.verifyByCrl().output()).contains("certificate revoked");
    assertThat(old.openssl("-nonce").output()).contains("leaf.pem: revoked");
  }

  private void opensslJudges(TestLeaf before, TestLeaf after) throws Exception {
    for (String name :
        List.of("root", "root-2", "root-2-by-root", "root-by-root-2", "issuing-1", "issuing-2")) {
      fetch("issuers/" + name + ".cer", "x509", name + ".pem");
    }
    fetch("crl/root-2.crl", "crl", "root-2.crl.pem");
    fetch("crl/issuing-2.crl", "crl", "issuing-2.crl.pem");
    Path old = Files.writeString(folder.resolve("old.pem"), Pem.of(before.certificate()));
    Path fresh = Files.writeString(folder.resolve("new.pem"), Pem.of(after.certificate()));
    assertThat(verify("root", old, "issuing-1")).contains("old.pem: OK");
    assertThat(verify("root-2", old, "issuing-1", "root-by-root-2")).contains("old.pem: OK");
    assertThat(verify("root-2", fresh, "issuing-2")).contains("new.pem: OK");
    assertThat(verify("root", fresh, "issuing-2", "root-2-by-root")).contains("new.pem: OK");
    assertThat(verify("root", fresh, "issuing-2")).contains("unable to get");
    shownAndRevocations(after, fresh);
  }

  private void shownAndRevocations(TestLeaf after, Path fresh) throws Exception {
    Path shown = Files.writeString(folder.resolve("shown.pem"), Pem.of(after.chain()));
    assertThat(
            Tool.run(
                    "openssl",
                    "verify",
                    "-CAfile",
                    file("root"),
                    "-untrusted",
                    shown.toString(),
                    fresh.toString())
                .output())
        .as("what an agent shows is enough for who knows the old root only")
        .contains("new.pem: OK");
    assertThat(
            Tool.run(
                    "openssl",
                    "verify",
                    "-crl_check_all",
                    "-CAfile",
                    file("root-2"),
                    "-untrusted",
                    file("issuing-2"),
                    "-CRLfile",
                    folder + "/root-2.crl.pem",
                    "-CRLfile",
                    folder + "/issuing-2.crl.pem",
                    fresh.toString())
                .output())
        .contains("new.pem: OK");
    byte[] root =
        Pem.certificates(Nodes.read(folder.resolve("root-2.pem"))).getFirst().getEncoded();
    String pin = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(root));
    fetch("issuers/" + pin + ".cer", "x509", "pinned.pem");
    assertThat(folder.resolve("pinned.pem")).hasSameTextualContentAs(folder.resolve("root-2.pem"));
  }

  private String verify(String anchor, Path leaf, String... between) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl", "verify", "-CAfile", file(anchor)));
    for (String each : between) {
      command.addAll(List.of("-untrusted", file(each)));
    }
    command.add(leaf.toString());
    return Tool.run(command.toArray(String[]::new)).output();
  }

  private static String file(String name) {
    return folder.resolve(name + ".pem").toString();
  }

  private void fetch(String path, String kind, String to) throws Exception {
    String der = folder.resolve("fetched.der").toString();
    Tool.run("curl", "-sSf", "-o", der, nodes.plain("/" + path).toString());
    Tool.run("openssl", kind, "-inform", "DER", "-in", der, "-out", folder.resolve(to).toString());
  }

  private TestLeaf agent(String name) {
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities("fx.rates@1");
    enrolment.statement().claim("locator", "https://127.0.0.1:7001/" + name);
    return enrolment.granted();
  }

  private int asked(TestLeaf agent) {
    String order = "{\"serial\":\"0fff\",\"reason\":\"superseded\"}";
    return wire.send(Call.post(nodes.authority("/v1/revocations"), order).as(agent)).status();
  }

  private long anchors() {
    return wire
        .send(Call.get(nodes.authority("/.well-known/spiffe-bundle")))
        .expecting(200)
        .json()
        .getJsonArray("keys")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(key -> key.getString("use").equals("x509-svid"))
        .count();
  }

  private List<String> names(String member) {
    return wire
        .send(Call.get(nodes.authority("/.well-known/spiffe-bundle")))
        .expecting(200)
        .json()
        .getJsonArray(member)
        .getValuesAs(JsonString.class)
        .stream()
        .map(JsonString::getString)
        .toList();
  }

  private static String issuerOf(TestLeaf leaf) {
    return leaf.certificate().getIssuerX500Principal().getName();
  }
}
