package org.bailiwick.contract.credential;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;

/**
 * The non-critical certificate extensions that carry {@link AgentInformation}, version 1, in DER
 * ({@code docs/certificate-profile.md} has the ASN.1): one of agents, and another of services and
 * devices, so that a reader of the first cannot take a service for an agent. Each value has exactly
 * one encoding: bytes that are not the encoding of their value are refused, so BER, trailing bytes,
 * another order and other time formats are refused.
 */
public final class AgentInformationExtension {
  /**
   * The OID arc of this product. It is a UUID split into arcs below 2^31, because some parsers
   * refuse larger arcs ({@code docs/decisions/0001-oid-arc.md}).
   */
  public static final String ARC =
      "1.2.840.113556.1.8000.2554.46460.41930.64157.17831.33677.15508426.11787616";

  public static final String OID = ARC + ".1";

  /** The extension of services and devices, of the same syntax; they need no capability. */
  public static final String WORKLOAD_OID = ARC + ".5";

  /**
   * The EAT profile of device evidence, which is the value of the claim {@code eat_profile} (RFC
   * 9711 section 4.3.2).
   */
  public static final String EAT_PROFILE = ARC + ".2";

  /** The certificate policies of the kinds of subjects (RFC 5280 section 4.2.1.4). */
  public static final String POLICY_AGENT = ARC + ".3.1";

  public static final String POLICY_NODE = ARC + ".3.2";
  public static final String POLICY_OPERATOR = ARC + ".3.3";
  public static final String POLICY_SERVICE = ARC + ".3.4";
  public static final String POLICY_DEVICE = ARC + ".3.5";

  private static final byte[] ENCODED_OID = der(OID);
  private static final int SEQUENCE = 0x30;
  private static final int EXTENSIONS = 0xa3;
  private static final int IDENTIFIER = 0x06;
  private static final int BOOLEAN = 0x01;
  private static final int OCTETS = 0x04;

  /** The greatest length in the short form. */
  private static final int SHORT = 0x7f;

  private static final int VERSION = 1;

  /**
   * The greatest length of an encoding; 100 capabilities of 200 octets and the other fields fit. It
   * is checked before parsing, to limit the effect of deep nesting and false lengths.
   */
  private static final int MAX_LENGTH = 32 * 1024;

  /** GeneralizedTime in whole seconds of UTC, as RFC 5280 section 4.1.2.5.2 demands. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private AgentInformationExtension() {}

  /** Returns the content of extnValue for an agent; refuses information without a capability. */
  public static byte[] encode(AgentInformation information) {
    return encodeWorkload(information.requireCapability());
  }

  /** Returns the content of extnValue for a service or device. */
  public static byte[] encodeWorkload(AgentInformation information) {
    Principal principal = information.principal();
    AttestationSummary attestation = information.attestation();
    DERSequence body =
        sequence(
            new ASN1Integer(VERSION),
            text(information.owner().value()),
            texts(information.capabilities().texts()),
            text(information.locator().toString()),
            texts(methods(information)),
            sequence(
                text(principal.kind().text()), text(principal.issuer()), text(principal.subject())),
            sequence(
                text(attestation.verifier()),
                text(attestation.status()),
                text(attestation.policy()),
                new DERGeneralizedTime(TIME.format(attestation.appraisedAt()))));
    try {
      return body.getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("encoding in memory failed", e);
    }
  }

  private static SortedSet<String> methods(AgentInformation information) {
    TreeSet<String> names = new TreeSet<>();
    information.validationMethods().forEach(method -> names.add(method.text()));
    return names;
  }

  /**
   * Reads the content of an agent's extnValue. It throws MALFORMED_REQUEST for all bytes that are
   * not the encoding of a version 1 value with a capability.
   */
  public static AgentInformation decode(byte[] der) {
    return decodeWorkload(der).requireCapability();
  }

