package org.bailiwick.system.activation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.HealthCheck;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An authority that was started without the PIN of its HSM, until an officer types it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActivationIT {

  private static final String PROMPT = "PIN of the authority's HSM: ";
  private static final String WRONG = "0123456789abcdef-wrong";

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Path settings = nodes.home().resolve("authority/bailiwick.properties");
  private final Path pinFile = nodes.home().resolve("hsm/authority.pin");
  private final Path away = nodes.home().resolveSibling("authority.pin");
  private String serial;
  private String before;

  @BeforeAll
  void startWithoutPin() throws IOException {
    serial = wire.send(new Enrolment(nodes, wire).call()).expecting(201).text("serial");
    before = Nodes.read(settings);
    Files.writeString(settings, before + "aca.hsm.activation=manual\n");
    Files.move(pinFile, away);
    nodes.kill("authority");
    nodes.restart();
  }

  @AfterAll
  void startWithPinFile() throws IOException {
    Files.move(away, pinFile);
    Files.writeString(settings, before);
    nodes.kill("authority");
    nodes.restart();
  }

  @Test
  void nothingIsSignedUntilAnOfficerTypesThePin() throws IOException {
    String before = Component.ACA.column("select max(seq) from audit_entry").getFirst();
    requireNotActivated();
    Answer byAuditor =
        wire.send(
            Call.post(
                    nodes.authority("/v1/hsm/activation"),
                    "text/plain",
                    WRONG.getBytes(StandardCharsets.UTF_8))
                .as(nodes.operator("auditor-1")));
    assertThat(byAuditor.status()).isEqualTo(403);
    assertThat(byAuditor.text("type")).endsWith(":policy-denied");

    TerminalSession wrong = activate(WRONG);
    assertThat(wrong.exit()).isNotZero();
    assertThat(wrong.screen()).contains("The HSM refused the PIN").doesNotContain(WRONG);
    requireNotActivated();

    String pin = Nodes.read(away).strip();
    TerminalSession right = activate(pin);
    assertThat(right.screen()).contains("The HSM is activated").doesNotContain(pin);
    assertThat(right.exit()).isZero();
    wire.send(new Enrolment(nodes, wire).call()).expecting(201);
    assertThat(hsm().isUp()).isTrue();

    TerminalSession again = activate(WRONG);
    assertThat(again.screen()).contains("The HSM is active already");
    wire.send(new Enrolment(nodes, wire).call()).expecting(201);
    requireOnRecord(before);
    requireNowhere(pin);
    requireNowhere(WRONG);
  }

  @Test
  void thePinIsTakenFromATerminalOnly() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", "echo " + WRONG + " | " + command())
            .redirectErrorStream(true);
    builder.environment().putAll(environment());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isNotZero();
    assertThat(output).contains("asked for at a terminal");
  }

  /** Operations without a signature go on; others name what is missing. */
  private void requireNotActivated() throws IOException {
    assertThat(hsm().isUp()).isFalse();
    assertThat(hsm().reason()).startsWith("not activated");
    assertThat(TerminalSession.of(bailiwick("status authority"), environment(), "\0", "").screen())
        .contains("hsm: DOWN reason:not activated");

    Answer refused = wire.send(new Enrolment(nodes, wire).call());
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.text("type")).endsWith(":signer-unavailable");
    assertThat(refused.text("detail")).contains("not activated");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();

    for (Call open :
        List.of(
            Call.get(nodes.plain("/crl/issuing-1.crl")),
            Call.get(nodes.plain("/issuers/issuing-1.cer")),
            Call.get(nodes.authority("/.well-known/spiffe-bundle")),
            Call.get(nodes.authority("/v1/credentials/" + serial))
                .as(nodes.operator("officer-1")))) {
      wire.send(open).expecting(200);
    }
  }

  /** Since this row; others may have sent a PIN to a node that wanted none. */
  private void requireOnRecord(String before) {
    assertThat(
            Component.ACA.column(
                "select outcome || ' ' || check_name || ' ' || subject from audit_entry"
                    + " where event = 'hsm.activated' and seq > "
                    + before
                    + " order by seq"))
        .containsExactly(
            "FAILED hsm-pin spiffe://bailiwick.example/operator/officer/officer-1",
            "DONE  spiffe://bailiwick.example/operator/officer/officer-1",
            "FAILED hsm-already-active spiffe://bailiwick.example/operator/officer/officer-1");
  }

  /** Neither in a log nor in a row. */
  private void requireNowhere(String pin) throws IOException {
    try (Stream<Path> logs = Files.list(nodes.home().resolve("logs"))) {
      for (Path log : logs.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(log, StandardCharsets.ISO_8859_1)).doesNotContain(pin);
      }
    }
    assertThat(Component.ACA.column("select details from audit_entry"))
        .allSatisfy(details -> assertThat(details).doesNotContain(pin));
  }

  private TerminalSession activate(String pin) {
    return TerminalSession.of(command(), environment(), PROMPT, pin);
  }

  private static String command() {
    return bailiwick("ca activate");
  }

  private static String bailiwick(String arguments) {
    return System.getProperty("bailiwick.root") + "/bailiwick " + arguments;
  }

  private Map<String, String> environment() {
    return Map.of("BAILIWICK_HOME", nodes.home().toString(), "BAILIWICK_BUILT", "yes");
  }

  private HealthCheck hsm() {
    return HealthCheck.ofAuthority(nodes, wire, "hsm");
  }
}
