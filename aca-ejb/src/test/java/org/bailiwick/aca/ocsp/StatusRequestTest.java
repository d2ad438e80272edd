package org.bailiwick.aca.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bailiwick.contract.testing.TestCa;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.ocsp.CertificateID;

/** Threat 26 of the authority: what a stranger may send to the responder. */
class StatusRequestTest {

  private static final X509Certificate ISSUER = TestCa.create("bailiwick.example").issuing();
  private static final CertificateID ONE = TestRequests.sha1(ISSUER, 4711);
  private static final byte[] SOUND = TestRequests.plain(ONE);

  @Example
  void readsWhatALibraryWrote() throws MalformedRequestException {
    StatusRequest request = StatusRequest.parse(SOUND);
    assertThat(request.certificates()).hasSize(1);
    assertThat(request.certificates().getFirst().serial().value()).isEqualTo(4711);
    assertThat(request.isCacheable()).isTrue();
  }

  @Property(tries = 200)
  void readsEverySerialNumberOfTwentyOctets(
      @ForAll @BigRange(min = "1", max = "730750818665451459101842416358141509827966271487")
          BigInteger serial)
      throws MalformedRequestException {
    byte[] der =
        TestRequests.plain(TestRequests.id(ISSUER, serial, NISTObjectIdentifiers.id_sha256));
    assertThat(StatusRequest.parse(der).certificates().getFirst().serial().value())
        .isEqualTo(serial);
  }

  @Property(tries = 128)
  void takesNoncesOfOneTo128Octets(@ForAll @IntRange(min = 1, max = 128) int octets)
      throws MalformedRequestException {
    StatusRequest request = StatusRequest.parse(TestRequests.withNonce(octets, ONE));
    assertThat(request.nonce().orElseThrow().bytes()).hasSizeGreaterThan(octets);
    assertThat(request.isCacheable()).isFalse();
  }

  @Example
  void refusesNoncesOfOtherLengths() {
    refused(TestRequests.withNonce(0, ONE));
    refused(TestRequests.withNonce(129, ONE));
    refused(TestRequests.withNonce(4000, ONE));
  }

  @Example
  void takesSixteenCertificatesAndNotSeventeen() throws MalformedRequestException {
    assertThat(StatusRequest.parse(TestRequests.plain(many(16))).certificates()).hasSize(16);
    refused(TestRequests.plain(many(17)));
    refused(TestRequests.plain(many(1000)));
    refused(TestRequests.plain());
  }

  @Example
  void refusesACriticalExtensionThatItDoesNotKnow() throws MalformedRequestException {
    String acceptableResponses = "1.3.6.1.5.5.7.48.1.4";
    StatusRequest.parse(
        TestRequests.request(TestRequests.extension(acceptableResponses, false), ONE));
    refused(TestRequests.request(TestRequests.extension(acceptableResponses, true), ONE));
  }

  @Example
  void refusesSerialNumbersThatNoCertificateHas() {
    refused(TestRequests.plain(TestRequests.sha1(ISSUER, 0)));
    refused(TestRequests.plain(TestRequests.sha1(ISSUER, -1)));
    BigInteger long21 = BigInteger.ONE.shiftLeft(160);
    refused(TestRequests.plain(TestRequests.id(ISSUER, long21, NISTObjectIdentifiers.id_sha256)));
  }

  @Example
  void refusesIndefiniteLengthsAndDeepNesting() {
    byte[] nested = new byte[4000];
    for (int i = 0; i < nested.length; i += 2) {
      nested[i] = 0x30;
      nested[i + 1] = (byte) 0x80;
    }
    refused(nested);
    refused(HexFormat.of().parseHex("308400000000"));
    refused(new byte[StatusRequest.MAX_OCTETS + 1]);
    refused(new byte[0]);
  }

  @Property(tries = 300)
  void refusesEveryRequestThatWasCutOff(@ForAll @IntRange(min = 0, max = 60) int octets) {
    refused(Arrays.copyOf(SOUND, Math.min(octets, SOUND.length - 1)));
  }

  @Property(tries = 2000)
  void endsOnAnyOctets(@ForAll @Size(max = 200) byte[] octets) {
    Assume.that(octets.length > 0);
    try {
      StatusRequest.parse(octets);
    } catch (MalformedRequestException refused) {
      assertThat(refused).hasMessageNotContaining("\n");
    }
  }

  @Property(tries = 2000)
  void endsOnASoundRequestWithOneOctetChanged(
      @ForAll @IntRange(min = 0, max = 10_000) int place, @ForAll byte octet) {
    byte[] changed = TestRequests.withNonce(32, ONE, TestRequests.sha256(ISSUER, 7));
    changed[place % changed.length] = octet;
    try {
      assertThat(StatusRequest.parse(changed).certificates()).isNotEmpty();
    } catch (MalformedRequestException refused) {
      assertThat(refused).hasNoCause();
    }
  }

  private static CertificateID[] many(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(serial -> TestRequests.sha1(ISSUER, serial))
        .toArray(CertificateID[]::new);
  }

  private static void refused(byte[] request) {
    assertThatExceptionOfType(MalformedRequestException.class)
        .isThrownBy(() -> StatusRequest.parse(request));
  }
}
