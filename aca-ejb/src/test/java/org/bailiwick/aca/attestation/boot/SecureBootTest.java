package org.bailiwick.aca.attestation.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.testing.TestBootLog;
import org.bailiwick.contract.testing.TestBootLog.Event;
import org.junit.jupiter.api.Test;

/** Secure Boot in honest logs, and in logs that rename what really happened (threat 8). */
class SecureBootTest {

  private static final HexFormat HEX = HexFormat.of();

  private static SecureBoot of(TestBootLog log) {
    return SecureBoot.of(BootLog.parse(log.octets()));
  }

  private static TestBootLog begun(int value) {
    return new TestBootLog().add(7, TestBootLog.VARIABLE, TestBootLog.secureBoot(value));
  }

  private static TestBootLog ended(TestBootLog log) {
    return log.add(7, TestBootLog.SEPARATOR, new byte[4]);
  }

  @Test
  void saysWhatTheVariableSays() {
    assertThat(of(ended(begun(1)))).isEqualTo(SecureBoot.ON);
    assertThat(of(ended(begun(0)))).isEqualTo(SecureBoot.OFF);
    assertThat(of(ended(begun(2)))).isEqualTo(SecureBoot.OFF);
    assertThat(of(TestBootLog.ofMachine(1, "ab".repeat(32)))).isEqualTo(SecureBoot.ON);
  }

  @Test
  void isNotProvedByALogWithoutVariableOrWithoutEnd() {
    assertThat(of(new TestBootLog())).isEqualTo(SecureBoot.NOT_PROVED);
    assertThat(of(ended(new TestBootLog()))).isEqualTo(SecureBoot.NOT_PROVED);
    assertThat(of(begun(1))).isEqualTo(SecureBoot.NOT_PROVED);
    assertThat(of(begun(1).add(7, TestBootLog.SEPARATOR, new byte[] {1, 0, 0, 0})))
        .as("firmware ended with an error")
        .isEqualTo(SecureBoot.NOT_PROVED);
  }

  /** Malware extends PCR 7 after the separator by the digest of the variable that it would need. */
  @Test
  void isNotProvedByWhatCameAfterTheSeparator() {
    TestBootLog late =
        ended(ended(new TestBootLog()).add(7, TestBootLog.VARIABLE, TestBootLog.secureBoot(1)));
    assertThat(of(late)).isEqualTo(SecureBoot.NOT_PROVED);
  }

  @Test
  void isOffHoweverTheEventOfTheVariableIsCalled() {
    TestBootLog renamed = new TestBootLog().add(7, TestBootLog.IPL, TestBootLog.secureBoot(0));
    assertThat(of(ended(renamed.add(7, TestBootLog.VARIABLE, TestBootLog.secureBoot(1)))))
        .isEqualTo(SecureBoot.OFF);
  }

  /** The register has the digest of the real event, and the log shows other data beside it. */
  @Test
  void isNotProvedByDataThatTheRegisterDoesNotHold() {
    String off = Sha256.hex(TestBootLog.secureBoot(0));
    Event lie = new Event(7, TestBootLog.VARIABLE, off, HEX.formatHex(TestBootLog.secureBoot(1)));
    assertThat(of(ended(new TestBootLog().add(lie)))).isEqualTo(SecureBoot.NOT_PROVED);
    Event hidden = new Event(7, TestBootLog.IPL, off, "");
    assertThat(
            of(
                ended(
                    new TestBootLog()
                        .add(hidden)
                        .add(7, TestBootLog.VARIABLE, TestBootLog.secureBoot(1)))))
        .isEqualTo(SecureBoot.NOT_PROVED);
    String separator = Sha256.hex(new byte[4]);
    Event noSeparator = new Event(7, TestBootLog.IPL, separator, "01");
    assertThat(
            of(
                ended(
                    new TestBootLog()
                        .add(noSeparator)
                        .add(7, TestBootLog.VARIABLE, TestBootLog.secureBoot(1)))))
        .isEqualTo(SecureBoot.NOT_PROVED);
  }

  @Test
  void isOffForADebugger() {
    TestBootLog log = begun(1);
    log.add(7, TestBootLog.ACTION, "UEFI Debug Mode".getBytes(StandardCharsets.US_ASCII));
    assertThat(of(ended(log))).isEqualTo(SecureBoot.OFF);
    TestBootLog ended = begun(1);
    ended.add(7, TestBootLog.ACTION, "UEFI Debug Mode\0".getBytes(StandardCharsets.US_ASCII));
    assertThat(of(ended(ended))).isEqualTo(SecureBoot.OFF);
  }

  @Test
  void readsNoVariableOfAnotherVendorAndNoneThatIsCutOff() {
    TestBootLog foreign =
        new TestBootLog()
            .add(
                7,
                TestBootLog.VARIABLE,
                TestBootLog.variable("00".repeat(16), "SecureBoot", (byte) 1));
    assertThat(of(ended(foreign))).isEqualTo(SecureBoot.NOT_PROVED);
    byte[] variable = TestBootLog.secureBoot(1);
    for (int length = 0; length < variable.length; length++) {
      assertThat(UefiVariable.find(Arrays.copyOf(variable, length))).isEmpty();
    }
    assertThat(UefiVariable.find(Arrays.copyOf(variable, variable.length + 1))).isEmpty();
    variable[20] = -1; // a name of 2^32 characters
    assertThat(UefiVariable.find(variable)).isEmpty();
  }
}
