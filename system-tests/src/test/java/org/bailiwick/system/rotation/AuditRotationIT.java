package org.bailiwick.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A second audit key, while the authority goes on; who trusted the first verifies all of it. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditRotationIT {

  /** Heads are signed once a minute. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private static Path folder;
  private Nodes nodes;
  private Wire wire;

  @BeforeAll
  void start() {
    nodes = Nodes.authorityAlone("nodes-audit-key");
    wire = new Wire(nodes.root());
  }

  @AfterAll
  void stop() {
    nodes.stop();
  }

  @Test
  void theLogIsProvableAcrossTheChangeFromTheFirstKeyAlone() throws Exception {
    long process = nodes.process("authority");
    String first = keyOf(heads().getFirst());
    LaterCeremony.hold(nodes, "-audit");
    await("the last head of the old key names the new one")
        .atMost(PATIENCE)
        .until(() -> !keyOf(heads().getLast()).equals(first));
    String second = keyOf(heads().getLast());
    new Enrolment(nodes, wire).granted();
    int before = heads().size();
    await("the new key signs what has grown").atMost(PATIENCE).until(() -> heads().size() > before);
    assertThat(keyOf(heads().getLast())).isEqualTo(second);
    assertThat(SignedByOpenssl.verify(heads().getLast(), key("audit-2", "audit-2"), folder))
        .contains("Verified OK");
    assertThat(SignedByOpenssl.verify(heads().getLast(), key("audit-2", "audit"), folder))
        .contains("Verification failure");

    requireProvable(first, second);
    laterCeremoniesAreSignedByTheNewKey();
    assertThat(nodes.process("authority")).isEqualTo(process);
    nodes.kill("authority");
    nodes.restartAlone("authority");
    new Enrolment(nodes, wire).granted();
    requireProvable(first, second);
    anOldKeysHeadAtTheEndIsNoticed();
  }

  private void requireProvable(String first, String second) {
    String change = "audit key " + first + " named " + second;
    assertThat(verify(0, "--audit-key", first)).contains("intact: ", change);
    Path export = folder.resolve("audit.jsonl");
    OperatorCommand.run(nodes, 0, "ca", "audit", "export", export.toString());
    Path record = nodes.home().resolve("authority/ceremony/record.jws");
    assertThat(verify(0, "--export", "" + export, "--record", "" + record, "--audit-key", first))
        .contains("intact: ", change);
    assertThat(verify(2, "--audit-key", second)).contains("The record's audit key is " + first);
  }

  private void laterCeremoniesAreSignedByTheNewKey() throws Exception {
    assertThat(LaterCeremony.refused(nodes, "-events"))
        .contains("is followed by audit-2, which signs ceremonies now");
    LaterCeremony.holdChanged(nodes, "-events", "key.audit.", "key.audit-2.");
    assertThat(SignedByOpenssl.verify(record("events-2"), key("audit-2", "audit-2"), folder))
        .contains("Verified OK");
    await("the authority takes it over")
        .atMost(PATIENCE)
        .until(() -> Nodes.read(log()).contains("events-2"));
    assertThat(wire.send(Call.get(nodes.authority("/health/ready"))).status()).isEqualTo(200);
  }

  /** As if by one who found the old device, with a head that was signed once. */
  private void anOldKeysHeadAtTheEndIsNoticed() throws Exception {
    OperatorCommand.run(nodes, 0, "down", "authority");
    Path databases = nodes.home().resolve("authority/databases.properties");
    // Which these tests have there to look into a database while its node runs.
    Files.writeString(databases, Nodes.read(databases).replace(";AUTO_SERVER=TRUE", ""));
    assertThat(verify(0, "--offline")).contains("intact: ");
    Files.writeString(headsFile(), heads().getFirst() + "\n", StandardOpenOption.APPEND);
    assertThat(verify(1, "--offline")).contains("BROKEN: signed head ", "the audit key");
  }

  private String verify(int expected, String... more) {
    String[] command = new String[more.length + 3];
    System.arraycopy(new String[] {"ca", "audit", "verify"}, 0, command, 0, 3);
    System.arraycopy(more, 0, command, 3, more.length);
    return OperatorCommand.run(nodes, expected, command);
  }

  private Path log() {
    return nodes.home().resolve("logs/authority.log");
  }

  private Path headsFile() {
    return nodes.home().resolve("authority/audit/heads.jws");
  }

  private List<String> heads() throws IOException {
    return Files.readAllLines(headsFile());
  }

  private String record(String made) throws IOException {
    return Files.readString(nodes.home().resolve("authority/ceremony/successor-" + made + ".jws"))
        .strip();
  }

  /** A public key, as the record of a later ceremony has it. */
  private String key(String made, String label) throws IOException {
    return part(record(made), 1).getJsonArray("keys").getValuesAs(JsonObject.class).stream()
        .filter(each -> each.getString("label").equals(label))
        .map(each -> each.getString("public_key"))
        .findFirst()
        .orElseThrow();
  }

  private static String keyOf(String compact) {
    return part(compact, 0).getString("kid");
  }

  private static JsonObject part(String compact, int index) {
    byte[] json = Base64.getUrlDecoder().decode(compact.split("\\.", -1)[index]);
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(json))) {
      return reader.readObject();
    }
  }
}
