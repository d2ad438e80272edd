package org.bailiwick.system.trustdomain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCertificate;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.AuditLog;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Refusal;
import org.bailiwick.system.Users;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One authority process with two trust domains, which have the same people and different makers of
 * devices. What is good in one is refused in the other with the check named, is not spent by that,
 * and is not seen there.
 */
class TrustDomainsIT {

  private static final String JOINED =
      """
      {"name": "joined", "validity": "PT1H", "capabilities": ["fx.rates@1"], "key_algorithms": ["EC_P256"],
       "validation_methods": ["mtls"], "attestors": [["join-token"]], "required_status": "none"}
      """;

  @TempDir private static Path folder;
  private static Nodes first;
  private static Nodes second;
  private static Wire firstWire;
  private static Wire secondWire;
  private static TestLeaf agent;
  private static TestLeaf namesake;
  private static Openssl openssl;

  @BeforeAll
  static void startBoth() throws IOException {
    first = Nodes.authorityOfTwo("trust-domains", "b.example");
    second = first.further("b.example");
    openssl = new Openssl(folder);
    firstWire = new Wire(first.root());
    secondWire = new Wire(second.root());
    Files.writeString(first.home().resolve("authority/profiles/joined.json"), JOINED);
    Files.writeString(second.home().resolve("authority/profiles/joined.json"), JOINED);
    agent = called("treasurer", first, firstWire).granted();
    namesake = called("treasurer", second, secondWire).granted();
  }

  @AfterAll
  static void stop() {
    first.stop();
  }

  @Test
  void bothHaveAnAgentOfOneNameAndEachChainEndsAtItsOwnRoot() {
    assertThat(subject(agent)).isEqualTo("spiffe://bailiwick.example/agent/treasurer");
    assertThat(subject(namesake)).isEqualTo("spiffe://b.example/agent/treasurer");
    assertThat(openssl.verified(agent, first).exit()).isZero();
    assertThat(openssl.verified(namesake, second).exit()).isZero();
    assertThat(openssl.verified(agent, second).exit()).isNotZero();
    assertThat(openssl.verified(namesake, first).exit()).isNotZero();
    assertThat(openssl.verifiedAfter(second, second)).contains("Verification: OK");
    assertThat(openssl.verifiedAfter(second, first)).doesNotContain("Verification: OK");
  }

  @Test
  void aNonceCountsInItsOwnOnlyAndIsNotSpentElsewhere() {
    String nonce = Enrolment.nonce(first, firstWire);
    refused(
        called("nonce", second, secondWire).nonce(nonce).call(),
        ProblemType.NONCE_INVALID,
        "nonce-foreign");
    assertThat(called("nonce", first, firstWire).nonce(nonce).granted().chain()).isNotEmpty();
  }

  @Test
  void aJoinTokenCountsInItsOwnOnlyAndIsNotSpentElsewhere() {
    String name = "joining-" + UUID.randomUUID().toString().substring(0, 8);
    String token =
        firstWire
            .send(
                Call.post(
                        first.authority("/v1/join-tokens"),
                        """
                        {"profile":"joined","name":"%s","owner":"Treasury","capabilities":["fx.rates@1"],
                         "locator":"https://127.0.0.1:7001/work","validation_methods":["mtls"]}
                        """
                            .formatted(name))
                    .bearer(new Users(first).token().compact()))
            .expecting(201)
            .text("token");
    refused(
        joining(name, token, second, secondWire),
        ProblemType.EVIDENCE_REJECTED,
        "join-token-unknown");
    firstWire.send(joining(name, token, first, firstWire)).expecting(201);
  }

  @Test
  void aDeviceOfAMakerThatOnlyTheOtherKnowsIsRefused() {
    TestLeaf device = Nodes.leaf(first.outside().resolve("device-rate-finder"), "idevid");
    refused(
        called("device", second, secondWire).device(device).call(),
        ProblemType.EVIDENCE_REJECTED,
        "device-issuer-untrusted");
  }

  @Test
  void aCredentialOfTheOtherRenewsNothing() {
    refused(
        called("treasurer", second, secondWire).call().as(agent),
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        "peer-path-invalid");
  }

  @Test
  void anOfficerOfTheOtherRevokesNothing() {
    String serial = serial(namesake);
    refused(
        Officer.order(second, serial, "key-compromise").as(first.operator("officer-1")),
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        "peer-path-invalid");
    assertThat(credential(second, 200, serial)).contains("\"valid\"");
  }

  @Test
  void neitherSeesCredentialsOrAuditOfTheOther() {
    assertThat(credential(first, 200, serial(agent))).contains("\"valid\"");
    assertThat(credential(second, 404, serial(agent))).contains("not-found");
    assertThat(issues(first)).contains(serial(agent)).doesNotContain(serial(namesake));
    assertThat(issues(second)).contains(serial(namesake)).doesNotContain(serial(agent));
    assertThat(OperatorCommand.run(second, 0, "ca", "audit", "verify")).contains("intact");
  }

