package org.bailiwick.aca.attestation.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestBootLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boot event logs, whole and broken (requirement R7, threats 6 and 8). */
class BootLogTest {

  private static final String LOADER = "ab".repeat(32);
  private static final Pattern REPLAYED =
      Pattern.compile("(?m)^ +([0-9]+) *: 0x([0-9a-fA-F]{64})$");

  @TempDir private Path folder;

  private static TestBootLog usual() {
    return TestBootLog.ofMachine(1, LOADER);
  }

  private static void refuses(String check, byte[] log) {
    assertThatThrownBy(() -> BootLog.parse(log))
        .isInstanceOfSatisfying(
            ProblemException.class, refusal -> assertThat(refusal.check()).isEqualTo(check));
  }

  /** The values that tpm2_eventlog of tpm2-tools comes to. */
  private Map<Integer, String> byTool(byte[] log) throws Exception {
    Path file = folder.resolve("log");
    Path output = folder.resolve("output");
    Files.write(file, log);
    Process tool =
        new ProcessBuilder("tpm2_eventlog", file.toString())
            .redirectOutput(output.toFile())
            .redirectError(folder.resolve("errors").toFile())
            .start();
    assertThat(tool.waitFor()).as(Files.readString(folder.resolve("errors"))).isZero();
    String text = Files.readString(output);
    Map<Integer, String> values = new TreeMap<>();
    Matcher line = REPLAYED.matcher(text.substring(text.indexOf("pcrs:")));
    while (line.find()) {
      values.put(Integer.valueOf(line.group(1)), line.group(2).toLowerCase(Locale.ROOT));
    }
    return values;
  }

  @Test
  void comesToTheValuesOfAnotherProgram() throws Exception {
    byte[] octets = usual().octets();
    BootLog log = BootLog.parse(octets);
    Map<Integer, String> values = byTool(octets);
    assertThat(values).containsOnlyKeys(0, 1, 2, 3, 4, 5, 6, 7);
    values.forEach((register, value) -> assertThat(log.replayed(register)).isEqualTo(value));
    assertThat(log.replayed(8)).as("nothing was measured").isEqualTo("0".repeat(64));
  }

  @Test
  void beginsWithTheLocalityOfTheStart() throws Exception {
    TestBootLog log = new TestBootLog();
    log.add(0, TestBootLog.NO_ACTION, "StartupLocality\0\3".getBytes(StandardCharsets.US_ASCII));
    log.add(0, TestBootLog.SEPARATOR, new byte[4]);
    BootLog read = BootLog.parse(log.octets());
    assertThat(byTool(log.octets())).containsEntry(0, read.replayed(0));
  }

  @Test
  void doesNotExtendByWhatWasNotMeasured() {
    TestBootLog log = usual();
    String before = BootLog.parse(log.octets()).replayed(4);
    log.add(4, TestBootLog.NO_ACTION, new byte[] {1, 2, 3});
    assertThat(BootLog.parse(log.octets()).replayed(4)).isEqualTo(before);
  }

  @Test
  void refusesEveryLogThatIsCutOffOrGoesOn() {
    byte[] whole = usual().octets();
    int wholes = 0;
    for (int length = 0; length < whole.length; length++) {
      try {
        BootLog.parse(Arrays.copyOf(whole, length));
        wholes++;
      } catch (ProblemException refusal) {
        assertThat(refusal.check()).isIn("boot-log-malformed", "boot-log-format");
      }
    }
    assertThat(wholes)
        .as("one after the head and after each event but the last")
        .isEqualTo(usual().events().size());
    refuses("boot-log-malformed", Arrays.copyOf(whole, whole.length + 1));
  }

  @Test
  void refusesTheOldFormatAndALogWithoutSha256() {
    byte[] old = usual().octets();
    old[32] = 'X'; // the first letter of "Spec ID"
    refuses("boot-log-format", old);
    byte[] other = usual().octets();
    other[64] = 0xC; // the second bank, of SHA-256, is said to be SHA-384
    refuses("boot-log-hash", other);
    refuses("boot-log-format", new byte[100]);
  }

  @Test
  void refusesLengthsBeyondTheLogBeforeItUsesThem() {
    for (byte high : new byte[] {0x7f, -1}) {
      byte[] head = usual().octets();
      head[31] = high; // the length of the head, up to 2^32 - 1
      refuses("boot-log-malformed", head);
      byte[] event = usual().octets();
      int at = 69 + 4 + 4 + 4 + 22 + 34;
      event[at + 3] = high; // the length of the first event's data
      refuses("boot-log-malformed", event);
      byte[] digests = usual().octets();
      digests[69 + 8 + 3] = high; // the number of its digests
      refuses("boot-log-malformed", digests);
    }
  }

  @Test
  void refusesARegisterThatNoTpmHas() {
    byte[] log = usual().octets();
    log[69] = 24;
    refuses("boot-log-register", log);
    log[72] = -1;
    refuses("boot-log-register", log);
  }

  @Test
  void refusesTwoDigestsOfOneBank() {
    byte[] log = usual().octets();
    log[69 + 12 + 22] = 4; // SHA-1 a second time
    refuses("boot-log-malformed", log);
  }

  @Test
  void refusesWhatIsTooMuch() {
    refuses("boot-log-size", new byte[BootLog.LONGEST + 1]);
    TestBootLog many = new TestBootLog();
    for (int count = 0; count < 3_000; count++) {
      many.add(4, TestBootLog.SEPARATOR, new byte[0]);
    }
    assertThat(BootLog.parse(many.octets()).measured(4)).hasSize(3_000);
  }
}
