package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A profile that asks for approvers, with curl and the command as agents and the command as the
 * officers.
 */
class WaitingEnrolmentIT {

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Outside party = new Outside(nodes, "est-waiting");

  @BeforeEach
  void permitIt() throws IOException, InterruptedException {
    for (int approvers : new int[] {1, 2}) {
      Files.writeString(
          nodes.home().resolve("authority/profiles/guarded-" + approvers + ".json"),
          """
          {"name": "guarded-%d", "validity": "PT1H", "capabilities": ["fx.rates@1"], "key_algorithms": ["EC_P256"],
           "validation_methods": ["mtls"], "approvers": %d}
          """
              .formatted(approvers, approvers));
    }
    AttestorTable.write(
        nodes.home().resolve("authority/profiles/est-guarded.json"),
        """
        {"name": "est-guarded", "validity": "PT1H", "capabilities": ["fx.rates@1"], "key_algorithms": ["EC_P256"],
         "validation_methods": ["mtls"], "required_status": "none", "attestors": [["idevid"]], "approvers": 1}
        """);
    AttestorTable.write(
        nodes.home().resolve("authority/est/guarded.json"),
        """
        {"stated_at": "2026-11-01T00:00:00Z", "devices": [
         {"issuer": "%s", "serials": ["ACME-rate-finder"], "name": "est-guarded", "owner": "Treasury", "profile": "est-guarded",
          "capabilities": ["fx.rates@1"], "locator": "https://127.0.0.1:7001/work", "validation_methods": ["mtls"],
          "principal": {"issuer": "%s", "subject": "alice", "roles": ["agent-owner"]}}]}
        """
            .formatted(
                new Devices(nodes)
                    .maker()
                    .certificate()
                    .getSubjectX500Principal()
                    .getName(X500Principal.RFC2253),
                nodes.address("idp")));
    Thread.sleep(1500); // files of operators count within a second
  }

  @Test
  void anOfficerApprovesAndTheSameRequestGetsItsCredential() throws IOException {
    String body = body("guarded-1");
    String waiting = curl(body);
    assertThat(waiting)
        .contains(" 202", "\"waiting\"")
        .containsPattern("(?i)retry-after: 60")
        .containsPattern("(?i)location: https://[^\\s]+/v1/enrolments/");
    String id = id(waiting);
    URI state = nodes.authority("/v1/enrolments/" + id);
    assertThat(curl(body)).contains(" 202", id);
    assertThat(OperatorCommand.run(nodes, 0, "ca", "enrolments", "list")).contains(id, "Treasury");
    assertThat(wire.send(Call.get(state)).expecting(200).text("state")).isEqualTo("waiting");
    assertThat(OperatorCommand.run(nodes, 0, "ca", "enrolments", "approve", id))
        .contains("approved");
    assertThat(curl(body)).contains(" 201", "BEGIN CERTIFICATE");
    Answer issued = wire.send(Call.get(state)).expecting(200);
    assertThat(issued.text("state")).isEqualTo("issued");
    assertThat(curl(body)).contains(" 201", issued.text("serial"));
    assertThat(OperatorCommand.run(nodes, 0, "ca", "enrolments", "list")).doesNotContain(id);
  }

  @Test
  void oneOfficerIsNotTwoAndARejectionIsForGood() throws IOException {
    String body = body("guarded-2");
    String id = id(curl(body));
    OperatorCommand.run(nodes, 0, "ca", "enrolments", "approve", id);
    Answer again =
        wire.send(
            Call.post(nodes.authority("/v1/waiting-enrolments/" + id + "/approval"), "{}")
                .as(nodes.operator("officer-1")));
    assertThat(again.expecting(403).text("type")).endsWith(":policy-denied");
    assertThat(curl(body)).contains(" 202", "\"waiting\"");
    OperatorCommand.run(nodes, 0, "ca", "enrolments", "reject", id);
    assertThat(curl(body)).contains(" 403", "urn:bailiwick:problem:policy-denied");
    URI state = nodes.authority("/v1/enrolments/" + id);
    assertThat(wire.send(Call.get(state)).expecting(200).text("state")).isEqualTo("rejected");
  }

