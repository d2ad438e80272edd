package org.bailiwick.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.HealthCheck;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The root's next CRL by a ceremony, and the end of an issuing key by it; nodes go on. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RootCrlIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private static Path folder;
  private Nodes nodes;
  private Wire wire;

  @BeforeAll
  void start() {
    nodes = Nodes.authorityAlone("nodes-root-crl");
    wire = new Wire(nodes.root());
  }

  @AfterAll
  void stop() {
    nodes.stop();
  }

  @Test
  void theNextListIsFollowedAndWhomItRevokesIsRefused() throws Exception {
    LaterCeremony.hold(nodes, "");
    TestLeaf old = agent("old");
    await("the second key issues")
        .atMost(PATIENCE)
        .until(() -> issuerOf(agent("waiting")).contains("CN=issuing-2"));
    TestLeaf fresh = agent("fresh");
    Files.writeString(
        nodes.home().resolve("domain/bailiwick.properties"),
        "node.crl-refresh=PT5S\n",
        StandardOpenOption.APPEND);
    nodes.restartAlone("domain");
    List<Long> processes = List.of(nodes.process("authority"), nodes.process("domain"));
    assertThat(registered(old)).isEqualTo(201);
    assertThat(registered(fresh)).isEqualTo(201);
    assertThat(crl("-crlnumber")).contains("0x01");

    LaterCeremony.hold(nodes, LaterCeremony.shipped("root-crl"));
    assertThat(crl("-crlnumber", "-CAfile", rootPem())).contains("verify OK", "0x02");
    awaitFollowedBy("0x02");
    assertThat(seen(old)).isEqualTo(200);
    assertThat(seen(fresh)).isEqualTo(200);
    assertThat(HealthCheck.ofAuthority(nodes, wire, "root-crl").isUp()).isTrue();
    assertThat(wire.send(Call.get(nodes.authority("/metrics"))).body())
        .containsPattern("aca_root_crl_left_seconds\\{.*} 31[0-9]{6}\\b");

    LaterCeremony.hold(nodes, revoking(fresh));
    assertThat(crl("-crlnumber", "-CAfile", rootPem())).contains("verify OK", "0x03");
    awaitFollowedBy("0x03");
    assertThat(seen(fresh)).isEqualTo(401);
    assertThat(seen(old)).isEqualTo(200);
    assertThat(opensslSays(fresh)).contains("certificate revoked");
    assertThat(opensslSays(old)).contains(": OK");
    await("the authority knows").atMost(PATIENCE).until(() -> enrolled("late").status() == 503);
    assertThat(wire.send(Call.post(nodes.authority("/v1/revocations"), "{}").as(fresh)).status())
        .isEqualTo(401);
    assertThat(List.of(nodes.process("authority"), nodes.process("domain"))).isEqualTo(processes);
  }

  /** A copy of the shipped file with one line more, as its last comment says. */
  private static Path revoking(TestLeaf fresh) throws Exception {
    String hex = fresh.chain().get(1).getSerialNumber().toString(16);
    String serial = hex.length() % 2 == 0 ? hex : "0" + hex;
    return Files.writeString(
        folder.resolve("revoking.properties"),
        Files.readString(LaterCeremony.shipped("root-crl"))
            + "revoke."
            + serial
            + " = ca-compromise\n");
  }

  /** The domain node keeps a copy of what it took. */
  private void awaitFollowedBy(String number) {
    Path copy = nodes.home().resolve("domain/cache/root.crl");
    await("the domain node took " + number)
        .atMost(PATIENCE)
        .until(() -> Files.exists(copy) && openssl(copy, "-crlnumber").contains(number));
  }

  private String crl(String... more) {
    Path list = folder.resolve("root.crl");
    Tool.run("curl", "-sSf", "-o", list.toString(), nodes.plain("/crl/root.crl").toString());
    return openssl(list, more);
  }

  private static String openssl(Path list, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of("openssl", "crl", "-inform", "DER", "-noout", "-in", list.toString()));
    command.addAll(List.of(more));
    return Tool.run(command.toArray(String[]::new)).output();
  }

  private String rootPem() {
    return nodes.home().resolve("root.pem").toString();
  }

  /** With every certificate's revocation. */
  private String opensslSays(TestLeaf agent) throws Exception {
    Path leaf = Files.writeString(folder.resolve("leaf.pem"), Pem.of(agent.certificate()));
    Path issuing = Files.writeString(folder.resolve("issuing.pem"), Pem.of(agent.chain().get(1)));
    String issuer = issuerOf(agent).contains("CN=issuing-2") ? "issuing-2" : "issuing-1";
    for (String name : List.of("root", issuer)) {
      String der = folder.resolve("list.der").toString();
      Tool.run("curl", "-sSf", "-o", der, nodes.plain("/crl/" + name + ".crl").toString());
      Tool.run("openssl", "crl", "-inform", "DER", "-in", der, "-out", list(name));
    }
    return Tool.run(
            "openssl",
            "verify",
            "-crl_check_all",
            "-CAfile",
            rootPem(),
            "-untrusted",
            issuing.toString(),
            "-CRLfile",
            list("root"),
            "-CRLfile",
            list(issuer),
            leaf.toString())
        .output();
  }

  private static String list(String name) {
    return folder.resolve(name + ".crl.pem").toString();
  }

  private Enrolment enrolment(String name) {
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities("fx.rates@1");
    enrolment.statement().claim("locator", "https://127.0.0.1:7001/" + name);
    return enrolment;
  }

  private TestLeaf agent(String name) {
    return enrolment(name).granted();
  }

  private Answer enrolled(String name) {
    return wire.send(enrolment(name).call());
  }

  private int registered(TestLeaf agent) {
    String claim = Claim.of(agent).build().toString();
    return wire.send(Call.post(nodes.registry("/v1/agents"), claim).as(agent)).status();
  }

  private int seen(TestLeaf agent) {
    return wire.send(Call.get(nodes.registry("/v1/discovery?capability=fx.rates@1")).as(agent))
        .status();
  }

  private static String issuerOf(TestLeaf leaf) {
    return leaf.certificate().getIssuerX500Principal().getName();
  }
}
