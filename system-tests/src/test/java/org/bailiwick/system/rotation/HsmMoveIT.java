package org.bailiwick.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.status.Questions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An authority moves to another HSM while it runs, by new keys there, and the old one goes. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HsmMoveIT {

  /** Heads are signed once a minute. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private static Path folder;
  private Nodes nodes;
  private Wire wire;
  private NextToken next;

  @BeforeAll
  void start() throws Exception {
    nodes = Nodes.authorityAlone("nodes-move");
    wire = new Wire(nodes.root());
    next = NextToken.make(nodes);
  }

  @AfterAll
  void stop() {
    nodes.stop();
  }

  @Test
  void whatTheOldKeysSignedGoesOnAndNewKeysTakeOver() throws Exception {
    Questions old = new Questions(nodes, wire, Files.createDirectories(folder.resolve("old")));
    Questions late = new Questions(nodes, wire, Files.createDirectories(folder.resolve("late")));
    nodes.kill("authority");
    next.settings(
        "",
        "aca.hsm.next.configuration=" + next.file("next.cfg"),
        "aca.hsm.next.pin-file=" + next.file("next.pin"));
    nodes.restartAlone("authority");
    long process = nodes.process("authority");
    moveKeys();

    await("the new key issues").atMost(PATIENCE).until(() -> issuer().contains("CN=issuing-2"));
    Questions fresh = new Questions(nodes, wire, Files.createDirectories(folder.resolve("new")));
    for (Questions one : List.of(old, fresh)) {
      assertThat(one.verifyByCrl().output()).contains("leaf.pem: OK");
      await("answers under the new key")
          .atMost(PATIENCE)
          .until(() -> one.openssl("-nonce", "-resp_text").output().contains("ocsp-2"));
      assertThat(one.openssl("-nonce").output()).contains("Response verify OK", "leaf.pem: good");
      one.revoke();
      assertThat(one.verifyByCrl().output()).contains("certificate revoked");
      assertThat(one.openssl("-nonce").output()).contains("leaf.pem: revoked");
    }
    assertThat(verify()).contains("intact: ", "audit key ", " named ");
    assertThat(nodes.process("authority")).isEqualTo(process);
    assertThat(ready()).isTrue();

    useTheNewOperatorCaAlone();
    nodes.kill("authority");
    next.destroyTheOther();
    next.settings(
        "aca\\.hsm\\..*",
        "aca.hsm.configuration=" + next.file("next.cfg"),
        "aca.hsm.pin-file=" + next.file("next.pin"),
        "aca.retired-keys=issuing-1,operator-ca");
    nodes.restartAlone("authority");
    goesOnWithoutTheOldOne(old, late);
  }

  /** The audit key first: it signs what is said of the others. */
  private void moveKeys() throws Exception {
    String first = lastHeadsKey();
    LaterCeremony.holdChanged(nodes, "-audit", NextToken.inTheNext("audit-2"));
    await("heads are signed there").atMost(PATIENCE).until(() -> !lastHeadsKey().equals(first));
    LaterCeremony.holdChanged(nodes, "", NextToken.byTheNext("issuing-2"));
    LaterCeremony.holdChanged(nodes, "-ocsp", NextToken.byTheNext("ocsp-2"));
    LaterCeremony.holdChanged(nodes, "-events", NextToken.byTheNext("events-2"));
    LaterCeremony.holdChanged(nodes, "-wit", NextToken.byTheNext("wit-2"));
    LaterCeremony.holdChanged(nodes, "-operators", NextToken.byTheNext("operator-ca-2"));
  }

  /** As docs/ceremony.md has the operator CA before ended. */
  private void useTheNewOperatorCaAlone() throws Exception {
    Path operators = nodes.home().resolve("operators");
    for (String name : List.of("officer-1", "auditor-1")) {
      Files.move(
          operators.resolve(name + "-of-operator-ca-2.pem"),
          operators.resolve(name + ".pem"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    byte[] own = Files.readAllBytes(nodes.home().resolve("authority/ceremony/operator-ca.cer"));
    String order =
        Json.createObjectBuilder()
            .add("serial", new SerialNumber(Pem.certificate(own).getSerialNumber()).hex())
            .add("issuer", "operator-ca")
            .add("reason", "superseded")
            .build()
            .toString();
    wire.send(Call.post(nodes.authority("/v1/revocations"), order).as(nodes.operator("officer-1")))
        .expecting(201);
  }

  private void goesOnWithoutTheOldOne(Questions old, Questions late) throws Exception {
    assertThat(issuer()).contains("CN=issuing-2");
    assertThat(ready()).isTrue();
    assertThat(old.verifyByCrl().output()).contains("certificate revoked");
    assertThat(late.verifyByCrl().output()).contains("leaf.pem: OK");
    assertThat(late.openssl("-nonce").output()).contains("Response verify OK", "leaf.pem: good");
    Answer refused = late.revocation();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.body()).contains("aca.retired-keys");
    assertThat(late.openssl("-nonce").output()).contains("leaf.pem: revoked");
    int before = heads().size();
    await("a head by the key there").atMost(PATIENCE).until(() -> heads().size() > before);
    assertThat(verify()).contains("intact: ", "audit key ", " named ");
  }

  private String verify() {
    return OperatorCommand.run(nodes, 0, "ca", "audit", "verify");
  }

  private String issuer() {
    return new Enrolment(nodes, wire).granted().certificate().getIssuerX500Principal().getName();
  }

  private boolean ready() {
    return wire.send(Call.get(nodes.authority("/health/ready"))).status() == 200;
  }

  private List<String> heads() throws IOException {
    return Files.readAllLines(nodes.home().resolve("authority/audit/heads.jws"));
  }

  /** The header of the newest head, which names its key. */
  private String lastHeadsKey() throws IOException {
    String last = heads().getLast();
    return new String(
        Base64.getUrlDecoder().decode(last.substring(0, last.indexOf('.'))),
        StandardCharsets.US_ASCII);
  }
}