  /** The command's side: it keeps its request, and the old credential while a new one waits. */
  @Test
  void theCommandWaitsForOfficersAndTakesWhatTheyApproved() {
    String name = "guarded-" + UUID.randomUUID().toString().substring(0, 8);
    AgentFolder agent = new AgentFolder(nodes, folder, name);
    List<String> attestors = new ArrayList<>(agent.device());
    attestors.addAll(List.of("--profile", "guarded-1"));
    String id = waitingId(agent.ask(attestors));
    assertThat(agent.run(3, "enrol", "--resume")).contains(id);
    assertThat(agent.path().resolve("chain.pem")).doesNotExist();
    OperatorCommand.run(nodes, 0, "ca", "enrolments", "approve", id);
    agent.run("enrol", "--resume");
    agent.requireUsable();
    String first = agent.serial();

    String renewal = waitingId(agent.run(3, "renew"));
    assertThat(renewal).isNotEqualTo(id);
    assertThat(waitingId(agent.run(3, "renew", "--when-due"))).isEqualTo(renewal);
    assertThat(agent.serial()).isEqualTo(first);
    OperatorCommand.run(nodes, 0, "ca", "enrolments", "approve", renewal);
    agent.run("renew");
    assertThat(agent.serial()).isNotEqualTo(first);
    agent.requireUsable();

    String last = waitingId(agent.run(3, "renew"));
    OperatorCommand.run(nodes, 0, "ca", "enrolments", "reject", last);
    assertThat(agent.run(4, "renew", "--wait", "PT1M")).contains("rejected");
    agent.requireUsable();
  }

  private static String waitingId(String printed) {
    assertThat(printed).contains("waits for officers id=");
    return printed.replaceAll("(?s).*waits for officers id=([0-9a-f-]{36}).*", "$1");
  }

  /** RFC 7030 section 4.2.3. */
  @Test
  void anEstClientSendsTheSameRequestUntilAnOfficerHasDecided() {
    String first = est("first");
    assertThat(first).contains(" 202", "text/plain").containsPattern("(?i)retry-after: 60");
    String id = first.replaceAll("(?s).*request ([0-9a-f-]{36}).*", "$1");
    assertThat(est("first")).contains(" 202", id);
    assertThat(OperatorCommand.run(nodes, 0, "ca", "enrolments", "approve", id))
        .contains("approved");
    String issued = est("first");
    assertThat(issued).contains(" 200", "application/pkcs7-mime");
    String certificate = party.shell("cat first.p7");
    assertThat(est("first")).contains(" 200");
    assertThat(party.shell("cat first.p7")).isEqualTo(certificate);
    party.shell(
        "openssl base64 -d -in first.p7 | openssl pkcs7 -inform DER -print_certs | openssl x509 -noout -pubkey >got.pub; openssl pkey -in first.key -pubout | cmp - got.pub");

    String rejected = est("second").replaceAll("(?s).*request ([0-9a-f-]{36}).*", "$1");
    OperatorCommand.run(nodes, 0, "ca", "enrolments", "reject", rejected);
    assertThat(est("second")).contains(" 403", "urn:bailiwick:problem:policy-denied");
  }

  /** Status, fields and body that are answered to a request over the key of this name. */
  private String est(String key) {
    Path device = nodes.outside().resolve("device-rate-finder");
    return party.shell(
        """
        [ -f "$1.b64" ] || openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -outform DER \
          -subj /CN=agent 2>/dev/null | openssl base64 -out "$1.b64"
        curl -sS -D - --cacert "$2" --cert "$3/idevid.pem" --key "$3/idevid.key" -H 'Content-Type: application/pkcs10' \
          --data-binary "@$1.b64" -o "$1.p7" "$4"; cat "$1.p7"
        """,
        key,
        nodes.home().resolve("root.pem").toString(),
        device.toString(),
        nodes.authority("/.well-known/est/guarded/simpleenroll").toString());
  }

  private String body(String profile) {
    Enrolment enrolment = new Enrolment(nodes, wire);
    enrolment.statement().claim("profile", profile);
    return enrolment.members().build().toString();
  }

  private static String id(String answer) {
    return answer.replaceAll("(?s).*/v1/enrolments/([0-9a-f-]{36}).*", "$1");
  }

  private String curl(String body) throws IOException {
    Path file = Files.writeString(folder.resolve("body.json"), body);
    return Tool.run(
            "curl",
            "-sS",
            "-i",
            "--cacert",
            nodes.home().resolve("root.pem").toString(),
            "-H",
            "Content-Type: application/json",
            "--data-binary",
            "@" + file,
            nodes.authority("/v1/enrolments").toString())
        .output();
  }
}
