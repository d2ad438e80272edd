package org.bailiwick.contract.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bailiwick.contract.credential.AgentInformationExtensionTest.resource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustClaim;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.util.ASN1Dump;
import org.junit.jupiter.api.Test;

class AttesterTrustworthinessExtensionTest {
  private static final byte[] GOLDEN = resource("attester-trustworthiness/version-1.der");

  private static void refuses(byte[] der) {
    assertThatThrownBy(() -> AttesterTrustworthinessExtension.decode(der))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }

  private static byte[] replaced(String from, String to) {
    String hex = HexFormat.of().formatHex(GOLDEN);
    String fromHex = HexFormat.of().formatHex(from.getBytes(StandardCharsets.UTF_8));
    assertThat(hex).contains(fromHex);
    assertThat(to).hasSameSizeAs(from);
    return HexFormat.of()
        .parseHex(
            hex.replace(fromHex, HexFormat.of().formatHex(to.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void encodesTheGoldenValueToTheGoldenBytes() throws IOException {
    assertThat(AttesterTrustworthinessExtension.encode(FixtureWriter.TRUSTWORTHINESS))
        .isEqualTo(GOLDEN);
    assertThat(AttesterTrustworthinessExtension.decode(GOLDEN))
        .isEqualTo(FixtureWriter.TRUSTWORTHINESS);
    assertThat(ASN1Dump.dumpAsString(ASN1Primitive.fromByteArray(GOLDEN), true))
        .isEqualToNormalizingNewlines(
            new String(resource("attester-trustworthiness/version-1.txt"), StandardCharsets.UTF_8));
  }

  @Provide
  static Arbitrary<AttesterTrustworthiness> values() {
    Arbitrary<RootOfTrust> roots =
        Combinators.combine(
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(32),
                Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(255))
            .as(RootOfTrust::new);
    Arbitrary<TrustVector> vectors =
        Arbitraries.maps(
                Arbitraries.of(TrustClaim.values()), Arbitraries.integers().between(-128, 127))
            .map(TrustVector::new);
    return Combinators.combine(
            roots.list().uniqueElements(RootOfTrust::kind).ofMinSize(1).ofMaxSize(8), vectors)
        .as(AttesterTrustworthiness::new);
  }

  @Property(tries = 500)
  void decodesWhatItEncodes(@ForAll("values") AttesterTrustworthiness value) {
    byte[] der = AttesterTrustworthinessExtension.encode(value);
    assertThat(AttesterTrustworthinessExtension.decode(der)).isEqualTo(value);
  }

  @Test
  void theLargestValueIsEncodedAndAnAverageOneIsSmall() {
    List<RootOfTrust> roots =
        IntStream.range(0, 8)
            .mapToObj(i -> new RootOfTrust("a".repeat(31) + i, "b".repeat(255)))
            .toList();
    byte[] largest =
        AttesterTrustworthinessExtension.encode(
            new AttesterTrustworthiness(roots, TrustVector.NONE));
    assertThat(largest).hasSize(2389);
    assertThat(AttesterTrustworthinessExtension.decode(largest).rootsOfTrust()).hasSize(8);
    RootOfTrust tpm = new RootOfTrust("tpm", "sha256:" + "0".repeat(64));
    assertThat(
            AttesterTrustworthinessExtension.encode(
                new AttesterTrustworthiness(List.of(tpm), TrustVector.NONE)))
        .as("chains for EAP-TLS are short")
        .hasSizeLessThan(110);
  }

  /** Whatever the order in which something was found, it has one encoding. */
  @Test
  void rootsOfTrustAreInTheOrderOfTheirKinds() {
    RootOfTrust one = new RootOfTrust("idevid", "z");
    RootOfTrust two = new RootOfTrust("oidc-token", "a");
    TrustVector vector = TrustVector.of(Map.of("hardware", 2, "executables", 0));
    assertThat(new AttesterTrustworthiness(List.of(two, one), vector))
        .isEqualTo(
            new AttesterTrustworthiness(List.of(one, two), TrustVector.of(Map.of("hardware", 2))));
    refuses(replaced("idevid", "zzevid"));
    refuses(replaced("idevid", "tpm\u0000\u0000\u0000"));
  }

  @Test
  void aValueSaysSomethingAndIsBounded() {
    RootOfTrust root = new RootOfTrust("tpm", "a");
    List<List<RootOfTrust>> wrong =
        List.of(
            List.of(),
            List.of(root, new RootOfTrust("tpm", "b")),
            IntStream.range(0, 9).mapToObj(i -> new RootOfTrust("k" + i, "a")).toList());
    for (List<RootOfTrust> roots : wrong) {
      assertThatThrownBy(() -> new AttesterTrustworthiness(roots, TrustVector.NONE))
          .isInstanceOf(ProblemException.class);
    }
    for (String kind : List.of("", "Tpm", "1", "a_b", "a".repeat(33))) {
      assertThatThrownBy(() -> new RootOfTrust(kind, "a")).isInstanceOf(ProblemException.class);
    }
    for (String anchor : List.of("", "a b", "\u00fc", "a\n", "a".repeat(256))) {
      assertThatThrownBy(() -> new RootOfTrust("a", anchor)).isInstanceOf(ProblemException.class);
    }
    for (int value : new int[] {-129, 128}) {
      assertThatThrownBy(() -> TrustVector.of(Map.of("hardware", value)))
          .isInstanceOf(ProblemException.class);
    }
    assertThatThrownBy(() -> TrustVector.of(Map.of("colour", 2)))
        .isInstanceOf(ProblemException.class);
    assertThat(AttesterTrustworthiness.of(List.of(), TrustVector.NONE)).isEmpty();
  }

  @Test
  void aStatusIsNoBetterThanTheWorstClaim() {
    Map<Integer, List<String>> allowed =
        Map.of(
            2, List.of("affirming", "warning", "none"),
            31, List.of("affirming", "warning", "none"),
            -32, List.of("affirming", "warning", "none"),
            32, List.of("warning"),
            -33, List.of("warning"),
            95, List.of("warning"),
            96, List.of(),
            -97, List.of());
    allowed.forEach(
        (value, statuses) -> {
          TrustVector vector = TrustVector.of(Map.of("hardware", 2, "executables", value));
          assertThat(List.of("affirming", "warning", "none").stream().filter(vector::allows))
              .as("%d", value)
              .containsExactlyElementsOf(statuses);
        });
  }

  @Test
  void refusesTrailingBytesCutBytesBerAndAnotherVersion() throws IOException {
    refuses(Arrays.copyOf(GOLDEN, GOLDEN.length + 1));
    for (int length = 0; length < GOLDEN.length; length++) {
      refuses(Arrays.copyOf(GOLDEN, length));
    }
    refuses(
        new BERSequence(ASN1Sequence.getInstance(GOLDEN).toArray()).getEncoded(ASN1Encoding.BER));
    byte[] second = GOLDEN.clone();
    assertThat(second[5]).isEqualTo((byte) 1); // SEQUENCE header of three octets, INTEGER 1
    second[5] = 2;
    refuses(second);
    refuses(new byte[64 * 1024]);
  }

  @Test
  void aCertificateSaysItOrNothingOrIsNoCredential() {
    TestCa ca = TestCa.create("bailiwick.example");
    TestLeaf agent = ca.agent("payer", ca.information("a@1"), FixtureWriter.TRUSTWORTHINESS);
    byte[] certificate = Pem.der(agent.certificate());
    assertThat(AgentCredential.read(agent.certificate()).trustworthiness())
        .contains(FixtureWriter.TRUSTWORTHINESS);
    assertThat(AttesterTrustworthinessExtension.in(certificate))
        .contains(FixtureWriter.TRUSTWORTHINESS);
    TestLeaf plain = ca.agent("payer", "a@1");
    assertThat(AgentCredential.read(plain.certificate()).trustworthiness()).isEmpty();
    assertThat(AttesterTrustworthinessExtension.in(Pem.der(plain.certificate()))).isEmpty();
    for (TestLeaf wrong :
        List.of(
            ca.agentWith("payer", false, Arrays.copyOf(GOLDEN, 40)),
            ca.agentWith("payer", false, new byte[0]),
            ca.agentWith("payer", true, GOLDEN))) {
      assertThatThrownBy(() -> AgentCredential.read(wrong.certificate()))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.type()).isEqualTo(ProblemType.CREDENTIAL_NOT_TRUSTED));
    }
    for (int length = 0; length < certificate.length; length += 7) {
      assertThat(AttesterTrustworthinessExtension.in(Arrays.copyOf(certificate, length))).isEmpty();
    }
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

  private static void onlyProblems(byte[] bytes) {
    try {
      AttesterTrustworthiness read = AttesterTrustworthinessExtension.decode(bytes);
      assertThat(AttesterTrustworthinessExtension.encode(read)).isEqualTo(bytes);
    } catch (ProblemException e) {
      assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
    }
  }
}
