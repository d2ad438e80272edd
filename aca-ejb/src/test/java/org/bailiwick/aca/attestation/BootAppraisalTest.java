package org.bailiwick.aca.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.aca.attestation.AttestationResult.Status;
import org.bailiwick.aca.attestation.boot.BootLog;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestBootLog;
import org.bailiwick.contract.testing.TestBootLog.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines with a boot log against reference values (requirement R7, threat 8). */
class BootAppraisalTest {

  private static final String LOADER = "ab".repeat(32);
  private static final String OTHER = "cd".repeat(32);
  private static final String OPEN = "{\"others\":true}";

  @TempDir private Path folder;

  private static TestBootLog usual() {
    return TestBootLog.ofMachine(1, LOADER);
  }

  /** The machine whose TPM has what the log says, with a quote of these registers. */
  private static PlatformState machine(TestBootLog log, int... registers) {
    BootLog parsed = BootLog.parse(log.octets());
    SortedMap<Integer, String> values = new TreeMap<>();
    for (int register : registers) {
      values.put(register, parsed.replayed(register));
    }
    return new PlatformState("sha256", values, Optional.of(parsed));
  }

  private AttestationResult appraise(PlatformState state, String... files) {
    try {
      for (int at = 0; at < files.length; at++) {
        Files.writeString(folder.resolve(at + ".json"), files[at]);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new ReferenceValueVerifier(folder, Clock.systemUTC()).appraise(state);
  }

  private static String boot(String loaderRule) {
    return """
        {"boot":[{"name":"racks","secure_boot":true,
                  "registers":{"4":%s,"7":{"others":true}}}]}
        """
        .formatted(loaderRule);
  }

  private static String digests(String... allowed) {
    return "{\"digests\":[\"" + String.join("\",\"", allowed) + "\"]}";
  }

  private void finds(String finding, PlatformState state, String... files) {
    AttestationResult result = appraise(state, files);
    assertThat(result.findings()).containsExactly(finding);
    assertThat(result.status()).isEqualTo(Status.CONTRAINDICATED);
  }

  @Test
  void affirmsABootLoaderThatIsWrittenDownUnderSecureBoot() {
    AttestationResult result = appraise(machine(usual(), 4, 7), boot(digests(LOADER, OTHER)));
    assertThat(result.findings()).isEmpty();
    assertThat(result.status()).isEqualTo(Status.AFFIRMING);
    assertThat(result.vector()).containsEntry("executables", 2).containsEntry("configuration", 2);
  }

  @Test
  void isAgainstAnotherBootLoader() {
    PlatformState changed = machine(TestBootLog.ofMachine(1, OTHER), 4, 7);
    finds("attestation-boot-digest", changed, boot(digests(LOADER)));
  }

  /** The type is not measured, so a note of the firmware is no excuse for a digest. */
  @Test
  void isAgainstABootLoaderThatTheLogCallsANote() {
    TestBootLog log = usual().add(new Event(4, TestBootLog.ACTION, OTHER, ""));
    finds("attestation-boot-digest", machine(log, 4, 7), boot(digests(LOADER)));
  }

  @Test
  void isAgainstAMachineThatStartedNothingOfTheList() {
    TestBootLog log = new TestBootLog();
    log.add(7, TestBootLog.VARIABLE, TestBootLog.secureBoot(1));
    log.add(7, TestBootLog.SEPARATOR, new byte[4]).add(4, TestBootLog.SEPARATOR, new byte[4]);
    finds("attestation-boot-missing", machine(log, 4, 7), boot(digests(LOADER)));
    String both = "{\"required\":[\"" + LOADER + "\",\"" + OTHER + "\"]}";
    finds("attestation-boot-missing", machine(usual(), 4, 7), boot(both));
  }

  /** Malware with other keys extends PCR 7 by the digest of the keys that it would need. */
  @Test
  void countsInAnOpenRegisterOnlyWhatCameBeforeTheSeparator() {
    String keys = Sha256.hex(TestBootLog.variable("00".repeat(16), "PK", (byte) 1));
    String reference =
        boot(digests(LOADER)).replace(OPEN, "{\"others\":true,\"required\":[\"" + keys + "\"]}");
    TestBootLog late = usual().add(new Event(7, TestBootLog.VARIABLE, keys, ""));
    finds("attestation-boot-missing", machine(late, 4, 7), reference);
    TestBootLog good = new TestBootLog();
    good.add(7, TestBootLog.VARIABLE, TestBootLog.variable("00".repeat(16), "PK", (byte) 1));
    usual().events().forEach(good::add);
    assertThat(appraise(machine(good, 4, 7), reference).status()).isEqualTo(Status.AFFIRMING);
  }

  @Test
  void isAgainstAMachineWithoutSecureBoot() {
    AttestationResult result =
        appraise(machine(TestBootLog.ofMachine(0, LOADER), 4, 7), boot(digests(LOADER)));
    assertThat(result.findings()).containsExactly("attestation-secure-boot");
    assertThat(result.vector()).containsEntry("configuration", 96).containsEntry("executables", 2);
    assertThat(result.status()).isEqualTo(Status.CONTRAINDICATED);
  }

  @Test
  void isAgainstATypeThatNobodyKnowsAndAFirmwareThatDidNotEnd() {
    TestBootLog unknown = usual().add(4, 0x7777, new byte[4]);
    finds("attestation-boot-event-type", machine(unknown, 4, 7), boot(digests(LOADER)));
    assertThat(appraise(machine(unknown, 4, 7), boot(OPEN)).status()).isEqualTo(Status.AFFIRMING);
    TestBootLog cut = new TestBootLog().application(LOADER);
    String reference =
        "{\"boot\":[{\"name\":\"m\",\"registers\":{\"4\":" + digests(LOADER) + "}}]}";
    finds("attestation-boot-separator", machine(cut, 4), reference);
  }

  @Test
  void isAgainstALogThatWasLeftOutAndARegisterThatWas() {
    PlatformState whole = machine(usual(), 4, 7);
    PlatformState bare = new PlatformState("sha256", whole.values(), Optional.empty());
    finds("attestation-boot-log-missing", bare, boot(digests(LOADER)));
    finds("attestation-boot-register", machine(usual(), 7), boot(digests(LOADER)));
    finds(
        "attestation-secure-boot",
        machine(usual(), 4),
        boot(digests(LOADER)).replace(",\"7\":" + OPEN, ""));
  }

  /** It may be a machine of either kind. */
  @Test
  void saysBothOfAMachineWithoutLogWhoseValuesNobodyHasWrittenDown() {
    PlatformState whole = machine(usual(), 4, 7);
    PlatformState bare = new PlatformState("sha256", whole.values(), Optional.empty());
    String values =
        "{\"pcrs\":[{\"name\":\"m\",\"bank\":\"sha256\",\"values\":{\"7\":[\"%s\"]}}]}"
            .formatted(OTHER);
    assertThat(appraise(bare, boot(digests(LOADER)), values).findings())
        .containsExactly("attestation-pcr-changed", "attestation-boot-log-missing");
  }

  /** Beyond the registers of firmware only a reference asks for what the log says. */
  @Test
  void isAgainstARegisterThatTheLogDoesNotLeadTo() {
    PlatformState good = machine(usual(), 4, 7, 9);
    SortedMap<Integer, String> values = new TreeMap<>(good.values());
    values.put(9, OTHER);
    PlatformState state = new PlatformState("sha256", values, good.bootLog());
    String nine = boot(digests(LOADER)).replace("\"7\":", "\"9\":" + OPEN + ",\"7\":");
    finds("attestation-boot-replay", state, nine);
    finds(
        "attestation-boot-value",
        state,
        nine.replace("\"9\":" + OPEN, "\"9\":{\"values\":[\"" + LOADER + "\"]}"));
    assertThat(
            appraise(state, nine.replace("\"9\":" + OPEN, "\"9\":{\"values\":[\"" + OTHER + "\"]}"))
                .status())
        .isEqualTo(Status.AFFIRMING);
  }

  @Test
  void warnsOfARegisterThatNoReferenceNames() {
    PlatformState state = machine(usual(), 0, 4, 7);
    AttestationResult result = appraise(state, boot(digests(LOADER)));
    assertThat(result.findings()).containsExactly("attestation-pcr-unknown");
    assertThat(result.status()).isEqualTo(Status.WARNING);
    String zero =
        "{\"pcrs\":[{\"name\":\"m\",\"bank\":\"sha256\",\"values\":{\"0\":[\"%s\"]}}]}"
            .formatted(state.values().get(0));
    assertThat(appraise(state, boot(digests(LOADER)), zero).status()).isEqualTo(Status.AFFIRMING);
  }

  @Test
  void takesTheReferencesAsAlternatives() {
    String two =
        """
        {"boot":[{"name":"a","secure_boot":true,"registers":{"4":%s,"7":{"others":true}}},
                 {"name":"b","registers":{"4":%s,"7":{"others":true}}}]}
        """
            .formatted(digests(LOADER), digests(OTHER));
    assertThat(appraise(machine(usual(), 4, 7), two).status()).isEqualTo(Status.AFFIRMING);
    TestBootLog second = TestBootLog.ofMachine(0, OTHER);
    AttestationResult result = appraise(machine(second, 4, 7), two);
    assertThat(result.status()).isEqualTo(Status.AFFIRMING);
    assertThat(result.vector()).as("nobody asked").doesNotContainKey("configuration");
    finds("attestation-secure-boot", machine(TestBootLog.ofMachine(0, LOADER), 4, 7), two);
  }

  @Test
  void affirmsWholeValuesOfRegistersWithoutALog() {
    PlatformState whole = machine(usual(), 4, 7);
    PlatformState bare = new PlatformState("sha256", whole.values(), Optional.empty());
    String values =
        "{\"pcrs\":[{\"name\":\"m\",\"bank\":\"sha256\",\"values\":{\"4\":[\"%s\"],\"7\":[\"%s\"]}}]}"
            .formatted(bare.values().get(4), bare.values().get(7));
    assertThat(appraise(bare, boot(digests(OTHER)), values).status()).isEqualTo(Status.AFFIRMING);
    finds("attestation-pcr-changed", machine(usual(), 4), values);
    finds(
        "attestation-boot-digest",
        machine(TestBootLog.ofMachine(1, LOADER), 4, 7),
        boot(digests(OTHER)),
        values.replace(bare.values().get(7), Sha256.hex("x")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"m\",\"registers\":{}}",
        "{\"name\":\"m\",\"registers\":{\"16\":{\"others\":true}}}",
        "{\"name\":\"m\",\"registers\":{\"4\":{\"requried\":[]}}}",
        "{\"name\":\"m\",\"secureboot\":true,\"registers\":{\"4\":{}}}",
        "{\"name\":\"m\",\"registers\":{\"4\":{\"digests\":[\"AB\"]}}}",
        "{\"name\":\"m\",\"registers\":{\"4\":{\"digests\":[]}}}",
        "{\"name\":\"m\",\"registers\":{\"9\":{\"others\":true,\"required\":[\"DIGEST\"]}}}",
        "{\"name\":\"m\",\"registers\":{\"4\":{\"others\":true,\"digests\":[\"DIGEST\"]}}}",
        "{\"name\":\"m\"}",
        "{\"registers\":{\"4\":{\"others\":true}}}"
      })
  void answersNobodyWhileAReferenceHasAFault(String reference) {
    assertThatThrownBy(
            () ->
                appraise(
                    machine(usual(), 4, 7),
                    "{\"boot\":[" + reference.replace("DIGEST", LOADER) + "]}"))
        .isInstanceOf(ProblemException.class);
  }
}
