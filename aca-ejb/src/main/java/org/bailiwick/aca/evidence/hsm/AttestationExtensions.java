package org.bailiwick.aca.evidence.hsm;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.bailiwick.aca.der.DerCursor;
import org.bailiwick.aca.der.NotDerException;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The extensions of a certificate that a YubiHSM 2 signed (YubiHSM 2 User Guide, "Attestation",
 * "Certificate Extensions"). Bit strings are numbers of whole octets, most significant first, as
 * Yubico's own parser reads them.
 */
final class AttestationExtensions {

  private static final String ARC = "1.3.6.1.4.1.41482.4.";
  private static final String FIRMWARE = ARC + 1;
  private static final String SERIAL = ARC + 2;
  private static final String ORIGIN = ARC + 3;
  private static final String DOMAINS = ARC + 4;
  private static final String CAPABILITIES = ARC + 5;
  private static final String OBJECT_ID = ARC + 6;
  private static final String LABEL = ARC + 9;

  /** The FIPS series, published under one number and read by Yubico under another. */
  private static final Set<String> FIPS = Set.of(ARC + 10, ARC + 12);

  private static final Set<String> OF_A_KEY =
      Set.of(FIRMWARE, SERIAL, ORIGIN, DOMAINS, CAPABILITIES, OBJECT_ID, LABEL);

  private static final int FIRMWARE_OCTETS = 3;
  private static final int ORIGIN_OCTETS = 1;
  private static final int DOMAINS_OCTETS = 2;
  private static final int CAPABILITIES_OCTETS = 8;
  private static final int MAX_LABEL_OCTETS = 40;
  private static final BigInteger MAX_OBJECT_ID = BigInteger.valueOf(0xffff);
  private static final int MAX_SERIAL_BITS = 64;

  private final X509Certificate certificate;

  AttestationExtensions(X509Certificate certificate) {
    this.certificate = certificate;
  }

  /** The attestation of a key, which must have all of these extensions and no others. */
  KeyAttestation ofKey() {
    Set<String> found = new HashSet<>();
    for (Set<String> oids :
        Arrays.asList(
            certificate.getCriticalExtensionOIDs(), certificate.getNonCriticalExtensionOIDs())) {
      if (oids != null) {
        oids.stream().filter(oid -> oid.startsWith(ARC)).forEach(found::add);
      }
    }
    found.removeAll(FIPS);
    if (!OF_A_KEY.containsAll(found)) {
      throw refused("-extension-unknown", "The attestation has an unknown extension.");
    }
    requireOctets(
        read(FIRMWARE, inside -> inside.content(DerCursor.OCTET_STRING)), FIRMWARE_OCTETS);
    requireObject();
    return new KeyAttestation(
        serialNumber(), bits(ORIGIN, ORIGIN_OCTETS), bits(CAPABILITIES, CAPABILITIES_OCTETS));
  }

  /** The serial number of the HSM, which its own certificate has too. */
  BigInteger serialNumber() {
    BigInteger serial = number(SERIAL);
    if (serial.signum() <= 0 || serial.bitLength() > MAX_SERIAL_BITS) {
      throw unreadable();
    }
    return serial;
  }

  /** Requires that domains, id and label, which are not used, have their form. */
  private void requireObject() {
    bits(DOMAINS, DOMAINS_OCTETS);
    BigInteger id = number(OBJECT_ID);
    if (id.signum() < 0 || id.compareTo(MAX_OBJECT_ID) > 0) {
      throw unreadable();
    }
    byte[] label = read(LABEL, inside -> inside.content(DerCursor.UTF8_STRING));
    if (label.length > MAX_LABEL_OCTETS) {
      throw unreadable();
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(label));
    } catch (CharacterCodingException notUtf8) {
      throw unreadable();
    }
  }

  private BigInteger number(String oid) {
    byte[] octets = read(oid, inside -> inside.content(DerCursor.INTEGER));
    if (octets.length == 0 || !Arrays.equals(new BigInteger(octets).toByteArray(), octets)) {
      throw unreadable();
    }
    return new BigInteger(octets);
  }

  private long bits(String oid, int octets) {
    byte[] content = read(oid, inside -> inside.content(DerCursor.BIT_STRING));
    requireOctets(content, octets + 1);
    if (content[0] != 0) { // number of unused bits (X.690 section 8.6.2)
      throw unreadable();
    }
    return new BigInteger(1, Arrays.copyOfRange(content, 1, content.length)).longValue();
  }

  private byte[] read(String oid, Function<DerCursor, byte[]> value) {
    byte[] extension = certificate.getExtensionValue(oid);
    if (extension == null) {
      throw refused("-extension-missing", "The attestation lacks an extension that an HSM writes.");
    }
    try {
      DerCursor inside = DerCursor.over(DerCursor.over(extension).content(DerCursor.OCTET_STRING));
      byte[] content = value.apply(inside);
      inside.requireEnd();
      return content;
    } catch (NotDerException invalid) {
      throw unreadable();
    }
  }

  private static void requireOctets(byte[] content, int count) {
    if (content.length != count) {
      throw unreadable();
    }
  }

  private static ProblemException unreadable() {
    return refused("-extension-form", "An extension of the attestation is not of its form.");
  }

  private static ProblemException refused(String fault, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, HsmKeyAttestor.TYPE + fault, detail);
  }
}