  /** The same for the extension of services and devices, which may have no capability. */
  public static AgentInformation decodeWorkload(byte[] der) {
    if (der.length > MAX_LENGTH) {
      throw refused("agent-information-size", null);
    }
    try {
      AgentInformation read = read(ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der)));
      if (Arrays.equals(encodeWorkload(read), der)) {
        return read;
      }
    } catch (IOException | RuntimeException e) {
      throw e instanceof ProblemException problem ? problem : refused("agent-information-der", e);
    }
    throw refused("agent-information-not-canonical", null);
  }

  /**
   * The attestation result in an agent's certificate that was verified when it was stored; empty if
   * it has none. Nothing else is read, since whoever asks reads many certificates.
   */
  public static Optional<AttestationSummary> attestationIn(byte[] certificate) {
    try {
      return contentIn(certificate, ENCODED_OID)
          .map(ASN1Sequence::getInstance)
          .map(body -> attestation(ASN1Sequence.getInstance(body.getObjectAt(6))));
    } catch (RuntimeException e) {
      // The library has many words for bytes that are no certificate.
      return Optional.empty();
    }
  }

  /** The content of an identifier's encoding, by which {@link #contentIn} finds an extension. */
  static byte[] der(String oid) {
    try {
      byte[] encoded = new ASN1ObjectIdentifier(oid).getEncoded(ASN1Encoding.DER);
      return Arrays.copyOfRange(encoded, 2, encoded.length);
    } catch (IOException e) {
      throw new IllegalStateException("an identifier in memory has an encoding", e);
    }
  }

  /**
   * The content of an extension in a certificate that was verified when it was stored; throws some
   * unchecked exception if this is no certificate. Whatever stands before the extensions is passed
   * by its length, since a search reads many certificates (X.690 section 8.1).
   */
  static Optional<byte[]> contentIn(byte[] certificate, byte[] oid) {
    ByteBuffer body = content(content(ByteBuffer.wrap(certificate), SEQUENCE), SEQUENCE);
    while (tag(body) != EXTENSIONS) {
      content(body, tag(body));
    }
    ByteBuffer extensions = content(content(body, EXTENSIONS), SEQUENCE);
    while (extensions.hasRemaining()) {
      ByteBuffer extension = content(extensions, SEQUENCE);
      if (content(extension, IDENTIFIER).equals(ByteBuffer.wrap(oid))) {
        if (tag(extension) == BOOLEAN) {
          content(extension, BOOLEAN);
        }
        ByteBuffer value = content(extension, OCTETS);
        byte[] found = new byte[value.remaining()];
        value.get(found);
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private static int tag(ByteBuffer from) {
    return from.get(from.position()) & 0xff;
  }

  /** The content of the next element, which must have this tag; what follows it is next then. */
  private static ByteBuffer content(ByteBuffer from, int tag) {
    if (tag(from) != tag) {
      throw new IllegalArgumentException("an element is not the one that is expected");
    }
    from.get();
    int length = from.get() & 0xff;
    if (length > SHORT) {
      int octets = length - SHORT - 1;
      for (length = 0; octets > 0; octets--) {
        length = Math.addExact(Math.multiplyExact(length, 256), from.get() & 0xff);
      }
    }
    ByteBuffer content = from.slice(from.position(), length);
    from.position(from.position() + length);
    return content;
  }

  private static AgentInformation read(ASN1Sequence body) {
    requireSize(body, 7);
    if (!ASN1Integer.getInstance(body.getObjectAt(0)).hasValue(VERSION)) {
      throw refused("agent-information-version", null);
    }
    TreeSet<ValidationMethod> methods = new TreeSet<>();
    strings(body.getObjectAt(4)).forEach(text -> methods.add(ValidationMethod.parse(text)));
    return new AgentInformation(
        Owner.parse(string(body.getObjectAt(1))),
        CapabilitySet.parse(strings(body.getObjectAt(2))),
        Locator.parse(string(body.getObjectAt(3))),
        methods,
        principal(ASN1Sequence.getInstance(body.getObjectAt(5))),
        attestation(ASN1Sequence.getInstance(body.getObjectAt(6))));
  }

  private static Principal principal(ASN1Sequence fields) {
    requireSize(fields, 3);
    return new Principal(
        Principal.Kind.parse(string(fields.getObjectAt(0))),
        string(fields.getObjectAt(1)),
        string(fields.getObjectAt(2)));
  }

  private static AttestationSummary attestation(ASN1Sequence fields) {
    requireSize(fields, 4);
    String time = ASN1GeneralizedTime.getInstance(fields.getObjectAt(3)).getTimeString();
    return new AttestationSummary(
        string(fields.getObjectAt(0)),
        string(fields.getObjectAt(1)),
        string(fields.getObjectAt(2)),
        Instant.from(TIME.parse(time)));
  }

  private static void requireSize(ASN1Sequence sequence, int size) {
    if (sequence.size() != size) {
      throw refused("agent-information-fields", null);
    }
  }

  private static List<String> strings(ASN1Encodable element) {
    List<String> strings = new ArrayList<>();
    ASN1Sequence.getInstance(element).forEach(item -> strings.add(string(item)));
    return strings;
  }

  private static String string(ASN1Encodable element) {
    return ASN1UTF8String.getInstance(element).getString();
  }

  private static DERSequence texts(Iterable<String> values) {
    ASN1EncodableVector items = new ASN1EncodableVector();
    values.forEach(value -> items.add(text(value)));
    return new DERSequence(items);
  }

  private static DERUTF8String text(String value) {
    return new DERUTF8String(value);
  }

  private static DERSequence sequence(ASN1Encodable... elements) {
    return new DERSequence(elements);
  }

  private static ProblemException refused(String check, Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        check,
        "The agent information is not strict DER of version 1",
        cause);
  }
}
