package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.Users;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./bailiwick agent enrol} and {@code renew} on a running authority (R6, R9, R57); openssl
 * and curl look at what they leave.
 */
class AgentRenewIT {

  private static final int KILLS = 3;
  private static final long CONFIGURATION_MILLIS = 2_000;

  @TempDir private Path temp;
  private final Nodes nodes = Nodes.running();
  private final String name = "renewed-" + UUID.randomUUID().toString().substring(0, 8);
  private AgentFolder agent;

  @BeforeEach
  void makeFolder() {
    agent = new AgentFolder(nodes, temp, name);
  }

  @Test
  void aDevicesAgentEnrolsRenewsAndIsKnownByTheNewCredential() {
    agent.enrol(agent.device());
    String first = agent.serial();
    assertThat(agent.run("renew", "--when-due")).contains("not before");
    assertThat(agent.serial()).isEqualTo(first);
    String key = agent.publicKey();
    agent.run("renew");
    assertThat(agent.serial()).isNotEqualTo(first);
    assertThat(agent.publicKey()).isNotEqualTo(key);
    agent.requireUsable();
    key = agent.publicKey();
    agent.run("renew", "--keep-key");
    assertThat(agent.publicKey()).isEqualTo(key);
    agent.requireUsable();
  }

  /** Openssl finds name and policy; the domain node refuses it by its kind, and then as revoked. */
  @Test
  void aServiceIsNoAgentAndIsRefusedOnceItIsRevoked() throws Exception {
    Files.writeString(
        nodes.home().resolve("authority/profiles/enforcement-point.json"),
        """
        {"name": "enforcement-point", "kind": "service", "validity": "PT1H", "key_algorithms": ["EC_P256"],
         "validation_methods": ["mtls"]}
        """);
    Thread.sleep(CONFIGURATION_MILLIS);
    agent.enrol("service", "enforcement-point");
    String chain = agent.path().resolve("chain.pem").toString();
    assertThat(AgentFolder.openssl("x509", "-in", chain, "-noout", "-ext", "subjectAltName"))
        .containsOnlyOnce("URI:")
        .containsPattern("URI:spiffe://[a-z.]+/service/" + name + "\\s*$");
    assertThat(verifiedUnder(AgentInformationExtension.POLICY_SERVICE).exit()).isZero();
    assertThat(verifiedUnder(AgentInformationExtension.POLICY_AGENT).exit()).isNotZero();
    String first = agent.serial();
    agent.run("renew");
    assertThat(agent.serial()).isNotEqualTo(first);

    TestLeaf service =
        new TestLeaf(
            Pem.privateKey(Files.readString(agent.path().resolve("key.pem"))),
            Pem.certificates(Files.readString(Path.of(chain))));
    Wire wire = new Wire(nodes.root());
    Call registration = Call.post(nodes.registry("/v1/agents"), "{}").as(service);
    Answer refused = wire.send(registration).expecting(403);
    assertThat(refused.text("detail")).contains("does not serve services");
    Call search = Call.get(nodes.registry("/v1/discovery?capability=fx.rates@1")).as(service);
    wire.send(search).expecting(403);
    assertThat(
            Component.ARS.column(
                "select subject from audit_entry where check_name = 'peer-kind-service'"))
        .contains(service.id().toString());
    String serial = new SerialNumber(service.certificate().getSerialNumber()).hex();
    wire.send(Officer.order(nodes, serial, "key-compromise")).expecting(201);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> wire.send(registration).text("type").endsWith(":credential-revoked"));
  }

  /** As a relying party that demands this policy does (RFC 5280 section 6.1.1). */
  private Tool verifiedUnder(String policy) {
    String chain = agent.path().resolve("chain.pem").toString();
    return Tool.run(
        "openssl",
        "verify",
        "-policy",
        policy,
        "-policy_check",
        "-explicit_policy",
        "-CAfile",
        nodes.home().resolve("root.pem").toString(),
        "-untrusted",
        chain,
        chain);
  }

  /** Wherever the process ends, the next try is no second renewal: the name is not frozen. */
  @Test
  void aRenewalThatIsKilledOnItsWayIsTheSameOneAfterwards() throws Exception {
    agent.enrol(agent.device());
    Path request = agent.path().resolve("generations/next/request.json");
    for (int kill = 0; kill < KILLS; kill++) {
      String before = agent.serial();
      Process renewal =
          agent.start("renew").redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(2))
          .atMost(Duration.ofMinutes(1))
          .until(() -> Files.exists(request) || !renewal.isAlive());
      Thread.sleep(kill * 40L); // before it is sent, and after
      renewal.descendants().forEach(ProcessHandle::destroyForcibly);
      renewal.destroyForcibly().waitFor();
      agent.run("renew");
      assertThat(agent.serial()).isNotEqualTo(before);
      agent.requireUsable();
    }
  }

  @Test
  void anInstanceIsRenewedWithTheSameKey() throws Exception {
    Cloud frankfurt = new Cloud(temp.resolve("cloud"), "renewed-frankfurt", "rsa:2048");
    Path rules = nodes.home().resolve("authority/aws");
    frankfurt.trustIn(rules);
    Files.writeString(
        rules.resolve("renewed.json"),
        """
        {"certificates": ["renewed-frankfurt.pem"], "accounts": ["123456789012"],
         "regions": ["eu-central-1"], "max_age": "PT10M"}
        """);
    profile("renewed-aws", "aws-document");
    Path der = temp.resolve("document.der");
    Files.write(der, Base64.getUrlDecoder().decode(frankfurt.document(document())));
    agent.enrol(
        List.of(
            "--profile",
            "renewed-aws",
            "--attestor",
            "aws-document",
            "--aws-document-file",
            der.toString()));
    requireRenewedWithSameKey();
  }

  @Test
  void aPodIsRenewedWithTheSameKeyByTheTokenOfItsFile() throws Exception {
    Cloud cluster = new Cloud(temp.resolve("cluster"), "renewed-cluster", "rsa:2048");
    Path issuers = Files.createDirectories(nodes.home().resolve("authority/workload-issuers"));
    Files.writeString(
        issuers.resolve("renewed.json"),
        """
        {"issuer": "https://renewed.example", "audience": "aca", "algorithms": ["RS256"], "jwks": %s,
         "required": {"/sub": ["pod"]}, "subject": ["/uid"]}
        """
            .formatted(cluster.jwks()));
    profile("renewed-pod", "oidc-token");
    Path token = temp.resolve("token");
    long now = Instant.now().getEpochSecond();
    Files.writeString(
        token,
        cluster.token(
            "{\"iss\":\"https://renewed.example\",\"aud\":[\"aca\"],\"sub\":\"pod\",\"uid\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(name, now, now + 600)));
    agent.enrol(
        List.of(
            "--profile",
            "renewed-pod",
            "--attestor",
            "oidc-token",
            "--oidc-token-file",
            token.toString()));
    requireRenewedWithSameKey();
  }

  /** The node's program signs by openssl what the command asks it. */
  @Test
  void aContainerIsRenewedWithTheSameKeyByTheWordOfItsNode() throws Exception {
    Outside node = new Outside(nodes, "renewed-node");
    node.shell("device_maker_make maker 'Renewal Nodes'; device_make maker node NODE-9");
    Path rules = Files.createDirectories(nodes.home().resolve("authority/container-nodes"));
    Files.copy(node.file("maker/maker.pem"), rules.resolve("renewed.pem"));
    Files.writeString(
        rules.resolve("renewed.json"),
        """
        {"issuer": "CN=Renewal Nodes Device Root,O=Renewal Nodes", "nodes": ["NODE-9"],
         "namespaces": {"agents": ["pod"]}}
        """);
    Files.writeString(
        nodes.home().resolve("authority/reference-values/renewed-images.json"),
        """
        {"images": [{"name": "registry.example/pod", "digests": ["sha256:%s"]}]}
        """
            .formatted("cd".repeat(32)));
    profile("renewed-container", "container");
    Path helper = nodesProgram(node);
    agent.enrol(
        List.of(
            "--profile",
            "renewed-container",
            "--attestor",
            "container",
            "--container-helper",
            helper.toString()));
    requireRenewedWithSameKey();
  }

  /** Its key is in the TPM: the registry sees a handshake that tpm2_sign signed. */
  @Test
  void anAgentOnATpmEnrolsRenewsAndRegistersByAKeyThatIsNoFile() throws Exception {
    try (Tpm tpm = new Tpm(nodes, new Wire(nodes.root()), temp.resolve("vendor"), "rsa")) {
      Path authority = nodes.home().resolve("authority");
      Files.createDirectories(authority.resolve("tpm-vendors"));
      Files.copy(
          temp.resolve("vendor/swtpm-localca-rootca-cert.pem"),
          authority.resolve("tpm-vendors/renewed.pem"));
      Files.writeString(
          authority.resolve("reference-values/renewed-machines.json"),
          """
          {"pcrs": [{"name": "renewed machine", "bank": "sha256", "values": {"0": ["%1$s"], "7": ["%1$s"]}}]}
          """
              .formatted("0".repeat(64)));
      Files.writeString(
          authority.resolve("profiles/renewed-tpm.json"),
          Nodes.read(authority.resolve("profiles/agent-default.json"))
              .replace("\"agent-default\"", "\"renewed-tpm\", \"attestors\": [[\"tpm\"]]"));
      Thread.sleep(CONFIGURATION_MILLIS);
      agent.enrol(
          List.of(
              "--profile",
              "renewed-tpm",
              "--attestor",
              "tpm",
              "--tpm-tcti",
              "swtpm:path=" + tpm.file("sock"),
              "--tpm-ek-chain",
              tpm.file("issuer.pem").toString(),
              "--tpm-pcrs",
              "0,7"));
      String key = agent.certifiedKey();
      assertThat(agent.run("register")).contains(name);
      agent.run("renew");
      assertThat(agent.certifiedKey()).isNotEqualTo(key);
      assertThat(agent.run("register")).contains(name);
      assertThat(agent.path().resolve("key.pem")).doesNotExist();
      assertThat(Nodes.read(agent.path().resolve("current/key.tpm"))).doesNotContain("PRIVATE");
    }
  }

  /** The token stands for the user; each renewal wants another one in the file. */
  @Test
  void anAgentJoinsWithoutAUserTokenAndRenewsByTheNextJoinToken() throws Exception {
    profile("renewed-joined", "join-token");
    Path token = temp.resolve("join");
    Files.writeString(token, joinToken());
    agent.join(
        List.of(
            "--profile",
            "renewed-joined",
            "--attestor",
            "join-token",
            "--join-token-file",
            token.toString()));
    String first = agent.serial();
    Files.writeString(token, joinToken());
    agent.run("renew");
    assertThat(agent.serial()).isNotEqualTo(first);
    agent.requireUsable();
  }

  private String joinToken() {
    String requested =
        """
        {"profile":"renewed-joined","name":"%s","owner":"Treasury","capabilities":["fx.rates@1"],\
        "locator":"https://127.0.0.1:7001/work","validation_methods":["mtls"]}\
        """
            .formatted(name);
    Tool answer =
        Tool.run(
            "curl",
            "-sS",
            "--cacert",
            nodes.home().resolve("root.pem").toString(),
            "-H",
            "Authorization: Bearer " + new Users(nodes).token().compact(),
            "--json",
            requested,
            nodes.authority("/v1/join-tokens").toString());
    return Json.createReader(new StringReader(answer.output())).readObject().getString("token");
  }

  private void requireRenewedWithSameKey() {
    String first = agent.serial();
    String key = agent.publicKey();
    agent.run("renew");
    assertThat(agent.serial()).isNotEqualTo(first);
    assertThat(agent.publicKey()).isEqualTo(key);
    agent.requireUsable();
  }

  private static Path nodesProgram(Outside node) throws IOException {
    Path helper = node.file("helper");
    Files.writeString(
        helper,
        """
        #!/bin/bash
        set -euo pipefail
        cd "$(dirname "$0")"
        for part in jose device container; do . "%s/demo/lib/$part.sh"; done
        node_helper node %s registry.example/pod sha256:%s agents pod
        """
            .formatted(System.getProperty("bailiwick.root"), "ab".repeat(32), "cd".repeat(32)));
    Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwx------"));
    return helper;
  }

  private void profile(String profile, String attestor) throws IOException, InterruptedException {
    Files.writeString(
        nodes.home().resolve("authority/profiles/" + profile + ".json"),
        """
        {"name": "%s", "validity": "PT1H", "capabilities": ["fx.rates@1"], "key_algorithms": ["EC_P256"],
         "validation_methods": ["mtls"], "attestors": [["%s"]], "required_status": "none"}
        """
            .formatted(profile, attestor));
    Thread.sleep(CONFIGURATION_MILLIS); // a file counts a second later
  }

  private String document() {
    return """
    {"accountId":"123456789012","region":"eu-central-1","instanceId":"i-%s",\
    "kernelId":null,"pendingTime":"%s","version":"2017-09-30"}\
    """
        .formatted(name, Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }
}