  @Test
  void aRevocationIsInTheCrlAndTheFeedOfItsOwnOnly() {
    TestLeaf ended = called("ended", first, firstWire).granted();
    new Officer(first, firstWire).revoke(ended);
    assertThat(openssl.crl(first)).contains(serial(ended).toUpperCase(Locale.ROOT));
    assertThat(openssl.crl(second)).doesNotContain(serial(ended).toUpperCase(Locale.ROOT));
    assertThat(events(first, firstWire).getJsonObject("sets")).isNotEmpty();
    assertThat(events(second, secondWire).getJsonObject("sets")).isEmpty();
  }

  @Test
  void ocspKnowsNoSerialOfTheOther() {
    assertThat(openssl.ocsp(agent, first)).contains("leaf.pem: good");
    assertThat(openssl.ocsp(agent, second)).contains("unauthorized");
  }

  @Test
  void healthIsThatOfOneAndALineOfTheLogSaysWhose() {
    for (Nodes nodes : List.of(first, second)) {
      assertThat(
              wire(nodes)
                  .send(Call.get(nodes.authority("/health/ready")))
                  .expecting(200)
                  .json()
                  .getJsonArray("checks")
                  .getValuesAs(JsonObject.class))
          .extracting(check -> check.getString("name"))
          .containsExactlyInAnyOrder(
              "clock", "database", "feed", "hsm", "ocsp", "policies", "records", "root-crl");
      wire(nodes).send(Call.get(nodes.authority("/v1/nothing"))).expecting(404);
    }
    assertThat(Nodes.read(first.home().resolve("logs/authority.log")))
        .contains("\"domain\":\"b.example\"")
        .contains("\"domain\":\"bailiwick.example\"");
  }

  @Test
  void metricsAreItsOwnAndTheProcessS() {
    String own = "domain=\"b.example\"";
    for (String query : List.of("", "?scope=application", "?name=aca_root_crl_left_seconds")) {
      assertThat(figures(first, firstWire, query)).isNotEmpty().noneMatch(row -> row.contains(own));
      assertThat(figures(second, secondWire, query))
          .isNotEmpty()
          .allMatch(row -> row.contains(own));
    }
    assertThat(metrics(first, firstWire, "")).contains("jvm_uptime").doesNotContain("td-2");
    assertThat(metrics(second, secondWire, ""))
        .contains("jvm_uptime")
        .doesNotContain("connection_pool");
  }

