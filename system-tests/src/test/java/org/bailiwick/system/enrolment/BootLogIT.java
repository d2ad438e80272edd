package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.AttesterTrustworthinessExtension;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.testing.TestBootLog;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Machines with a TPM (swtpm) and a boot event log enrol by the command. tpm2_pcrextend of
 * tpm2-tools measures their starts, and tpm2_eventlog reads the logs (R7).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BootLogIT {

  private static final long CONFIGURATION_MILLIS = 2_000;
  private static final String LOADER = Sha256.hex("the boot loader that is written down");
  private static final String OTHER = Sha256.hex("a boot loader that nobody has written down");
  private static final String REGISTERS = "0,1,2,3,4,5,6,7";
  private static final String PROFILE = "boot-measured";
  private static final String GUARDED = "boot-guarded";
  private static final Pattern VALUE = Pattern.compile("(?m)^ +([0-9]+) *: 0x([0-9A-Fa-f]{64})$");
  private static final Pattern WAITS = Pattern.compile("id=([0-9a-f-]{36})");

  @TempDir private static Path temp;
  private final Nodes nodes = Nodes.running();
  private final Path authority = nodes.home().resolve("authority");
  private Machine good;
  private Machine changed;
  private Machine open;

  /** A started machine and its log. */
  private record Machine(Tpm tpm, Path log) implements AutoCloseable {
    @Override
    public void close() {
      tpm.close();
    }
  }

  @BeforeAll
  void start() throws Exception {
    good = machine(TestBootLog.ofMachine(1, LOADER));
    changed = machine(TestBootLog.ofMachine(1, OTHER));
    open = machine(TestBootLog.ofMachine(0, LOADER));
    Files.createDirectories(authority.resolve("tpm-vendors"));
    Files.copy(
        temp.resolve("vendor/swtpm-localca-rootca-cert.pem"),
        authority.resolve("tpm-vendors/boot.pem"));
    Files.writeString(
        authority.resolve("reference-values/boot.json"),
        """
        {"boot": [{"name": "measured machines", "secure_boot": true, "registers": {
          "0": {"others": true}, "1": {}, "2": {}, "3": {}, "4": {"digests": ["%s"]}, "5": {}, "6": {},
          "7": {"others": true}}}]}
        """
            .formatted(LOADER));
    profile(PROFILE, "");
    profile(GUARDED, ", \"approvers\": 1, \"attestation_max_age\": \"PT1H\"");
    Thread.sleep(CONFIGURATION_MILLIS);
  }

  @AfterAll
  void stop() throws IOException {
    for (Machine machine : List.of(good, changed, open)) {
      machine.close();
    }
    Files.delete(authority.resolve("reference-values/boot.json"));
    Files.delete(authority.resolve("tpm-vendors/boot.pem"));
  }

  private void profile(String name, String more) throws IOException {
    Files.writeString(
        authority.resolve("profiles/" + name + ".json"),
        Nodes.read(authority.resolve("profiles/agent-default.json"))
            .replace("\"agent-default\"", "\"" + name + "\", \"attestors\": [[\"tpm\"]]" + more));
  }

  /** Extends the registers of a new TPM by the events of this log, as its firmware would have. */
  private Machine machine(TestBootLog log) throws IOException {
    Tpm tpm = new Tpm(nodes, new Wire(nodes.root()), temp.resolve("vendor"), "rsa");
    String extensions =
        log.events().stream()
            .map(event -> event.register() + ":sha256=" + event.digest())
            .collect(Collectors.joining(" "));
    tpm.shell("tpm \"$F\" tpm2_pcrextend " + extensions);
    Path file = Files.write(tpm.file("boot.log"), log.octets());
    assertThat(values(Tool.run("tpm2_eventlog", file.toString()).output()))
        .as("what tpm2_eventlog reads leads to what tpm2_pcrread reads")
        .isEqualTo(values(tpm.shell("tpm \"$F\" tpm2_pcrread sha256:" + REGISTERS)))
        .hasSize(8);
    return new Machine(tpm, file);
  }

  private static Map<String, String> values(String printed) {
    Map<String, String> values = new TreeMap<>();
    Matcher line = VALUE.matcher(printed);
    while (line.find()) {
      values.put(line.group(1), line.group(2).toLowerCase(Locale.ROOT));
    }
    return values;
  }

  private AgentFolder agent() throws IOException {
    String name = "boot-" + UUID.randomUUID().toString().substring(0, 8);
    return new AgentFolder(nodes, Files.createDirectory(temp.resolve(name)), name);
  }

  private static List<String> by(Machine machine, String profile, String... more) {
    List<String> options =
        List.of(
            "--profile",
            profile,
            "--attestor",
            "tpm",
            "--tpm-tcti",
            "swtpm:path=" + machine.tpm().file("sock"),
            "--tpm-ek-chain",
            machine.tpm().file("issuer.pem").toString());
    return Stream.concat(options.stream(), Stream.of(more)).toList();
  }

  private static List<String> with(Machine machine, Path log) {
    return by(machine, PROFILE, "--boot-log", log.toString());
  }

  @Test
  void admitsAMachineThatHasStartedWhatIsWrittenDown() throws IOException {
    AgentFolder agent = agent();
    agent.enrol(with(good, good.log()));
    assertThat(vector(agent))
        .as("configuration 2, executables 2, hardware 2")
        .isEqualTo("0202020002000000");
    String first = agent.serial();
    agent.withFreshUser().run("renew");
    assertThat(agent.serial()).isNotEqualTo(first);
    assertThat(vector(agent)).isEqualTo("0202020002000000");
  }

  /** The Verifier's claims in the certificate, as openssl reads them. */
  private static String vector(AgentFolder agent) {
    return OpensslExtension.values(
            agent.path().resolve("chain.pem"), AttesterTrustworthinessExtension.OID)
        .getLast()
        .replaceFirst(".*:", "");
  }

  @Test
  void refusesAnotherBootLoaderAndALogThatHidesIt() throws IOException {
    assertThat(agent().askInVain(with(changed, changed.log()))).contains("attestation-boot-digest");
    assertThat(agent().askInVain(with(changed, good.log())))
        .contains("does not lead to the quoted value of PCR 4");
    assertThat(checks()).contains("attestation-boot-digest", "boot-log-replay");
  }

  @Test
  void refusesAMachineWithoutSecureBoot() throws IOException {
    assertThat(agent().askInVain(with(open, open.log()))).contains("attestation-secure-boot");
  }

  @Test
  void refusesAMachineThatSendsNoLogOrOnlySomeRegisters() throws IOException {
    assertThat(agent().askInVain(by(good, PROFILE, "--tpm-pcrs", REGISTERS)))
        .as("other tests may have written down whole values")
        .containsAnyOf("attestation-boot-log-missing", "attestation-pcr-changed");
    assertThat(
            agent()
                .askInVain(
                    by(good, PROFILE, "--boot-log", good.log().toString(), "--tpm-pcrs", "0,7")))
        .contains("attestation-boot-register");
    Path broken = Files.write(temp.resolve("broken.log"), new byte[] {1, 2, 3});
    assertThat(agent().askInVain(with(good, broken))).contains("ends in the middle of an event");
  }

  private static List<String> checks() {
    return Component.ACA.column("select distinct check_name from audit_entry");
  }

  /** Officers let it wait for longer than the profile lets an appraisal count. */
  @Test
  void refusesARenewalByAnAppraisalThatIsTooOldUntilThereIsANewQuote() throws Exception {
    AgentFolder agent = agent();
    List<String> attestors = by(good, GUARDED, "--boot-log", good.log().toString());
    approve(agent.ask(attestors));
    agent.run("enrol", "--resume");
    String first = agent.serial();
    String old = agent.withFreshUser().run(3, "renew");
    profile(GUARDED, ", \"approvers\": 1, \"attestation_max_age\": \"PT1S\"");
    Thread.sleep(CONFIGURATION_MILLIS);
    approve(old);
    assertThat(agent.run(1, "renew")).contains("enrol with new evidence");
    assertThat(checks()).contains("attestation-too-old");
    assertThat(agent.serial()).as("the credential in use stays").isEqualTo(first);
    profile(GUARDED, ", \"approvers\": 1, \"attestation_max_age\": \"PT1H\"");
    Thread.sleep(CONFIGURATION_MILLIS);
    String fresh = agent.withFreshUser().run(3, "renew");
    assertThat(id(fresh)).isNotEqualTo(id(old));
    approve(fresh);
    agent.run("renew");
    assertThat(agent.serial()).isNotEqualTo(first);
  }

  private void approve(String printed) {
    OperatorCommand.run(nodes, 0, "ca", "enrolments", "approve", id(printed));
  }

  private static String id(String printed) {
    Matcher waits = WAITS.matcher(printed);
    assertThat(waits.find()).as(printed).isTrue();
    return waits.group(1);
  }
}
