package org.bailiwick.contract.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.util.ASN1Dump;
import org.junit.jupiter.api.Test;

class AgentInformationExtensionTest {
  private static final byte[] GOLDEN = resource("agent-information/version-1.der");

  static byte[] resource(String name) {
    try (InputStream in =
        AgentInformationExtensionTest.class.getClassLoader().getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refuses(byte[] der) {
    assertThatThrownBy(() -> AgentInformationExtension.decode(der))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }

  private static byte[] replaced(String from, String to) {
    String hex = HexFormat.of().formatHex(GOLDEN);
    String fromHex = HexFormat.of().formatHex(from.getBytes(StandardCharsets.UTF_8));
    String toHex = HexFormat.of().formatHex(to.getBytes(StandardCharsets.UTF_8));
    assertThat(hex).contains(fromHex);
    assertThat(to).hasSameSizeAs(from);
    return HexFormat.of().parseHex(hex.replace(fromHex, toHex));
  }

  @Test
  void readsTheAttestationOutOfACertificate() {
    TestCa ca = TestCa.create("bailiwick.example");
    byte[] agent = Pem.der(ca.agent("payer", "invoice.pay@1").certificate());
    assertThat(AgentInformationExtension.attestationIn(agent))
        .contains(ca.information("invoice.pay@1").attestation());
    assertThat(AgentInformationExtension.attestationIn(Pem.der(ca.node("domain").certificate())))
        .isEmpty();
    assertThat(AgentInformationExtension.attestationIn(new byte[0])).isEmpty();
    for (int length = 1; length < agent.length; length += 7) {
      assertThat(AgentInformationExtension.attestationIn(Arrays.copyOf(agent, length))).isEmpty();
      byte[] changed = agent.clone();
      changed[length] ^= 0x55;
      assertThat(AgentInformationExtension.attestationIn(changed)).as("does not throw").isNotNull();
    }
  }

  @Test
  void encodesTheGoldenValueToTheGoldenBytes() {
    assertThat(AgentInformationExtension.encode(FixtureWriter.INFORMATION)).isEqualTo(GOLDEN);
    assertThat(AgentInformationExtension.decode(GOLDEN)).isEqualTo(FixtureWriter.INFORMATION);
  }

  @Test
  void dumpsAsTheReadableFixtureSays() throws IOException {
    String dump = ASN1Dump.dumpAsString(ASN1Primitive.fromByteArray(GOLDEN), true);
    assertThat(dump.replace("\r\n", "\n"))
        .isEqualTo(new String(resource("agent-information/version-1.txt"), StandardCharsets.UTF_8));
  }

  @Provide
  static Arbitrary<AgentInformation> informations() {
    return Arbitraries.of(FixtureWriter.INFORMATION, FixtureWriter.SMALLEST);
  }

  @Property(tries = 4)
  void decodesWhatItEncodes(@ForAll("informations") AgentInformation information) {
    byte[] der = AgentInformationExtension.encode(information);
    assertThat(AgentInformationExtension.decode(der)).isEqualTo(information);
  }

  @Test
  void onlyServicesAndDevicesNeedNoCapability() {
    AgentInformation golden = FixtureWriter.INFORMATION;
    AgentInformation without =
        new AgentInformation(
            golden.owner(),
            CapabilitySet.of(),
            golden.locator(),
            golden.validationMethods(),
            golden.principal(),
            golden.attestation());
    byte[] der = AgentInformationExtension.encodeWorkload(without);
    assertThat(AgentInformationExtension.decodeWorkload(der)).isEqualTo(without);
    refuses(der);
    assertThatThrownBy(() -> AgentInformationExtension.encode(without))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void refusesTrailingBytesAndCutBytes() {
    refuses(Arrays.copyOf(GOLDEN, GOLDEN.length + 1));
    for (int length = 0; length < GOLDEN.length; length++) {
      refuses(Arrays.copyOf(GOLDEN, length));
    }
  }

  @Test
  void refusesBer() throws IOException {
    ASN1Sequence body = ASN1Sequence.getInstance(GOLDEN);
    refuses(new BERSequence(body.toArray()).getEncoded(ASN1Encoding.BER));
    byte[] longLength = new byte[GOLDEN.length + 1]; // one more length octet than needed
    longLength[0] = GOLDEN[0];
    longLength[1] = (byte) 0x83;
    System.arraycopy(GOLDEN, 2, longLength, 3, GOLDEN.length - 2);
    refuses(longLength);
  }

  @Test
  void refusesAnotherVersion() {
    byte[] second = GOLDEN.clone();
    assertThat(second[5]).isEqualTo((byte) 1); // SEQUENCE header of three octets, INTEGER 1
    second[5] = 2;
    assertThatThrownBy(() -> AgentInformationExtension.decode(second))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.check()).isEqualTo("agent-information-version"));
  }

  @Test
  void refusesAnotherOrderDuplicatesAndOtherSpellings() {
    refuses(replaced("invoice.parse@1?region=eu", "zzzoice.parse@1?region=eu"));
    refuses(replaced("invoice.parse@1?region=eu", "Invoice.parse@1?region=eu"));
    refuses(replaced("20261125133500Z", "2026112513350.Z"));
    refuses(replaced("20261125133500Z", "20261325133500Z"));
    refuses(replaced("affirming", "affirmed!"));
    refuses(replaced("person", "Person"));
  }

  @Test
  void refusesNestingWithoutOverflow() {
    byte[] indefinite = new byte[30_000];
    for (int i = 0; i < indefinite.length; i += 2) {
      indefinite[i] = 0x30;
      indefinite[i + 1] = (byte) 0x80;
    }
    refuses(indefinite);
    refuses(new byte[64 * 1024]);
  }

  @Property(tries = 5000)
  void refusesOrReadsArbitraryBytes(@ForAll byte[] bytes) {
    onlyProblems(bytes);
  }

  @Property(tries = 5000)
  void refusesOrReadsAChangedByte(@ForAll @IntRange(max = 400) int at, @ForAll byte value) {
    byte[] changed = GOLDEN.clone();
    changed[at % changed.length] = value;
    onlyProblems(changed);
  }

  @Provide
  static Arbitrary<byte[]> nested() {
    Arbitrary<Byte> tags =
        Arbitraries.of((byte) 0x30, (byte) 0x80, (byte) 0x02, (byte) 0x0c, (byte) 0x18, (byte) 1);
    Arbitrary<byte[]> lists = tags.array(byte[].class).ofMaxSize(300);
    return Combinators.combine(lists, Arbitraries.integers().between(0, 40))
        .as(AgentInformationExtensionTest::splice);
  }

  private static byte[] splice(byte[] bytes, int keep) {
    byte[] spliced = Arrays.copyOf(GOLDEN, keep + bytes.length);
    System.arraycopy(bytes, 0, spliced, keep, bytes.length);
    return spliced;
  }

  @Property(tries = 5000)
  void refusesOrReadsNearMisses(@ForAll("nested") byte[] bytes) {
    onlyProblems(bytes);
  }

  /**
   * Checks that the bytes are refused or read as a value that encodes back to the same bytes,
   * without another exception.
   */
  private static void onlyProblems(byte[] bytes) {
    try {
      AgentInformation read = AgentInformationExtension.decode(bytes);
      assertThat(AgentInformationExtension.encode(read)).isEqualTo(bytes);
    } catch (ProblemException e) {
      assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
    }
  }
}