  @Test
  void aListenersCertificateIsRenewedByItsOwnAuthorityAndServedByItselfAlone() throws IOException {
    String ofFirst = openssl.served(first);
    Path folder = second.home().resolve("authority/tls");
    TestLeaf before = Nodes.leaf(folder, "server");
    KeyPair key = new KeyPair(before.certificate().getPublicKey(), before.key());
    Instant now = Instant.now();
    // It has the same key and is due. Nothing else of it is read, since names come from the ledger.
    X509Certificate due =
        new TestCertificate(
                "CN=due", key.getPublic(), now.minus(Duration.ofDays(2)), now.plusSeconds(3600))
            .signedBy(new X500Principal("CN=due"), key);
    Files.move(
        Files.writeString(folder.resolve("server.due"), Pem.of(List.of(due))),
        folder.resolve("server.pem"),
        StandardCopyOption.ATOMIC_MOVE);
    await("another key")
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> !serverCertificate(folder).getPublicKey().equals(key.getPublic()));
    X509Certificate renewed = serverCertificate(folder);
    assertThat(SpiffeId.of(renewed)).hasToString("spiffe://b.example/node/authority");
    String serial = new SerialNumber(renewed.getSerialNumber()).hex();
    await("its listener")
        .atMost(Duration.ofSeconds(20))
        .until(() -> openssl.served(second).equalsIgnoreCase("serial=" + serial));
    assertThat(openssl.verifiedAfter(second, second)).contains("Verification: OK");
    assertThat(credential(second, 200, serial)).contains("\"valid\"");
    assertThat(credential(first, 404, serial)).contains("not-found");
    assertThat(openssl.served(first)).isEqualTo(ofFirst);
  }

  @Test
  void theNameOfAHostOpensNoOtherListener() {
    Tool answer =
        Tool.run(
            "curl",
            "-sS",
            "--cacert",
            first.home().resolve("root.pem").toString(),
            "-H",
            "Host: td-2.invalid",
            first.authority("/.well-known/spiffe-bundle").toString());
    Tool own =
        Tool.run(
            "curl",
            "-sS",
            "--cacert",
            first.home().resolve("root.pem").toString(),
            first.authority("/.well-known/spiffe-bundle").toString());
    assertThat(answer.output()).isEqualTo(own.output()).contains("\"keys\"");
  }

  @Test
  void oneThatWasRemovedIsServedNoMoreAndComesBackAsItWas() {
    removing(1, "the authority runs, and serves b.example");
    OperatorCommand.run(first, 0, "down", "authority");
    removing(3, "are valid, the last until");
    removing(0, "served no more", "--leave-credentials-unrevocable", "--reason", "a test");
    removing(0, "removed already");
    OperatorCommand.run(first, 0, "up", "authority");
    assertThat(credential(first, 200, serial(agent))).contains("\"valid\"");
    assertThat(Tool.run("curl", "-sS", second.plain("/crl/issuing-1.crl").toString()).exit())
        .isEqualTo(7); // nobody listens there
    assertThat(OperatorCommand.run(second, 0, "ca", "audit", "verify", "--offline"))
        .contains("intact");
    OperatorCommand.run(first, 0, "trust-domain", "add", "b.example");
    OperatorCommand.run(first, 0, "down", "authority");
    OperatorCommand.run(first, 0, "up", "authority");
    assertThat(credential(second, 200, serial(namesake))).contains("\"valid\"");
    assertThat(OperatorCommand.run(second, 0, "ca", "audit", "verify")).contains("intact");
    assertThat(removals(second))
        .containsExactly(
            "trust-domain.removed DENIED",
            "trust-domain.removed DONE",
            "trust-domain.returned DONE");
    assertThat(removals(first)).isEmpty();
  }

  private static void removing(int expected, String answer, String... options) {
    List<String> command = new ArrayList<>(List.of("trust-domain", "remove", "b.example"));
    command.addAll(List.of(options));
    assertThat(OperatorCommand.run(first, expected, command.toArray(String[]::new)))
        .contains(answer);
  }

  private static List<String> removals(Nodes nodes) {
    return AuditLog.rows(nodes, wire(nodes)).stream()
        .filter(row -> row.getString("event").startsWith("trust-domain."))
        .map(row -> row.getString("event") + " " + row.getString("outcome"))
        .toList();
  }

  private static Enrolment called(String name, Nodes nodes, Wire wire) {
    Enrolment enrolment = new Enrolment(nodes, wire);
    enrolment.statement().claim("name", name);
    return enrolment;
  }

  private static Call joining(String name, String token, Nodes nodes, Wire wire) {
    Enrolment enrolment = new Enrolment(nodes, wire, TestKeys.ec());
    enrolment.statement().claim("name", name).claim("profile", "joined");
    enrolment.signedByAgent(enrolment.key()).evidence("join-token", token);
    JsonObject body = enrolment.members().build();
    return enrolment.call(Json.createObjectBuilder(body).remove("user_token").build().toString());
  }

  /**
   * At the second trust domain, which must name the check in its own audit log: by a row of the
   * request, or of the first such one of the minute if nobody known sent it.
   */
  private static void refused(Call call, ProblemType type, String check) {
    String id = "other-" + UUID.randomUUID();
    Answer answer = secondWire.send(call.header("X-Request-ID", id));
    new Refusal.InProblem(type).requireIn(answer);
    assertThat(AuditLog.rows(second, secondWire))
        .filteredOn(row -> row.getString("outcome").equals("DENIED"))
        .filteredOn(row -> row.toString().contains(id) || check.equals(row.getString("check", "")))
        .first()
        .extracting(row -> row.getString("check"))
        .isEqualTo(check);
  }

  /** As an officer of that trust domain is told of it. */
  private static String credential(Nodes nodes, int expected, String serial) {
    Call asked =
        Call.get(nodes.authority("/v1/credentials/" + serial)).as(nodes.operator("officer-1"));
    return wire(nodes).send(asked).expecting(expected).body();
  }

  private static Wire wire(Nodes nodes) {
    return nodes == first ? firstWire : secondWire;
  }

  /** Rows of the audit log on what was issued. */
  private static String issues(Nodes nodes) {
    return AuditLog.rows(nodes, wire(nodes)).stream()
        .filter(row -> row.getString("event").equals("credential.issued"))
        .map(JsonObject::toString)
        .collect(Collectors.joining("\n"));
  }

  private static JsonObject events(Nodes nodes, Wire wire) {
    TestLeaf node = Nodes.leaf(nodes.home().resolve("domain/tls"), "client");
    return wire.send(
            Call.post(nodes.authority("/v1/events/ars/poll"), "{\"returnImmediately\":true}")
                .as(node))
        .expecting(200)
        .json();
  }

  private static String serial(TestLeaf leaf) {
    return AgentCredential.read(leaf.certificate()).serial().hex();
  }

  private static String subject(TestLeaf leaf) {
    return AgentCredential.read(leaf.certificate()).agent().toString();
  }

  private static X509Certificate serverCertificate(Path folder) {
    return Pem.certificates(Nodes.read(folder.resolve("server.pem"))).getFirst();
  }

  private static String metrics(Nodes nodes, Wire wire, String query) {
    return wire.send(Call.get(nodes.authority("/metrics" + query))).expecting(200).body();
  }

  private static List<String> figures(Nodes nodes, Wire wire, String query) {
    return metrics(nodes, wire, query).lines().filter(row -> row.startsWith("aca_")).toList();
  }
}
